import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MigrationSettings } from '../../../src/extension/migration/migration-settings.ts';
import { DEFAULT_PARAMETERS } from '../../../src/simulator/index.ts';
import { openValueStore } from '../../../src/store/value-store.ts';

/** A memory of the editor that forgets when the test ends. */
function memory(kept = new Map<string, unknown>()) {
  return {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key),
    update(key: string, value: unknown) {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}

const slow = { ...DEFAULT_PARAMETERS, maxBandwidthBytesPerSecond: 1_000_000 };

function unexpected(error: unknown): never {
  throw error;
}

test('what was chosen is in the database, for a window whose memory knows nothing of it', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'virtlab-settings-')), 'settings.sqlite');
  const first = new MigrationSettings(memory(), () => openValueStore(path), unexpected);
  expect(first.current).toEqual(DEFAULT_PARAMETERS);
  await first.remember(slow);
  first.dispose();
  const second = new MigrationSettings(memory(), () => openValueStore(path), unexpected);
  await expect.poll(() => second.current).toEqual(slow);
  second.dispose();
});

test('without a database the memory of the editor keeps it, and the reason is told', async () => {
  const kept = memory();
  const failures: unknown[] = [];
  const failing = new MigrationSettings(kept, () => Promise.reject(new Error('no room')), (error) => failures.push(error));
  await failing.remember(slow);
  expect(failures).toEqual([new Error('no room')]);
  expect(new MigrationSettings(kept, () => Promise.resolve(undefined), unexpected).current).toEqual(slow);
});

test('what was chosen while the database was being opened is newer than what is in it', async () => {
  const values = { read: () => JSON.stringify(DEFAULT_PARAMETERS), update: (_: string, change: (before: string | undefined) => string) => change(undefined), close: () => undefined };
  const settings = new MigrationSettings(memory(), () => Promise.resolve(values), unexpected);
  await settings.remember(slow);
  expect(settings.current).toEqual(slow);
});
