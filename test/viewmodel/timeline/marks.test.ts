import { expect, test } from 'vitest';
import { markInWords, marksIn } from '../../../src/viewmodel/timeline/marks.ts';
import type { Note } from '../../../src/viewmodel/timeline/narrator.ts';
import { Timeline } from '../../../src/viewmodel/timeline/timeline.ts';
import { recordedMigration } from './recorded-migration.ts';

const timeline = new Timeline();
timeline.append(recordedMigration);
const all = { from: 0, to: timeline.end };

test('decisions and turning points have marks, phases and rounds have not', () => {
  expect(marksIn(timeline.notes, all, 1).map(({ kind, time }) => [kind, time / 1e6])).toEqual([
    ['sync', 8_700],
    ['switch-over', 10_200],
    ['paused', 10_201],
    ['running', 10_490],
    ['completed', 10_500],
  ]);
});

test('marks too close to one another are one, of the weightiest kind', () => {
  const marks = marksIn(timeline.notes, all, 400e6);
  expect(marks.map(({ kind, notes }) => [kind, notes.length])).toEqual([['sync', 1], ['completed', 4]]);
  expect(markInWords(marks[1]!)).toBe(
    [
      'Pending 32.0 MiB < threshold 36.0 MiB: stop web and send the rest.',
      'web stands still on alpha; the last 33.0 MiB go now.',
      'web runs on beta.',
      'Completed: 1.21 GiB sent in 10.5 s, 290 ms of downtime (stop 1.00 ms, last copy 268 ms, device state 11.5 ms, resume 10.0 ms).',
    ].join('\n'),
  );
});

test('many notes of one mark are told by their last', () => {
  const notes = Array.from({ length: 9 }, (_, index): Note => ({ index, time: 5, kind: 'sync', sentence: `Decision ${index}.` }));
  const [mark] = marksIn(notes, { from: 0, to: 10 }, 1);
  expect(markInWords(mark!)).toBe('6 decisions before, then:\nDecision 6.\nDecision 7.\nDecision 8.');
});

test('only what is in sight has marks', () => {
  expect(marksIn(timeline.notes, { from: 0, to: 9e9 }, 1).length).toBe(1);
});
