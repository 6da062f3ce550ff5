import { expect, test } from 'vitest';
import { EventQueue } from '../../../src/simulator/kernel/event-queue.ts';
import { milliseconds, seconds, toMilliseconds } from '../../../src/simulator/kernel/time.ts';
import { announce } from '../../../src/simulator/network/announcements.ts';

test('five announcements: after 50 ms, then 150, 250, 350 and 450 ms later', () => {
  const queue = new EventQueue();
  const told: [number, number][] = [];
  announce(queue, (round) => told.push([round, toMilliseconds(queue.now)]));
  queue.runUntil(seconds(10));
  expect(told).toEqual([
    [1, 50],
    [2, 200],
    [3, 450],
    [4, 800],
    [5, 1250],
  ]);
});

test('cancelled, it says no more and leaves nothing planned', () => {
  const queue = new EventQueue();
  const told: number[] = [];
  const announcements = announce(queue, (round) => told.push(round));
  queue.runUntil(milliseconds(60));
  announcements.cancel();
  queue.runUntil(seconds(10));
  expect(told).toEqual([1]);
  expect(queue.waiting).toBe(0);
});
