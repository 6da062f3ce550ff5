import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
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

  test('one that nobody touches while it is watched is taken over, whoever has its number now', async () => {
    await writeFile(path, `${process.pid} someone ${hostname()}`);
    const lock = new FolderLock(path, 'me');
    expect(await lock.acquire(0)).toBe(false);
    expect(await lock.acquire(6_000)).toBe(true);
    await lock.release();
  });

  test('one that is an hour old by the clock and is touched while it is watched is left alone, as after the machine has slept', async () => {
    await writeFile(path, `${process.pid} someone ${hostname()}`);
    const lock = new FolderLock(path, 'me');
    for (let beat = 0; beat < 3; beat++) {
      const anHourAgo = new Date(Date.now() - 3_600_000 + beat);
      await utimes(path, anHourAgo, anHourAgo);
      expect(await lock.acquire(2_000)).toBe(false);
    }
    expect(await readFile(path, 'utf8')).toBe(`${process.pid} someone ${hostname()}`);
  });

  test('of one that is held on another machine the number says nothing', async () => {
    await writeFile(path, '4194999 someone elsewhere');
    const lock = new FolderLock(path, 'me');
    expect(await lock.acquire(300)).toBe(false);
    await rm(path);
  });

  test('who has lost it to another notices, and leaves it alone', async () => {
    const lock = new FolderLock(path, 'me');
    expect(await lock.acquire(0)).toBe(true);
    expect(await lock.isHeld()).toBe(true);
    await writeFile(path, 'another');
    expect(await lock.isHeld()).toBe(false);
    await lock.release();
    expect(await readFile(path, 'utf8')).toBe('another');
  });
});
