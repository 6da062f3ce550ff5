import { expect, test } from 'vitest';
import type { Step } from '../../../src/labs/lab-pack.ts';
import { NO_PROGRESS, recordAnswer, recordHint, recordVerdict } from '../../../src/labs/progress.ts';
import { guideModel, type GuideSurroundings } from '../../../src/viewmodel/labs/guide-model.ts';
import type { RevealView } from '../../../src/viewmodel/labs/reveal-view.ts';
import type { CheckRun } from '../../../src/viewmodel/labs/verdict-view.ts';
import { address, CODE, DO, LAB, PACK, PREDICT, READ, result, verdict } from './sample-pack.ts';

const ALL_WELL: GuideSurroundings = { trusted: true, folderOpen: true, worldLoaded: true };
const NONE: CheckRun = { kind: 'none' };
const REVEALED: RevealView = { result: 'It takes 6 rounds.', table: null };

function shown(step: Step, progress = NO_PROGRESS, surroundings = ALL_WELL, run: CheckRun = NONE, revealed: RevealView | null = null) {
  const subject = { pack: PACK, lab: LAB, step, text: '# Move it\n\nText', explanation: 'Because of the hot set.', pictureBase: 'base/', run, revealed };
  return guideModel(subject, progress, surroundings);
}

const labels = (step: Step, progress = NO_PROGRESS, run: CheckRun = NONE) =>
  shown(step, progress, ALL_WELL, run).buttons.map(({ label, primary }) => (primary ? `[${label}]` : label));

test('where in the lab one is', () => {
  expect(shown(DO)).toMatchObject({
    labTitle: 'Move a machine', title: 'Move it', positionText: 'Step 2 of 4', previous: 'why', next: 'rounds',
    kindText: 'do it', stateText: 'Not started', text: '\nText', notices: [],
  });
  expect(shown(READ).previous).toBeNull();
  expect(shown(CODE).next).toBeNull();
  expect(shown(DO).steps.map(({ step, shown: isShown }) => [step, isShown])).toEqual([
    ['why', false], ['by-hand', true], ['rounds', false], ['code', false],
  ]);
});

test('every kind of step has its buttons', () => {
  expect(labels(READ)).toEqual([]);
  expect(labels(DO)).toEqual(['Show the data center', '[Check]', 'Show the timeline', 'Hint']);
  expect(labels(PREDICT)).toEqual([]);
  expect(labels(CODE)).toEqual(['Open the file', '[Check]', 'Hint', 'Solution', 'Reset']);
});

test('a run can be stopped; hints run out; a step that is done can be reset', () => {
  expect(labels(CODE, NO_PROGRESS, { kind: 'running', results: [] })).toContain('[Stop]');
  const hinted = recordHint(recordHint(NO_PROGRESS, address('code')), address('code'));
  expect(labels(CODE, hinted)).not.toContain('Next hint');
  expect(shown(CODE, hinted).hints).toEqual({ shown: ['One.', 'Two.'], total: 2 });
  const done = recordVerdict(NO_PROGRESS, address('by-hand'), verdict([result('moved')]));
  expect(labels(DO, done)).toEqual(['Show the data center', 'Check', 'Show the timeline', 'Hint', 'Reset']);
});

test('what stands in the way comes with what mends it', () => {
  const nothing: GuideSurroundings = { trusted: false, folderOpen: false, worldLoaded: false };
  expect(shown(CODE, NO_PROGRESS, nothing).notices).toEqual([
    {
      text: 'This folder is not trusted, so no code runs here. You can read everything; checks need trust.',
      buttons: [{ task: 'manage-trust', label: 'Manage trust', primary: true }],
    },
    {
      text: 'Your code needs a folder to live in.',
      buttons: [
        { task: 'open-folder', label: 'Open a folder…', primary: true },
        { task: 'use-practice-folder', label: 'Use a practice folder', primary: false },
      ],
    },
  ]);
  expect(shown(CODE, NO_PROGRESS, nothing).buttons.map(({ label }) => label)).toEqual(['Hint']);
  expect(shown(DO, NO_PROGRESS, { ...ALL_WELL, worldLoaded: false }).notices).toEqual([
    {
      text: 'The data center in the sidebar is not the one of this lab.',
      buttons: [{ task: 'load-world', label: "Load the lab's data center", primary: true }],
    },
  ]);
  expect(shown(READ, NO_PROGRESS, nothing).notices).toEqual([]);
});

test('nothing is revealed before there is an answer', () => {
  expect(shown(PREDICT, NO_PROGRESS, ALL_WELL, NONE, REVEALED).prediction).toEqual({
    question: 'How many?', input: { kind: 'number', unit: 'rounds', minimum: 1, maximum: 100 },
    answer: null, answerText: null, reveal: null,
  });
});

test('an answer brings the reveal, and stands', () => {
  const answered = recordAnswer(recordAnswer(NO_PROGRESS, address('rounds'), 4), address('rounds'), 6);
  const model = shown(PREDICT, answered, ALL_WELL, NONE, REVEALED);
  expect(model.prediction).toMatchObject({
    answer: 4, answerText: '4 rounds',
    reveal: { right: null, result: 'It takes 6 rounds.', table: null, explanation: 'Because of the hot set.' },
  });
  expect(model.state).toBe('done');
});
