import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from '../../scripts/lib/lock.mjs';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-lock-'));
  path = join(folder, 'cache', 'thing.lock');
});
afterEach(() => rm(folder, { recursive: true }));

/** Work that ends when it is told to. */
function work() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let begin = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const run = async (): Promise<void> => {
    begin();
    await ended;
  };
  return { run, begun, end };
}

test('one works at a time, and who waits is told so once', async () => {
  const first = work();
  const holding = withLock(path, first.run);
  await first.begun;
  const seen: string[] = [];
  let isDone = false;
  const told = new Promise<void>((resolve) => {
    void withLock(path, () => Promise.resolve((isDone = true)), (owner) => {
      seen.push(owner);
      resolve();
    });
  });
  await told;
  expect({ seen, isDone }).toEqual({ seen: [`${process.pid} ${hostname()}`], isDone: false });
  first.end();
  await holding;
  await expect.poll(() => isDone).toBe(true);
  expect(seen).toHaveLength(1);
  expect(await readdir(join(folder, 'cache'))).toEqual([]);
});

test('that of a process that is gone is taken over', async () => {
  await withLock(path, () => Promise.resolve());
  // No process has this number: it is above what any system gives out.
  await writeFile(path, `4194999 ${hostname()}`);
  expect(await withLock(path, () => Promise.resolve('done'), undefined, 5)).toBe('done');
});

test('one that nobody touches is taken over, though its number is another process by now, or its machine another', async () => {
  await withLock(path, () => Promise.resolve());
  for (const owner of [`${process.pid} ${hostname()}`, `${process.pid} elsewhere`, '']) {
    await writeFile(path, owner);
    expect(await withLock(path, () => Promise.resolve('done'), undefined, 5)).toBe('done');
  }
});

test('work that fails lets go', async () => {
  await expect(withLock(path, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(await withLock(path, () => Promise.resolve('done'))).toBe('done');
});
