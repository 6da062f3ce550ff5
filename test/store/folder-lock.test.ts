import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderLock } from '../../src/store/folder-lock.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-lock-'));
  path = join(folder, 'data-center.lock');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('FolderLock', () => {
  test('one at a time has the folder, and the next gets it when the first lets go', async () => {
    const first = new FolderLock(path, 'me');
    const second = new FolderLock(path, 'another');
    expect(await first.acquire(0)).toBe(true);
    expect(await second.acquire(0)).toBe(false);
    const waiting = second.acquire(10_000);
    await first.release();
    expect(await waiting).toBe(true);
    await second.release();
    expect(await readdir(folder)).toEqual([]);
  });

  test('that of a killed process is taken over', async () => {
    // No process has this id: it is above what any system gives out.
    await writeFile(path, '4194999 someone');
    const lock = new FolderLock(path, 'me');
    expect(await lock.acquire(1_000)).toBe(true);
    await lock.release();
  });

  test('what a dead one of the same owner has left is taken over', async () => {
    expect(await new FolderLock(path, 'me').acquire(0)).toBe(true);
    const next = new FolderLock(path, 'me');
    expect(await next.acquire(1_000)).toBe(true);
    await next.release();
  });

  test('one without a name, whose holder was killed while it took it, is taken over', async () => {
    await writeFile(path, '');
    const lock = new FolderLock(path, 'me');
    expect(await lock.acquire(0)).toBe(false);
    expect(await lock.acquire(5_000)).toBe(true);
    await lock.release();
  });

  test('one that nobody has touched for long is taken over, whoever has its number now', async () => {
    await writeFile(path, `${process.pid} someone`);
    const lock = new FolderLock(path, 'me');
    expect(await lock.acquire(0)).toBe(false);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(path, longAgo, longAgo);
    expect(await lock.acquire(1_000)).toBe(true);
    await lock.release();
  });
});
