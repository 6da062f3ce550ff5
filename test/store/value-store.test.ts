import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openValueStore, type ValueStore } from '../../src/store/value-store.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-values-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function open(): Promise<ValueStore> {
  const store = await openValueStore(join(folder, 'made', 'progress.sqlite'));
  if (!store) throw new Error('This Node has no SQLite.');
  return store;
}

test('what was updated is there in every other window, and after all of them have closed', async () => {
  const [one, other] = [await open(), await open()];
  expect(one.read('count')).toBeUndefined();
  for (let turn = 0; turn < 20; turn++) (turn % 3 === 0 ? one : other).update('count', (before) => String(Number(before ?? 0) + 1));
  expect([one.read('count'), other.read('count'), one.read('other')]).toEqual(['20', '20', undefined]);
  one.close();
  other.close();
  const again = await open();
  expect(again.read('count')).toBe('20');
  again.close();
  expect(await readdir(join(folder, 'made'))).toEqual(['progress.sqlite']);
});

test('a change that fails has changed nothing', async () => {
  const store = await open();
  store.update('name', () => 'first');
  expect(() => store.update('name', () => { throw new Error('No.'); })).toThrow('No.');
  expect(store.read('name')).toBe('first');
  store.close();
});

test('one that is damaged is moved aside, and a fresh one takes its place', async () => {
  const store = await open();
  store.close();
  await writeFile(join(folder, 'made', 'progress.sqlite'), 'rubbish that is no database, and long enough to be looked at');
  const again = await open();
  expect(again.update('name', (before) => before ?? 'fresh')).toBe('fresh');
  again.close();
  expect((await readdir(join(folder, 'made'))).sort()).toEqual(['progress.damaged-1.sqlite', 'progress.sqlite']);
});
