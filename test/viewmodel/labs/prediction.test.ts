import { expect, test } from 'vitest';
import { answerProblem } from '../../../src/viewmodel/labs/prediction.ts';
import { revealView } from '../../../src/viewmodel/labs/reveal-view.ts';
import { PREDICT } from './sample-pack.ts';

const choice = { kind: 'choice', text: '?', options: [{ id: 'a', text: 'A' }] } as const;

test('an answer must fit its question', () => {
  expect(answerProblem(PREDICT.question, 100)).toBeNull();
  expect(answerProblem(PREDICT.question, 0)).toBe('Type a number from 1 to 100.');
  expect(answerProblem(PREDICT.question, Number.NaN)).toBe('Type a number from 1 to 100.');
  expect(answerProblem(PREDICT.question, 'four')).toBe('Type a number from 1 to 100.');
  expect(answerProblem(choice, 'a')).toBeNull();
  expect(answerProblem(choice, 'b')).toBe('Choose one of the answers.');
});

test('what really happens, in a sentence and a table', () => {
  const rounds = [
    { round: 1, pages: 262_144, bytes: 805_306_368, duration: 6_400_000_000 },
    { round: null, pages: 5_000, bytes: 20_971_520, duration: 83_000_000 },
  ];
  expect(revealView({ rounds, liveRounds: 1, figures: { downtime: 83_000_000 } })).toEqual({
    result: 'It takes 1 round while the VM runs, then one last copy. It stands still for 83 ms.',
    table: {
      caption: 'Simulated just now in this lab’s data center',
      columns: ['Round', 'Pages to send', 'Sent', 'Time'],
      rows: [['1', '262 144', '768 MiB', '6.4 s'], ['Last copy', '5 000', '20 MiB', '83 ms']],
    },
  });
});
