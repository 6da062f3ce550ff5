import { expect, test } from 'vitest';
import { Patience, slownessOf } from '../../src/sandbox/patience.ts';

/** At which look the time is over, when one is taken every 50 ms of real time; `waited` of each look is for a processor. */
function overAfter(allowed: number, waited: number): number {
  const patience = new Patience(1_000);
  patience.allow(allowed);
  for (let look = 1; look <= 10_000; look++) {
    if (patience.isOver(1_000 + 50 * look, waited * look)) return look * 50;
  }
  return Number.POSITIVE_INFINITY;
}

test('time is over when it has passed', () => {
  expect(overAfter(1_000, 0)).toBe(1_000);
});

test('waiting for a processor does not count, up to ten times as long', () => {
  expect(overAfter(1_000, 25)).toBe(2_000);
  expect(overAfter(1_000, 50)).toBe(10_000);
});

test('an hour in which the machine slept counts as a moment', () => {
  const patience = new Patience(0);
  patience.allow(1_000);
  expect(patience.isOver(3_600_000, 0)).toBe(false);
  expect(patience.isOver(3_600_250, 0)).toBe(false);
  expect(patience.isOver(3_600_750, 0)).toBe(false);
  expect(patience.isOver(3_601_000, 0)).toBe(true);
});

test('what comes next has its own time', () => {
  const patience = new Patience(0);
  expect(patience.isOver(1e9, 0)).toBe(false);
  patience.allow(100);
  expect(patience.isOver(1e9 + 90, 0)).toBe(false);
  patience.allow(100);
  expect(patience.isOver(1e9 + 180, 0)).toBe(false);
  expect(patience.isOver(1e9 + 190, 0)).toBe(true);
});

test.each([[20, 1], [600, 1], [1_000, 2], [5_200, 8]])('a child that started after %i ms on a processor has %i times as long', (start, times) => {
  expect(slownessOf(start)).toBe(times);
});
