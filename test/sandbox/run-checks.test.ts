import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RunChecks } from '../../src/labs/check-request.ts';
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

const ADD = `export function add(a: number, b: number): number { return a + b; }`;

describe('a run', () => {
  test('passes what is right', async () => {
    const spec = `import { add } from './answer.ts'; test('adds', () => expect(add(2, 3)).toBe(5));`;
    const verdict = await runChecks(request({ code: ADD, spec, checks: [check('sum', 'adds', { points: 3 })] }));
    expect(verdict).toMatchObject({
      passed: true,
      ending: { kind: 'completed' },
      points: 3,
      possiblePoints: 3,
      isolation: { level: 'walled', openings: [] },
      checks: [{ id: 'sum', state: 'passed', message: '', points: 3 }],
    });
  });

  test('shows expected and actual, the function that was tried, and the line of the assertion', async () => {
    const spec = `import { add } from './answer.ts';
test('adds', () => {
  expect({ sum: add(2, 3) }).toEqual({ sum: 5 });
});`;
    const code = ADD.replace('+', '*');
    const { passed, checks } = await runChecks(request({ code, spec }));
    expect(passed).toBe(false);
    expect(checks[0]).toMatchObject({
      state: 'failed',
      message: 'expected { sum: 6 } to deeply equal { sum: 5 }',
      expected: '{\n  "sum": 5,\n}',
      actual: '{\n  "sum": 6,\n}',
      place: { origin: 'student', file: 'answer.ts', line: 1, column: 17 },
      stack: [
        { name: 'add', place: { origin: 'student', line: 1 } },
        { place: { origin: 'pack', file: 'lab/checks.spec.ts', line: 4, column: 30 } },
      ],
    });
    expect(checks[0]?.difference).toContain('-   "sum": 5,\n+   "sum": 6,');
  });

  test('of several functions shows the one that the spec tries', async () => {
    const code = 'const half = 0.5;\nexport const unused = half;\nexport function* halves(): Generator<number> { yield half; }';
    const spec = "import { halves as all } from './answer.ts'; test('halves', () => expect([...all()]).toEqual([]));";
    const { checks } = await runChecks(request({ code, spec }));
    expect(checks[0]?.stack[0]).toEqual({ name: 'halves', place: { origin: 'student', file: 'answer.ts', line: 3, column: 18 } });
  });

  test('an expectation that fails in what the student calls shows the line of the call', async () => {
    const code = 'export function use(tell: (value: number) => void): void {\n  tell(3);\n}';
    const spec = "import { use } from './answer.ts'; test('tells', () => use((value) => expect(value).toBe(4)));";
    const { checks } = await runChecks(request({ code, spec }));
    expect(checks[0]).toMatchObject({ state: 'failed', place: { origin: 'student', line: 2, column: 3 } });
  });

  test('without an export of the student the line of the assertion is shown', async () => {
    const { checks } = await runChecks(request({ code: 'console.log(1);', spec: "test('one', () => expect(1).toBe(2));" }));
    expect(checks[0]).toMatchObject({ state: 'failed', place: { origin: 'pack', line: 2 } });
  });

  test.each([
    ['expect(1).toBe(0)', 'expected 1 to be 0'],
    ['expect([1, 0, 2]).toBe(0)', 'expected [ 1, 0, 2 ] to be 0'],
    ['expect(0).toBe(-0)', 'expected +0 to be -0'],
    ["expect('a +0.5').toBe('b')", "expected 'a +0.5' to be 'b'"],
  ])('a zero has a sign only where it matters: %s', async (code, message) => {
    const { checks } = await runChecks(request({ code: ADD, spec: `test('zero', () => { ${code}; });` }));
    expect(checks[0]).toMatchObject({ state: 'failed', message });
  });

  test('shows an exception in the code of the student', async () => {
    const code = `interface Page { readonly number: number }

export function first(pages: readonly Page[]): number {
  return pages[0]!.number;
}`;
    const spec = `import { first } from './answer.ts'; test('first', () => expect(first([])).toBe(0));`;
    const { checks } = await runChecks(request({ code, spec }));
    expect(checks[0]).toMatchObject({
      state: 'error',
      message: "TypeError: Cannot read properties of undefined (reading 'number')",
      place: { origin: 'student', file: 'answer.ts', line: 4, column: 20 },
      stack: [
        { name: 'first', place: { origin: 'student', line: 4 } },
        { place: { origin: 'pack', file: 'lab/checks.spec.ts', line: 2 } },
      ],
    });
  });

  test('skips what depends on a check that did not pass, and keeps what is printed', async () => {
    const spec = `import { add } from './answer.ts';
describe('sums', () => {
  test('small', () => { console.log('one', { two: 2 }); expect(add(1, 1)).toBe(3); });
  test('big', () => { expect(add(10, 1)).toBe(11); });
});
test('other', () => { expect(1).toBe(1); });`;
    const checks = [
      check('small', 'sums > small', { title: 'Small sums' }),
      check('big', 'sums > big', { dependsOn: ['small'] }),
      check('other'),
      check('gone', 'no such test'),
    ];
    const verdict = await runChecks(request({ code: ADD, spec, checks }));
    expect(verdict.checks).toMatchObject([
      { id: 'small', state: 'failed', output: 'one { two: 2 }\n' },
      { id: 'big', state: 'skipped', message: 'This is tried once "Small sums" passes.', output: '' },
      { id: 'other', state: 'passed' },
      { id: 'gone', state: 'error', message: 'lab/checks.spec.ts has no test named "no such test".' },
    ]);
  });

  test('hands the specs what the editor provides', async () => {
    const spec = `test('answer', () => expect(inject('answer')).toBe(7));`;
    const { passed } = await runChecks(request({ code: '', spec, provided: { answer: 7 } }));
    expect(passed).toBe(true);
  });

  test('runs the hooks around each test', async () => {
    const spec = `import { afterEach, beforeAll, beforeEach } from 'vitest';
const seen: string[] = [];
beforeAll(() => { seen.push('all'); });
describe('inner', () => {
  beforeEach(() => { seen.push('each'); });
  afterEach(() => { seen.push('after'); });
  test('one', () => { seen.push('one'); });
});
test.each([['x', 1], ['y', 2]])('row %s', (_name, value) => { seen.push('row ' + value); });
test('last', () => expect(seen).toEqual(['all', 'each', 'one', 'after', 'row 1', 'row 2']));`;
    const { checks } = await runChecks(request({ code: '', spec }));
    expect(checks).toMatchObject([{ state: 'passed', message: '' }]);
  });

  test('reports each check when it is decided', async () => {
    const spec = `test('one', () => {}); test('two', () => expect(1).toBe(2));`;
    const seen: string[] = [];
    const verdict = await runChecks(request({ code: '', spec, checks: [check('one'), check('two')] }), undefined, (result) => {
      seen.push(`${result.id} ${result.state}`);
    });
    expect(seen).toEqual(['one passed', 'two failed']);
    expect(verdict.points).toBe(1);
  });

  test('can be cancelled', async () => {
    const stop = new AbortController();
    const spec = `test('one', () => {}); test('two', () => { for (;;); });`;
    const checks = [check('one'), check('two')];
    const verdict = await runChecks(request({ code: '', spec, checks }), stop.signal, () => stop.abort());
    expect(verdict).toMatchObject({ passed: false, ending: { kind: 'cancelled' }, checks: [{ state: 'passed' }, { state: 'skipped' }] });
  });

  test('goes on with fewer walls where Node does not know a flag, and says which are missing', async () => {
    const runWithOddFlag = createRunChecks(sandbox.folder, ['--no-flag-of-any-version']);
    const verdict = await runWithOddFlag(request({ code: '', spec: `test('it', () => {});` }));
    expect(verdict).toMatchObject({ passed: true, isolation: { level: 'partial' } });
    expect(verdict.isolation.openings).toContain('files outside can be listed');
    expect(verdict.isolation.openings).not.toContain('Node modules can be imported');
  });
});
