import { expect, test } from 'vitest';
import { milliseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import { Rounds } from '../../../src/simulator/migration/rounds.ts';

test('the first round is 1, and nothing has been found dirty or measured yet', () => {
  const rounds = new Rounds(seconds(5));
  expect(rounds.round).toBe(1);
  expect(rounds.dirtyPagesOfSyncs).toEqual([]);
  expect(rounds.bytesPerSecond).toBe(0);
});

test('a sync notes the dirty pages and measures the bandwidth since the one before', () => {
  const rounds = new Rounds(seconds(5));
  rounds.synchronized(seconds(7), 300, 1000);
  expect(rounds.bytesPerSecond).toBe(500);
  rounds.next();
  rounds.synchronized(milliseconds(7500), 20, 1600);
  expect(rounds.round).toBe(2);
  expect(rounds.dirtyPagesOfSyncs).toEqual([300, 20]);
  expect(rounds.bytesPerSecond).toBe(1200);
});

test('a round that took no time leaves the bandwidth as it was', () => {
  const rounds = new Rounds(0);
  rounds.synchronized(seconds(1), 5, 1000);
  rounds.synchronized(seconds(1), 0, 1000);
  expect(rounds.bytesPerSecond).toBe(1000);
});
