import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CodeStep, Step } from '../../src/labs/lab-pack.ts';
import { firstLab, readPackFile, solutionOf, starterOf, step, type StudentFolder } from './helpers/first-pack.ts';

const ROOT = join(import.meta.dirname, '../..');
const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'virtlab-stock-'));
  await symlink(join(ROOT, 'node_modules'), join(parent, 'node_modules'), 'junction');
});
afterAll(() => rm(parent, { recursive: true }));

/** Lays the step's specs and the student's files into one folder, as the sandbox does. */
async function layOut(checked: Step, folder: StudentFolder, provide: object): Promise<string> {
  const root = await mkdtemp(join(parent, 'run-'));
  const specs = new Set(checked.checks.map(({ spec }) => spec));
  for (const spec of specs) await writeFile(join(root, basename(spec)), readPackFile(spec));
  for (const [path, from] of Object.entries(folder)) await writeFile(join(root, path), readPackFile(from));
  const config = {
    test: { include: ['*.spec.ts'], provide },
    resolve: { alias: { virtlab: join(ROOT, 'src/sandbox/virtlab.ts') } },
  };
  await writeFile(join(root, 'vitest.config.mjs'), `export default ${JSON.stringify(config)};`);
  return root;
}

interface Report {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
}

async function runVitest(root: string): Promise<Report> {
  const report = join(root, 'report.json');
  const child = spawn(process.execPath, [VITEST, 'run', '--reporter=json', `--outputFile=${report}`, '--root', root], {
    cwd: root,
    stdio: 'ignore',
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(await readFile(report, 'utf8')) as Report;
}

const codeSteps = firstLab().steps.filter((each): each is CodeStep => each.kind === 'code');

test.each(codeSteps)('the specs of $id run under Vitest itself: the solution passes, the starter fails', async (code) => {
  const solved = await runVitest(await layOut(code, solutionOf(code), {}));
  expect(solved).toMatchObject({ success: true, numPassedTests: code.checks.length, numFailedTests: 0 });
  const begun = await runVitest(await layOut(code, starterOf(code), {}));
  expect(begun).toMatchObject({ success: false });
});

test('so does the spec of the prediction', async () => {
  const predict = step('how-many-rounds', 'predict');
  const scenario = readPackFile(firstLab().world!);
  expect(await runVitest(await layOut(predict, {}, { answer: 4, scenario }))).toMatchObject({ success: true });
  expect(await runVitest(await layOut(predict, {}, { answer: 5, scenario }))).toMatchObject({ success: false });
});
