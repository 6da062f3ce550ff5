import { expect, test } from 'vitest';
import { RoundLane } from '../../../src/viewmodel/timeline/round-lane.ts';

function laneOf(count: number, length: number): RoundLane {
  const lane = new RoundLane();
  for (let number = 1; number <= count; number += 1) {
    lane.begin(number, { newDirtyPages: 10, pendingBytes: 1, transferredBytes: number }, (number - 1) * length);
  }
  lane.end(count * length);
  return lane;
}

test('rounds wide enough stand for themselves', () => {
  const groups = laneOf(3, 100).groups({ from: 0, to: 300 }, 50, 300);
  expect(groups.map(({ first, count, from, to }) => [first.round, count, from, to])).toEqual([
    [1, 1, 0, 100],
    [2, 1, 100, 200],
    [3, 1, 200, 300],
  ]);
});

test('rounds too narrow to tell apart are drawn together', () => {
  const groups = laneOf(10, 10).groups({ from: 0, to: 100 }, 45, 100);
  expect(groups.map(({ first, last, count }) => [first.round, last.round, count])).toEqual([
    [1, 4, 4],
    [5, 8, 4],
    [9, 10, 2],
  ]);
});

test('only what is in sight is drawn', () => {
  const groups = laneOf(1000, 10).groups({ from: 5_001, to: 5_029 }, 1, 10_000);
  expect(groups.map(({ first }) => first.round)).toEqual([501, 502, 503]);
});

test('the last copy is no live round', () => {
  const lane = laneOf(2, 10);
  lane.beginLastCopy({ newDirtyPages: 1, pendingBytes: 1, transferredBytes: 3 }, 20);
  expect([lane.spans.length, lane.liveCount]).toEqual([3, 2]);
});
