import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunChecks } from '../../src/labs/check-request.ts';
import type { CheckResult } from '../../src/labs/verdict.ts';
import { createRunChecks } from '../../src/sandbox/run-checks.ts';
import { type BuiltSandbox, buildSandbox } from './helpers/build-sandbox.ts';
import { request } from './helpers/run-code.ts';

let sandbox: BuiltSandbox;
let runChecks: RunChecks;

beforeAll(async () => {
  sandbox = await buildSandbox();
  runChecks = createRunChecks(sandbox.folder);
});
afterAll(() => sandbox.remove());

async function resultFor(code: string, body = 'run();'): Promise<CheckResult> {
  const spec = `import { run } from './answer.ts'; test('it', async () => { await ${body} });`;
  const { checks } = await runChecks(request({ code, spec }));
  return checks[0]!;
}

describe('files that cannot be read', () => {
  test('a mistake in the types', async () => {
    expect(await resultFor('export const a = 1;\nexport const run: = 2;')).toMatchObject({
      state: 'error',
      message: 'answer.ts is not valid TypeScript: Unexpected token `=`.',
      place: { origin: 'student', file: 'answer.ts', line: 2, column: 19 },
    });
  });

  test('an unclosed brace, at the end of the file', async () => {
    expect(await resultFor('export function run() {\n  return 1;\n')).toMatchObject({
      state: 'error',
      message: "answer.ts is not valid TypeScript: Expected '}', got the end of the file.",
      place: { file: 'answer.ts', line: 2, column: 12 },
    });
  });

  test('TypeScript that is more than types', async () => {
    expect(await resultFor('export enum Colour { red }\nexport const run = 1;')).toMatchObject({
      message: 'answer.ts is not valid TypeScript: TypeScript enum is not supported in strip-only mode.',
      place: { line: 1 },
    });
  });

  test('a name declared twice', async () => {
    const code = `import { PAGE_BYTES } from 'virtlab';\nexport const run = () => PAGE_BYTES;\nlet twice = 1;\nlet twice = 2;`;
    expect(await resultFor(code)).toMatchObject({
      state: 'error',
      message: "SyntaxError: Identifier 'twice' has already been declared",
      place: { origin: 'student', file: 'answer.ts', line: 4, column: 5 },
    });
  });

  test('a function that is not exported', async () => {
    expect(await resultFor('function run() {}')).toMatchObject({
      state: 'error',
      message: 'answer.ts does not export "run": write "export" before it.',
      place: { origin: 'student', file: 'answer.ts', line: 1, column: 1 },
    });
  });

  test.each([
    ['is not there', '// nothing yet', 'answer.ts does not export "run": nothing of that name is in it.', 1],
    ['has another name', 'export function* runs() {}', 'answer.ts does not export "run": it exports "runs"; check the name.', 1],
    ['is the default', '\nexport default function run() {}', 'answer.ts does not export "run": leave out "default" behind "export".', 1],
    ['is further down', '\n\n  async function run() {}', 'answer.ts does not export "run": write "export" before it.', 3],
  ])('an export that %s', async (_, code, message, line) => {
    expect(await resultFor(code)).toMatchObject({ state: 'error', message, place: { origin: 'student', file: 'answer.ts', line } });
  });

  test('a type that is imported as if it were there when the code runs', async () => {
    const code = `import {\n  PAGE_BYTES,\n  MigrationPorts,\n} from 'virtlab';\nexport const run = (ports: MigrationPorts) => PAGE_BYTES;`;
    expect(await resultFor(code)).toMatchObject({
      state: 'error',
      message: '"virtlab" has no "MigrationPorts" when the code runs: check the name, or write "type MigrationPorts" if it is a type.',
      place: { origin: 'student', file: 'answer.ts', line: 3, column: 3 },
    });
  });

  test('an await of something that never comes', async () => {
    const { ending } = await runChecks(request({ code: 'export const run = await new Promise(() => {});', spec: `import { run } from './answer.ts'; test('it', () => run());` }));
    expect(ending).toEqual({
      kind: 'stopped',
      reason: 'ended',
      message: 'The checks came to no end while your files were loading, before any check began: your code waits for something that never comes. Look for an "await" of a promise that is never kept.',
    });
  });

  test('a file that is not there', async () => {
    const { checks } = await runChecks({ ...request({ code: '', spec: `import { run } from './answer.ts'; run();` }), files: [] });
    expect(checks[0]).toMatchObject({
      state: 'error',
      message: '"./answer.ts" is not among the files of this step.',
      place: { origin: 'pack', file: 'lab/checks.spec.ts', line: 2 },
    });
  });
});

describe('exceptions', () => {
  test('in the top of a file', async () => {
    expect(await resultFor(`export const run = 1;\n\nthrow new TypeError('no');`)).toMatchObject({
      state: 'error',
      message: 'TypeError: no',
      place: { origin: 'student', file: 'answer.ts', line: 3, column: 7 },
    });
  });

  test('something thrown that is no Error', async () => {
    expect(await resultFor(`export const run = () => { throw { code: 7 }; };`, 'run();')).toMatchObject({
      state: 'error',
      message: 'The code threw Object {\n  "code": 7,\n}, which is not an Error.',
    });
  });

  test('a promise that nobody waits for', async () => {
    const code = `export function run(): Promise<void> {\n  void Promise.reject(new Error('lost'));\n  return new Promise((resolve) => setTimeout(resolve, 20));\n}`;
    expect(await resultFor(code)).toMatchObject({ state: 'error', message: 'Error: lost', place: { file: 'answer.ts', line: 2 } });
  });
});
