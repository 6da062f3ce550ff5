import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeStudentTypes } from '../../scripts/student-types.mjs';
import type { CodeStep } from '../../src/labs/lab-pack.ts';
import { LABS_FOLDER, planStepFiles, type PlannedFile, stepFilePath } from '../../src/labs/workspace-files.ts';
import { firstLab, readPackFile } from './helpers/first-pack.ts';

const lab = firstLab();
const codeSteps = lab.steps.filter((step): step is CodeStep => step.kind === 'code');

let workspace: string;

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'virtlab-workspace-'));
  const files = new Map(codeSteps.flatMap((step) => planStepFiles(lab, step)).map((file) => [file.path, file]));
  for (const file of files.values()) await write(file);
});
afterAll(() => rm(workspace, { recursive: true }));

async function write({ path, source }: PlannedFile): Promise<void> {
  const file = join(workspace, path);
  await mkdir(dirname(file), { recursive: true });
  if (source.kind === 'types') await writeStudentTypes(file);
  else await writeFile(file, source.kind === 'pack' ? readPackFile(source.path) : source.text);
}

/** What the editor would underline, under the settings of the student's folder. */
function problems(): readonly string[] {
  const configPath = join(workspace, LABS_FOLDER, 'tsconfig.json');
  const { config } = ts.readConfigFile(configPath, (path) => ts.sys.readFile(path)) as { config: unknown };
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(configPath));
  const program = ts.createProgram(fileNames, options);
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}

test('the editor underlines nothing in the files that a student starts from', () => {
  expect(problems()).toEqual([]);
});

test('nor in a solution', async () => {
  for (const step of codeSteps) {
    for (const { path, solution } of step.files) {
      await writeFile(join(workspace, stepFilePath(lab, step, path)), readPackFile(solution!));
    }
  }
  expect(problems()).toEqual([]);
});
