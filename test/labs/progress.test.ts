import { describe, expect, test } from 'vitest';
import {
  labSummary, NO_PROGRESS, parseProgress, recordAnswer, recordHint, recordRead, recordSolutionShown, recordVerdict, resetStep,
  stepProgress,
} from '../../src/labs/progress.ts';
import type { CheckResult, CheckState, Verdict } from '../../src/labs/verdict.ts';
import { firstLab, firstPack } from './helpers/first-pack.ts';

const STEP = { pack: 'p', lab: 'l', step: 's' };
const OTHER = { ...STEP, step: 'other' };

function verdict(states: Readonly<Record<string, CheckState>>): Verdict {
  const checks = Object.entries(states).map(([id, state]) => ({ id, state }) as CheckResult);
  return { passed: checks.every(({ state }) => state === 'passed'), checks } as unknown as Verdict;
}

test('a step that nobody has tried is untouched', () => {
  expect(stepProgress(NO_PROGRESS, STEP)).toEqual({
    state: 'untouched', checks: {}, hintsShown: 0, answer: null, solutionShown: false,
  });
});

test('a failing run makes it failed, a passing one done, and done it stays', () => {
  const failed = recordVerdict(NO_PROGRESS, STEP, verdict({ one: 'passed', two: 'failed' }));
  expect(stepProgress(failed, STEP)).toMatchObject({ state: 'failed', checks: { one: 'passed', two: 'failed' } });
  const done = recordVerdict(failed, STEP, verdict({ one: 'passed', two: 'passed' }));
  expect(stepProgress(done, STEP).state).toBe('done');
  const later = recordVerdict(done, STEP, verdict({ two: 'error' }));
  expect(stepProgress(later, STEP)).toMatchObject({ state: 'done', checks: { one: 'passed', two: 'error' } });
  expect(stepProgress(later, OTHER).state).toBe('untouched');
});

test('a text is done when it is read, a prediction when it is answered, and the first answer stands', () => {
  expect(stepProgress(recordRead(NO_PROGRESS, STEP), STEP).state).toBe('done');
  const answered = recordAnswer(recordAnswer(NO_PROGRESS, STEP, 7), STEP, 4);
  expect(stepProgress(answered, STEP)).toMatchObject({ state: 'done', answer: 7 });
});

test('hints are counted, a shown solution is noted, a reset forgets one step', () => {
  let progress = recordHint(recordHint(NO_PROGRESS, STEP), STEP);
  progress = recordRead(recordSolutionShown(progress, STEP), OTHER);
  expect(stepProgress(progress, STEP)).toMatchObject({ state: 'untouched', hintsShown: 2, solutionShown: true });
  const reset = resetStep(progress, STEP);
  expect(stepProgress(reset, STEP).hintsShown).toBe(0);
  expect(stepProgress(reset, OTHER).state).toBe('done');
});

test('a lab is done when all its steps are', () => {
  const [pack, lab] = [firstPack(), firstLab()];
  const at = (step: string) => ({ pack: pack.id, lab: lab.id, step });
  expect(labSummary(NO_PROGRESS, pack, lab)).toEqual({ state: 'untouched', done: 0, steps: 5 });
  let progress = recordRead(NO_PROGRESS, at('why-move'));
  expect(labSummary(progress, pack, lab)).toEqual({ state: 'under-way', done: 1, steps: 5 });
  for (const { id } of lab.steps) progress = recordRead(progress, at(id));
  expect(labSummary(progress, pack, lab)).toEqual({ state: 'done', done: 5, steps: 5 });
});

describe('kept as JSON', () => {
  test('it comes back as it was', () => {
    const progress = recordAnswer(recordHint(NO_PROGRESS, STEP), OTHER, 'b');
    expect(parseProgress(JSON.stringify(progress))).toEqual(progress);
  });

  test.each(['', '{', '[]', '1', '{"version":2,"steps":{}}', '{"version":1}', '{"version":1,"steps":{"a":{"state":"odd"}}}'])(
    'what is no progress is refused: %s',
    (text) => {
      expect(parseProgress(text)).toBeNull();
    },
  );
});
