import { expect, test } from 'vitest';
import { NO_PROGRESS, recordVerdict, stepProgress } from '../../../src/labs/progress.ts';
import { checkPlaceOf, guideVerdict, verdictSummary } from '../../../src/viewmodel/labs/verdict-view.ts';
import { address, CODE, result, verdict } from './sample-pack.ts';

const untouched = stepProgress(NO_PROGRESS, address('code'));

test('before any run the checks are named', () => {
  const shown = guideVerdict(CODE.checks, { kind: 'none' }, untouched);
  expect(shown).toMatchObject({ state: 'none', summary: '2 checks, not run yet.', runText: '' });
  expect(shown.checks.map(({ title, stateText }) => [title, stateText])).toEqual([
    ['Check equal', 'Not run yet'],
    ['Check pause', 'Not run yet'],
  ]);
});

test('what the last session found is remembered', () => {
  const before = verdict([result('equal'), result('pause', { state: 'failed' })]);
  const progress = stepProgress(recordVerdict(NO_PROGRESS, address('code'), before), address('code'));
  const shown = guideVerdict(CODE.checks, { kind: 'none' }, progress);
  expect(shown.summary).toBe('At the last run 1 of 2 checks passed.');
  expect(shown.checks.map(({ stateText }) => stateText)).toEqual(['Passed at the last run', 'Not passed at the last run']);
});

test('a run under way shows what is decided', () => {
  const shown = guideVerdict(CODE.checks, { kind: 'running', results: [result('equal')] }, untouched);
  expect(shown.summary).toBe('Checking: 1 of 2 checks decided…');
  expect(shown.checks.map(({ state }) => state)).toEqual(['passed', 'waiting']);
});

test('a failed check shows expected, actual and the place', () => {
  const failed = result('equal', {
    state: 'failed', message: 'The memory differs.', expected: '3', actual: '4',
    place: { origin: 'student', file: 'a.ts', line: 12, column: 3 },
  });
  const shown = guideVerdict(CODE.checks, { kind: 'finished', verdict: verdict([failed, result('pause')]) }, untouched);
  expect(shown).toMatchObject({
    state: 'failed',
    summary: '1 of 2 checks passed. Begin with the first that did not.',
    runText: 'Ran for 0.4 s in a process of its own, walled off from your files and the network.',
  });
  expect(shown.checks[0]).toMatchObject({
    stateText: 'Not passed', message: 'The memory differs.', expected: '3', actual: '4', placeText: 'a.ts:12', checkPlaceText: null,
  });
});

test('what stands below as expected and actual is not said in the message too', () => {
  const shownMessage = (message: string) => {
    const failed = result('equal', { state: 'failed', message, expected: '0', actual: '1' });
    return guideVerdict(CODE.checks, { kind: 'finished', verdict: verdict([failed]) }, untouched).checks[0]?.message;
  };
  expect(shownMessage('pages that differ: expected 1 to be +0')).toBe('pages that differ');
  expect(shownMessage("the host of web: expected 'alpha' to be 'beta'")).toBe('the host of web');
  expect(shownMessage('downtime in ms: expected 12 to be less than or equal to 8')).toBe(
    'downtime in ms: expected 12 to be less than or equal to 8',
  );
  expect(shownMessage('expected 1 to be +0')).toBe('expected 1 to be +0');
});

test('a place in a check is told from one in the student\'s file', () => {
  const failed = result('equal', { state: 'failed', place: { origin: 'pack', file: 'lab/code/a.spec.ts', line: 7, column: 1 } });
  const shown = guideVerdict(CODE.checks, { kind: 'finished', verdict: verdict([failed]) }, untouched);
  expect(shown.checks[0]?.placeText).toBe('a.spec.ts:7 (the check)');
});

test('beside the student\'s own line stands the line of the check', () => {
  const own = { origin: 'student', file: 'a.ts', line: 2, column: 1 } as const;
  const spec = { origin: 'pack', file: 'lab/code/a.spec.ts', line: 7, column: 1 } as const;
  const failed = result('equal', { state: 'failed', place: own, stack: [{ name: 'copy', place: own }, { name: '', place: spec }] });
  const shown = guideVerdict(CODE.checks, { kind: 'finished', verdict: verdict([failed]) }, untouched);
  expect([shown.checks[0]?.placeText, shown.checks[0]?.checkPlaceText]).toEqual(['a.ts:2', 'a.spec.ts:7 (the check)']);
  expect(checkPlaceOf(failed)).toEqual(spec);
});

test('two equal texts are not shown as a comparison', () => {
  const failed = result('equal', { state: 'failed', message: 'not yet', expected: 'undefined', actual: 'undefined', difference: '' });
  const shown = guideVerdict(CODE.checks, { kind: 'finished', verdict: verdict([failed]) }, untouched);
  expect(shown.checks[0]).toMatchObject({ message: 'not yet', expected: null, actual: null, difference: null });
});

test('openings in the walls are told', () => {
  const run = verdict([result('equal')], { isolation: { level: 'partial', openings: ['network'] } });
  const shown = guideVerdict(CODE.checks, { kind: 'finished', verdict: run }, untouched);
  expect(shown.runText).toBe('Ran for 0.4 s in a process of its own; not walled off: network.');
});

test('a run of a moment took some time', () => {
  const run = verdict([result('equal')], { durationMilliseconds: 38 });
  const shown = guideVerdict(CODE.checks, { kind: 'finished', verdict: run }, untouched);
  expect(shown.runText).toBe('Ran for less than 0.1 s in a process of its own, walled off from your files and the network.');
});

test('summaries', () => {
  expect(verdictSummary(verdict([result('equal')]))).toBe('The check passed. This step is done.');
  expect(verdictSummary(verdict([result('equal'), result('pause')]))).toBe('All 2 checks passed. This step is done.');
  expect(verdictSummary(verdict([], { passed: false, ending: { kind: 'cancelled' } }))).toBe(
    'The checks were stopped before they had finished.',
  );
  const message = 'The code ran longer than 5 seconds and was stopped.';
  const ending = { kind: 'stopped', reason: 'deadline', message } as const;
  expect(verdictSummary(verdict([], { passed: false, ending }))).toBe(message);
});
