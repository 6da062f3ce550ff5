import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunChecks } from '../../src/labs/check-request.ts';
import type { CheckResult, Verdict } from '../../src/labs/verdict.ts';
import { createRunChecks } from '../../src/sandbox/run-checks.ts';
import { type BuiltSandbox, buildSandbox } from './helpers/build-sandbox.ts';
import { check, request } from './helpers/run-code.ts';

let sandbox: BuiltSandbox;
let runChecks: RunChecks;

beforeAll(async () => {
  sandbox = await buildSandbox();
  runChecks = createRunChecks(sandbox.folder);
});
afterAll(() => sandbox.remove());

const CALLS_RUN = `import { run } from './answer.ts'; test('it', async () => { expect(await run()).toBe('out'); });`;

/** The one check's result for a student whose `run` has this body. */
async function runBody(body: string, head = ''): Promise<CheckResult> {
  const { checks } = await runChecks(request({ code: `${head}\nexport async function run(): Promise<unknown> { ${body} }`, spec: CALLS_RUN }));
  return checks[0]!;
}

/** Runs bodies one after the other in one child; each is on its own line of `answer.ts`, line 1 being the first. */
async function runBodies(bodies: readonly string[]): Promise<readonly CheckResult[]> {
  const code = bodies.map((body, index) => `export async function way${index}(): Promise<void> { ${body} }`).join('\n');
  const tests = bodies.map((_, index) => `test('${index}', () => ways.way${index}());`).join('\n');
  const checks = bodies.map((_, index) => check(String(index)));
  return (await runChecks(request({ code, spec: `import * as ways from './answer.ts';\n${tests}`, checks }))).checks;
}

describe('modules that cannot be imported', () => {
  const CLOSED = [
    'node:fs', 'fs', 'fs/promises', 'node:net', 'node:http', 'node:child_process', 'node:worker_threads', 'node:sqlite',
    'node:process', 'node:module', 'node:vm', 'node:v8', 'node:os', 'node:inspector', 'vitest', 'esbuild',
    'data:text/javascript,export const run = 1', 'file:///etc/passwd', '/etc/passwd', 'https://example.com/x.js',
    'virtlab-run:///pack/lab/checks.spec.ts',
  ];

  let results: readonly CheckResult[];
  beforeAll(async () => {
    results = await runBodies(CLOSED.map((specifier) => `await import(${JSON.stringify(specifier)});`));
  });

  test.each(CLOSED.map((specifier, index) => [specifier, index] as const))('%s', (specifier, index) => {
    expect(results[index]).toMatchObject({
      state: 'error',
      message: `"${specifier}" cannot be imported here: only "virtlab" and the files of this step can.`,
    });
  });

  test('a static import is refused at its line', async () => {
    const result = await runBody(`return readFileSync('/etc/passwd', 'utf8');`, `// a comment\nimport { readFileSync } from 'node:fs';`);
    expect(result).toMatchObject({
      state: 'error',
      message: '"node:fs" cannot be imported here: only "virtlab" and the files of this step can.',
      place: { origin: 'student', file: 'answer.ts', line: 2 },
    });
  });

  test('files that are not the step\'s', async () => {
    const files = ['../../package.json', './checks.spec.ts', './gone.ts', '../pack/lab/checks.spec.ts'];
    const refused = await runBodies(files.map((specifier) => `await import('${specifier}');`));
    expect(refused.map(({ message }) => message)).toEqual(
      files.map((specifier) => `"${specifier}" is not among the files of this step.`),
    );
  });
});

describe('ways out that are closed', () => {
  const WAYS: readonly (readonly [string, string])[] = [
    ['the process', 'process.exit(0);'],
    ['builtins of the process', `process.getBuiltinModule('fs');`],
    ['bindings of the process', `process.binding('fs');`],
    ['messages to the parent', 'process.send({ pass: 3 });'],
    ['a process in the global object', 'globalThis.process.kill(1);'],
    ['the global of Node', 'global.process;'],
    ['require', `require('fs');`],
    ['fetch', `await fetch('https://example.com');`],
    ['WebSocket', `new WebSocket('ws://127.0.0.1:1');`],
    ['WebAssembly', 'new WebAssembly.Memory({ initial: 1 });'],
    ['shared memory', 'new SharedArrayBuffer(1);'],
    ['text as code', `new Function('return process')();`],
    ['text as code in eval', `(0, eval)('1');`],
    ['text as code by a constructor', `(async () => {}).constructor('return 1')();`],
    ['built-in methods', 'Array.prototype.every = () => true;'],
    ['built-in namespaces', 'Object.is = () => true;'],
    ['built-in constructors', 'globalThis.Map = class {};'],
    ['new properties of built-in prototypes', `Object.defineProperty(Object.prototype, 'toJSON', { value: () => 1 });`],
    ['the console', 'globalThis.console = {};'],
    ['the stack of errors', 'Error.prepareStackTrace = () => 1;'],
  ];

  let results: readonly CheckResult[];
  beforeAll(async () => {
    results = await runBodies(WAYS.map(([, body]) => body));
  });

  test.each(WAYS.map(([name], index) => [name, index] as const))('%s', (_name, index) => {
    expect(results[index]).toMatchObject({
      state: 'error',
      message: expect.stringMatching(/^(?:TypeError|ReferenceError|EvalError): /) as string,
      place: { origin: 'student', file: 'answer.ts', line: index + 1 },
    });
  });

  test('objects of students still take names, messages and methods of their own', async () => {
    const result = await runBody(`
      class Mistake extends Error { constructor() { super('m'); this.name = 'Mistake'; this.message = 'other'; } }
      const plain: { toString?: () => string; constructor?: unknown } = {};
      plain.toString = () => 'out';
      plain.constructor = 1;
      return new Mistake().name === 'Mistake' && String(plain);`);
    expect(result).toMatchObject({ state: 'passed' });
  });
});

describe('forged results', () => {
  async function runSpec(code: string, assertion: string): Promise<Verdict> {
    const spec = `import { answer } from './answer.ts'; test('it', () => { expect(answer())${assertion}; });`;
    return runChecks(request({ code, spec }));
  }

  test.each(['.toEqual({ right: 1 })', '.toStrictEqual({ right: 1 })', '.toMatchObject({ right: 1 })'])(
    'an object that claims to equal anything does not pass %s',
    async (assertion) => {
      const { passed, checks } = await runSpec('export const answer = () => ({ asymmetricMatch: () => true });', assertion);
      expect(passed).toBe(false);
      expect(checks[0]?.message).toContain('A value with asymmetricMatch cannot be checked: return plain data.');
    },
  );

  test('nor one deep inside', async () => {
    const code = 'class Box { inner = { asymmetricMatch: () => true }; } export const answer = () => ({ a: [new Box()] });';
    expect((await runSpec(code, '.toEqual({ a: [{ inner: 1 }] })')).passed).toBe(false);
  });

  test('nor a Proxy', async () => {
    const code = 'export const answer = () => new Proxy({}, { get: (_, key) => key === "asymmetricMatch" ? () => true : undefined });';
    const { checks } = await runSpec(code, '.toEqual({ right: 1 })');
    expect(checks[0]?.message).toContain('A Proxy cannot be checked: return the value itself.');
  });

  test('nor do matchers that a student finds and changes', async () => {
    const code = `
      const symbols = Reflect.ownKeys(globalThis).filter((key) => typeof key === 'symbol').map(String);
      const known = ['expect-global', 'matchers-object', '$$jest-matchers-object', 'asymmetric-matchers-object'];
      const found = known.filter((name) => Reflect.has(globalThis, Symbol.for(name)));
      export const answer = () => [...symbols, ...found];`;
    const { checks } = await runSpec(code, `.toEqual(['Symbol(Symbol.toStringTag)'])`);
    expect(checks).toMatchObject([{ state: 'passed', message: '' }]);
  });

  test('messages without the nonce do not count, and process.send is out of reach', async () => {
    const code = `
      const send = (globalThis as any).process?.send;
      if (send) send(JSON.stringify({ kind: 'finished', output: '' }));
      export const answer = () => 1;`;
    expect((await runSpec(code, '.toBe(2)')).checks).toMatchObject([{ state: 'failed', expected: '2', actual: '1' }]);
  });

  test('an exception that looks like an assertion does not hide another', async () => {
    const code = `export const answer = () => { throw Object.assign(new Error('fine'), { name: 'AssertionError', expected: 1, actual: 1 }); };`;
    expect((await runSpec(code, '.toBe(1)')).passed).toBe(false);
  });
});

describe('bombs', () => {
  const QUICK = { deadlineMilliseconds: 1_000 };
  /** For what is not stopped by the deadline. */
  const LONG = { deadlineMilliseconds: 120_000 };

  test('an endless loop is stopped, and named', async () => {
    const spec = `import { run } from './answer.ts'; test('one', () => {}); test('two', () => run()); test('three', () => {});`;
    const checks = [check('one'), check('two'), check('three')];
    const code = 'export function run(): void { for (;;) { /* for ever */ } }';
    const verdict = await runChecks(request({ code, spec, checks, limits: QUICK }));
    // A slow machine is given more than one second.
    const message: unknown = expect.stringMatching(
      /^Stopped after \d s in the check "two": your code did not come back\. Look for a loop that never ends, or one that never yields\.$/u,
    );
    expect(verdict).toMatchObject({
      passed: false,
      ending: { kind: 'stopped', reason: 'deadline', message },
      checks: [
        { id: 'one', state: 'passed' },
        { id: 'two', state: 'error', message },
        { id: 'three', state: 'skipped', message: 'The run ended before this check.' },
      ],
    });
  });

  test('also when it is in the top of a file', async () => {
    const verdict = await runChecks(request({ code: 'for (;;); export const run = 1;', spec: CALLS_RUN, limits: QUICK }));
    expect(verdict.ending).toMatchObject({
      message: expect.stringContaining('while your files were loading, before any check began') as string,
    });
    expect(verdict.checks).toMatchObject([{ state: 'error' }]);
  });

  test('a promise that never settles is stopped', async () => {
    const verdict = await runChecks(
      request({ code: 'export const run = () => new Promise(() => setInterval(() => {}, 10));', spec: CALLS_RUN, limits: QUICK }),
    );
    expect(verdict.ending).toMatchObject({ kind: 'stopped', reason: 'deadline' });
  });

  test('a regular expression that explodes is stopped', async () => {
    const verdict = await runChecks(
      request({ code: 'export const run = () => /^(a+)+$/.test("a".repeat(40) + "b");', spec: CALLS_RUN, limits: QUICK }),
    );
    expect(verdict.ending).toMatchObject({ kind: 'stopped', reason: 'deadline' });
  });

  test('a list that grows for ever is stopped', async () => {
    const code = 'export const run = () => { const all: number[][] = []; for (;;) all.push(new Array(10_000).fill(1.5)); };';
    const verdict = await runChecks(request({ code, spec: CALLS_RUN, limits: { heapMebibytes: 64, ...LONG } }));
    expect(verdict.ending).toMatchObject({ kind: 'stopped', reason: 'memory' });
  });

  test.skipIf(process.platform === 'win32')('buffers outside the heap are stopped', async () => {
    // It stays at some size, so that no machine is too small while nobody looks.
    const code = `export const run = () => new Promise(() => {
      const all = Array.from({ length: 50 }, () => new Uint8Array(10_000_000).fill(1));
      setInterval(() => all.length, 10);
    });`;
    const verdict = await runChecks(request({ code, spec: CALLS_RUN, limits: { residentMebibytes: 256, ...LONG } }));
    expect(verdict.ending).toMatchObject({ kind: 'stopped', reason: 'memory' });
    expect(verdict.ending).toMatchObject({ message: expect.stringContaining('more than 256 MiB of memory') as string });
  });

  test('a flood of output is cut', async () => {
    const code = `export const run = () => { for (let line = 0; line < 100_000; line++) console.log('line', line); return 'out'; };`;
    const { checks } = await runChecks(request({ code, spec: CALLS_RUN, limits: { outputCharacters: 100, ...LONG } }));
    expect(checks[0]).toMatchObject({ state: 'passed' });
    expect(checks[0]?.output).toMatch(/^line 0\nline 1\n/);
    expect(checks[0]?.output).toMatch(/\[more than 100 characters were printed; the rest is left out\]\n$/);
    expect(checks[0]?.output.length).toBeLessThan(200);
  });

  test('deep recursion is an ordinary error, and the next check runs', async () => {
    const code = 'export function run(): number { return run() + 1; }';
    const spec = `import { run } from './answer.ts'; test('one', () => { run(); }); test('two', () => {});`;
    const { checks } = await runChecks(request({ code, spec, checks: [check('one'), check('two')] }));
    expect(checks).toMatchObject([
      { state: 'error', message: 'RangeError: Maximum call stack size exceeded', place: { file: 'answer.ts', line: 1 } },
      { state: 'passed' },
    ]);
  });
});
