import { expect, test } from 'vitest';
import { byteTicks, heightOf, timeTicks } from '../../../src/viewmodel/timeline/scale.ts';

const GIB = 1024 ** 3;
const labels = (ticks: readonly { label: string }[]) => ticks.map(({ label }) => label);

test('seconds and milliseconds are labelled by the distance of the ticks', () => {
  expect(labels(timeTicks({ from: 0, to: 10.5e9 }, 6))).toEqual(['0 s', '2 s', '4 s', '6 s', '8 s', '10 s']);
  expect(labels(timeTicks({ from: 0, to: 1e9 }, 4))).toEqual(['0.0 s', '0.5 s', '1.0 s']);
  expect(labels(timeTicks({ from: 10.2e9, to: 10.49e9 }, 3))).toEqual(['10.2 s', '10.3 s', '10.4 s']);
  expect(labels(timeTicks({ from: 20e6, to: 40e6 }, 4))).toEqual(['20 ms', '25 ms', '30 ms', '35 ms', '40 ms']);
  expect(labels(timeTicks({ from: 0, to: 10_000 }, 5))).toEqual(['0 µs', '2 µs', '4 µs', '6 µs', '8 µs', '10 µs']);
});

test('bytes are labelled at powers of two', () => {
  expect(labels(byteTicks(1.2 * GIB, 'linear', 3))).toEqual(['512 MiB', '1.00 GiB']);
  expect(labels(byteTicks(GIB, 'logarithmic', 4))).toEqual(['32.0 KiB', '1.00 MiB', '32.0 MiB', '1.00 GiB']);
  expect(byteTicks(0, 'linear', 3)).toEqual([]);
});

test('height is in proportion to bytes, or to their logarithm', () => {
  expect(heightOf(GIB / 4, GIB, 'linear')).toBe(0.25);
  expect(heightOf(GIB / 10, GIB, 'logarithmic')).toBeCloseTo(0.8);
  expect([heightOf(0, GIB, 'logarithmic'), heightOf(GIB, GIB, 'logarithmic'), heightOf(1, GIB, 'logarithmic')]).toEqual([0, 1, 0]);
});
