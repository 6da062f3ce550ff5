import { expect, test } from 'vitest';
import type { CodeStep } from '../../src/labs/lab-pack.ts';
import { planReset, planStepFiles } from '../../src/labs/workspace-files.ts';
import { firstLab, step } from './helpers/first-pack.ts';

const lab = firstLab();
const preCopy = step('pre-copy', 'code');
const FILE = 'virtlab-labs/move-a-running-machine/pre-copy/pre-copy.ts';

test('a step brings its files, which are kept, and the settings of the editor, which are refreshed', () => {
  const plan = planStepFiles(lab, preCopy).map(({ path, policy, source }) => `${path} ${policy} ${source.kind}`);
  expect(plan).toEqual([
    'virtlab-labs/tsconfig.json refresh text',
    'virtlab-labs/package.json refresh text',
    'virtlab-labs/.virtlab/virtlab.d.ts refresh types',
    `${FILE} keep pack`,
  ]);
});

test('a file that students only read is refreshed, one they do not see is not written', () => {
  const [file] = preCopy.files;
  const more: CodeStep = {
    ...preCopy,
    files: [
      { ...file!, path: 'read.ts', editable: false },
      { ...file!, path: 'hidden.ts', visible: false },
    ],
  };
  const plan = planStepFiles(lab, more).filter(({ source }) => source.kind === 'pack');
  expect(plan.map(({ path, policy }) => `${path} ${policy}`)).toEqual([
    'virtlab-labs/move-a-running-machine/pre-copy/read.ts refresh',
  ]);
});

test('a reset moves what is there away before it writes', () => {
  const plan = planReset(lab, preCopy, new Set([FILE]), '2026-01-31-140500');
  expect(plan.backups).toEqual([
    { from: FILE, to: 'virtlab-labs/.backups/2026-01-31-140500/move-a-running-machine/pre-copy/pre-copy.ts' },
  ]);
  expect(plan.files.map(({ path }) => path)).toEqual([FILE]);
  expect(planReset(lab, preCopy, new Set(), 'now').backups).toEqual([]);
});
