import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunChecks } from '../../src/labs/check-request.ts';
import type { CodeStep } from '../../src/labs/lab-pack.ts';
import { planRun } from '../../src/labs/plan-run.ts';
import type { Verdict } from '../../src/labs/verdict.ts';
import { createRunChecks } from '../../src/sandbox/run-checks.ts';
import { type BuiltSandbox, buildSandbox } from '../sandbox/helpers/build-sandbox.ts';
import { firstLab, PACK_FOLDER, readPackFile, solutionOf, sourcesOf, starterOf, step, type StudentFolder } from './helpers/first-pack.ts';

let sandbox: BuiltSandbox;
let runChecks: RunChecks;

beforeAll(async () => {
  sandbox = await buildSandbox();
  runChecks = createRunChecks(sandbox.folder);
});
afterAll(() => sandbox.remove());

const codeSteps = firstLab().steps.filter((each): each is CodeStep => each.kind === 'code');

async function run(code: CodeStep, folder: StudentFolder): Promise<Verdict> {
  return runChecks(await planRun(code, sourcesOf(folder), {}));
}

/** Each check with its state and message, for readable differences. */
function summary({ checks }: Verdict): readonly string[] {
  return checks.map(({ id, state, message }) => `${id}: ${state} ${message}`.trim());
}

test('every file that the pack names is there', () => {
  const paths = readPackFile('labpack.json').match(/"[\w./-]+\.(?:md|ts|json)"/g) ?? [];
  const named = paths.map((path) => path.slice(1, -1)).filter((path) => path.includes('/') && !path.startsWith('..'));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((path) => !existsSync(join(PACK_FOLDER, path)))).toEqual([]);
});

describe.each(codeSteps)('the step $id', (code) => {
  test('the starter fails', async () => {
    const verdict = await run(code, starterOf(code));
    expect(verdict.passed).toBe(false);
    expect(verdict.ending).toEqual({ kind: 'completed' });
  });

  test('the solution passes', async () => {
    const verdict = await run(code, solutionOf(code));
    expect(summary(verdict)).toEqual(code.checks.map(({ id }) => `${id}: passed`));
    expect(verdict).toMatchObject({ passed: true, isolation: { level: 'walled' } });
  });

  test.each(code.wrongSolutions)('$id is found by $killedBy', async ({ files, killedBy }) => {
    const verdict = await run(code, { ...solutionOf(code), ...files });
    const killer = verdict.checks.find(({ id }) => id === killedBy);
    expect(killer?.state, summary(verdict).join('\n')).toMatch(/failed|error/);
    expect(verdict.ending).toEqual({ kind: 'completed' });
  });
});

test('a mistake on the ports is shown at its line in the student\'s file', async () => {
  const code = step('pre-copy', 'code');
  const places = async (wrong: string) => {
    const { files } = code.wrongSolutions.find(({ id }) => id === wrong)!;
    const { checks } = await run(code, { ...solutionOf(code), ...files });
    return checks.find(({ place }) => place !== null);
  };
  expect(await places('never-gives-up')).toMatchObject({
    state: 'failed',
    message: expect.stringMatching(/^The migration does not end: after \d+ effects and 60\.0 s of simulated time/) as string,
    place: { origin: 'student', file: 'pre-copy.ts' },
  });
  expect(await places('device-state-before-pause')).toMatchObject({
    state: 'failed',
    message: 'The device state can be saved only while the machine is paused.',
    place: { origin: 'student', file: 'pre-copy.ts', line: 31 },
  });
});

describe('the step how-many-rounds', () => {
  const predict = step('how-many-rounds', 'predict');
  const scenario = readPackFile(firstLab().world!);

  test('4 rounds are right', async () => {
    const verdict = await runChecks(await planRun(predict, sourcesOf({}), { answer: 4, scenario }));
    expect(summary(verdict)).toEqual(['rounds: passed']);
  });

  test('another number is shown beside the right one', async () => {
    const { checks } = await runChecks(await planRun(predict, sourcesOf({}), { answer: 7, scenario }));
    expect(checks[0]).toMatchObject({ state: 'failed', expected: '4', actual: '7' });
  });
});
