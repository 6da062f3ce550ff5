import { expect, test } from 'vitest';
import { milliseconds, seconds, toMilliseconds, toSeconds } from '../../../src/simulator/kernel/time.ts';

test('milliseconds and seconds become whole nanoseconds', () => {
  expect(milliseconds(0.7)).toBe(700_000);
  expect(milliseconds(300)).toBe(300_000_000);
  expect(milliseconds(0.000_000_4)).toBe(0);
  expect(seconds(1.5)).toBe(1_500_000_000);
  expect(seconds(1 / 3)).toBe(333_333_333);
});

test('nanoseconds become milliseconds and seconds with their fractions', () => {
  expect(toMilliseconds(1_250_000)).toBe(1.25);
  expect(toSeconds(250_000_000)).toBe(0.25);
});
