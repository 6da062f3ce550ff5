import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forkChild } from '../../src/sandbox/fork-child.ts';
import { createRunChecks } from '../../src/sandbox/run-checks.ts';
import { SpareChild } from '../../src/sandbox/spare-child.ts';
import { type BuiltSandbox, buildSandbox } from './helpers/build-sandbox.ts';
import { request } from './helpers/run-code.ts';

let sandbox: BuiltSandbox;

beforeAll(async () => {
  sandbox = await buildSandbox();
});
afterAll(() => sandbox.remove());

describe('a child that waits for the next run', () => {
  const spareChild = (): SpareChild => new SpareChild(() => forkChild(sandbox.folder, 64, []));

  test('is given away once', () => {
    const spare = spareChild();
    expect(spare.take()).toBeNull();
    spare.prepare();
    spare.prepare();
    const child = spare.take();
    expect(child?.connected).toBe(true);
    expect(spare.take()).toBeNull();
    child?.kill('SIGKILL');
  });

  test('is not given away when it has died', async () => {
    const started: ReturnType<typeof forkChild>[] = [];
    const spare = new SpareChild(() => {
      const child = forkChild(sandbox.folder, 64, []);
      started.push(child);
      return child;
    });
    spare.prepare();
    const closed = new Promise((resolve) => started[0]?.once('close', resolve));
    started[0]?.kill('SIGKILL');
    await closed;
    expect(spare.take()).toBeNull();
  });

  test('has seen nothing of the run before', async () => {
    const runChecks = createRunChecks(sandbox.folder);
    const spec = `import { answer } from './answer.ts'; test('x', () => expect(answer).toBe('first'));`;
    const code = (text: string): string => `export const answer = (globalThis as any).seen ?? '${text}'; (globalThis as any).seen = '${text}';`;
    expect((await runChecks(request({ code: code('first'), spec }))).passed).toBe(true);
    expect((await runChecks(request({ code: code('second'), spec }))).checks[0]).toMatchObject({ state: 'failed', actual: 'second' });
    expect((await runChecks(request({ code: code('first'), spec }))).passed).toBe(true);
  });

  test('with other limits is not the one that waits', async () => {
    const runChecks = createRunChecks(sandbox.folder);
    const greedy = `export const all: number[][] = []; for (;;) all.push(Array.from({ length: 100_000 }, () => 1.5));`;
    await runChecks(request({ code: 'export const all = 1;', spec: `test('x', () => undefined);` }));
    const { ending } = await runChecks(request({ code: greedy, spec: `import './answer.ts'; test('x', () => undefined);`, limits: { heapMebibytes: 48, deadlineMilliseconds: 120_000 } }));
    expect(ending).toMatchObject({ kind: 'stopped', reason: 'memory', message: expect.stringContaining('48 MiB') as string });
  });
});
