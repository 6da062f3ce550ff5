import { expect, test } from 'vitest';
import { NO_PROGRESS, recordRead, recordVerdict } from '../../../src/labs/progress.ts';
import { labsRows, type LabsAttention } from '../../../src/viewmodel/labs/rows.ts';
import { address, PACK, result, verdict } from './sample-pack.ts';

const IDLE: LabsAttention = { current: null, isChecking: () => false };

function steps(progress = NO_PROGRESS, attention = IDLE) {
  return labsRows([PACK], progress, attention)[0]?.children[0]?.children ?? [];
}

test('a pack that nobody has touched', () => {
  const [pack] = labsRows([PACK], NO_PROGRESS, IDLE);
  expect(pack).toMatchObject({ label: 'Basics', description: '1.0.0', tooltip: 'The first lab.\n\nBy A, B. Licence: MIT.' });
  expect(pack?.children[0]).toMatchObject({
    label: 'Move a machine', description: '30 min', tooltip: 'You will:\n• see it\n• write it', done: false,
  });
  expect(steps().map(({ label, description, look }) => [label, description, look])).toEqual([
    ['1. Why move?', 'read', 'untouched'],
    ['2. Move it', 'do it', 'untouched'],
    ['3. How many rounds?', 'predict', 'untouched'],
    ['4. Write it', 'write code', 'untouched'],
  ]);
});

test('a lab under way shows what is done, failed and current', () => {
  let progress = recordRead(NO_PROGRESS, address('why'));
  progress = recordVerdict(progress, address('code'), verdict([result('equal', { state: 'failed' }), result('pause')]));
  const attention = { current: address('by-hand'), isChecking: () => false };
  expect(labsRows([PACK], progress, attention)[0]?.children[0]?.description).toBe('30 min, 1 of 4 done');
  expect(steps(progress, attention).map(({ look, description }) => [look, description])).toEqual([
    ['done', 'read, done'],
    ['current', 'do it'],
    ['untouched', 'predict'],
    ['failed', 'write code, not passed yet'],
  ]);
});

test('a step that is being checked says so, even when it was done', () => {
  const progress = recordVerdict(NO_PROGRESS, address('code'), verdict([result('equal')]));
  const attention = { current: null, isChecking: ({ step }: { step: string }) => step === 'code' };
  expect(steps(progress, attention)[3]).toMatchObject({ look: 'checking', description: 'write code, checking…' });
});

test('only steps with something to run are checkable', () => {
  expect(steps().map(({ checkable }) => checkable)).toEqual([false, true, false, true]);
});
