import { expect, test } from 'vitest';
import { Samples } from '../../../src/viewmodel/timeline/samples.ts';

function sample(time: number, pendingBytes: number) {
  return { time, pendingBytes, thresholdBytes: 5, bandwidthBytesPerSecond: 0, transferredBytes: 0 };
}

test('a column keeps first, last, lowest and highest of its samples', () => {
  const samples = new Samples();
  for (const [time, pending] of [[0, 8], [10, 2], [20, 9], [30, 4], [60, 1]] as const) samples.push(sample(time, pending));
  expect(samples.columns(0, 100, 2)).toEqual([
    { from: 0, to: 30, firstPendingBytes: 8, lastPendingBytes: 4, lowestPendingBytes: 2, highestPendingBytes: 9, thresholdBytes: 5 },
    { from: 60, to: 60, firstPendingBytes: 1, lastPendingBytes: 1, lowestPendingBytes: 1, highestPendingBytes: 1, thresholdBytes: 5 },
  ]);
});

test('a narrow view keeps a neighbour on each side', () => {
  const samples = new Samples();
  for (let time = 0; time < 100; time += 10) samples.push(sample(time, time));
  expect(samples.columns(35, 55, 20).map(({ from }) => from)).toEqual([30, 40, 50, 60]);
});

test('a hundred thousand samples become no more columns than there are pixels', () => {
  const samples = new Samples();
  for (let time = 0; time < 100_000; time += 1) samples.push(sample(time, (time * 7919) % 1000));
  const columns = samples.columns(0, 99_999, 800);
  expect(columns.length).toBe(801);
  expect(columns.every(({ lowestPendingBytes, highestPendingBytes }) => lowestPendingBytes <= highestPendingBytes)).toBe(true);
});

test('the sample of an instant is the last one before it', () => {
  const samples = new Samples();
  expect(samples.before(5)).toBeUndefined();
  for (const time of [10, 20, 30]) samples.push(sample(time, time));
  expect([5, 10, 19, 20, 99].map((time) => samples.before(time)?.time)).toEqual([10, 10, 10, 20, 30]);
});

test('the highest in sight counts the neighbours, and the threshold where that is above', () => {
  const samples = new Samples();
  const pending = [1000, 400, 100, 20];
  pending.forEach((pendingBytes, time) => {
    samples.push({ time, pendingBytes, thresholdBytes: 50, bandwidthBytesPerSecond: 0, transferredBytes: 0 });
  });
  expect(samples.highestBetween(0, 3)).toBe(1000);
  expect(samples.highestBetween(2.5, 3)).toBe(100);
  expect(samples.highestBetween(3.5, 4)).toBe(50);
});
