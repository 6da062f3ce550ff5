import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataCenter } from '../../src/simulator/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { transactionsLost } from '../../src/store/sqlite/write-ahead-log.ts';
import type { Damage } from '../../src/store/world-store.ts';
import { apply, keep } from './worlds.ts';

const SAVES = 6;
const FRAME = 24 + 4096;

let place: string;
let log: Buffer;
/** Where in the log each save ends. */
const ends: number[] = [];
let folders = 0;

/** What a process that was killed after several saves leaves behind: nearly all of it is in the log. */
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'virtlab-log-'));
  const path = join(place, 'data-center.sqlite');
  const world = new DataCenter(1);
  const store = new SqliteStore(DatabaseSync, path);
  for (let save = 1; save <= SAVES; save++) {
    apply(world, { kind: 'host.add', host: `host-${save}`, memoryBytes: 2 ** 30 });
    await store.save(keep(world));
    ends.push((await readFile(`${path}-wal`)).length);
  }
  log = await readFile(`${path}-wal`);
  await copyFile(path, join(place, 'killed.sqlite'));
  await store.close();
});
afterAll(() => rm(place, { recursive: true }));

async function open(damaged: Buffer): Promise<{ readonly saves: number; readonly damage: readonly Damage[] }> {
  const folder = join(place, String(folders++));
  await mkdir(folder);
  await copyFile(join(place, 'killed.sqlite'), join(folder, 'data-center.sqlite'));
  await writeFile(join(folder, 'data-center.sqlite-wal'), damaged);
  let saves = 0;
  const opening = await openStore({ folder, owner: 'me', patience: 0 }, (kept) => {
    saves = DataCenter.restore(kept.world).inventory().hosts.length;
  });
  if (opening.kind !== 'open') throw new Error(`The folder is ${opening.kind}.`);
  await opening.close();
  return { saves, damage: opening.damage };
}

function flipped(at: number): Buffer {
  const damaged = Buffer.from(log);
  damaged[at] = damaged[at]! ^ (1 << (at % 8));
  return damaged;
}

describe('the log of what was done last', () => {
  test('that is whole has lost nothing', async () => {
    expect(transactionsLost(log)).toBe(0);
    expect(await open(log)).toEqual({ saves: SAVES, damage: [] });
  });

  test('that is cut off anywhere has lost what was being written, which is no damage', async () => {
    for (let length = 0; length < log.length; length += 3 * FRAME - 7) {
      expect(transactionsLost(log.subarray(0, length)), `cut at ${length}`).toBe(0);
    }
    expect(await open(log.subarray(0, log.length - 100))).toEqual({ saves: SAVES - 1, damage: [] });
  });

  test('with one bit wrong anywhere before the last save tells what is lost', async () => {
    const last = ends[SAVES - 2]!;
    // Before the first save the tables were made, which is no change to a world.
    for (let at = ends[0]! + 1; at < last; at += Math.floor(last / 40)) {
      const { saves, damage } = await open(flipped(at));
      const lost = SAVES - saves;
      expect(lost, `bit of byte ${at}`).toBeGreaterThan(0);
      expect(damage[0]?.lost, `bit of byte ${at}`).toEqual([`the last ${lost} changes`]);
      expect((await readFile(`${damage[0]!.file}-wal`)).equals(flipped(at)), 'the damaged log is kept').toBe(true);
    }
  });

  test('left over from an earlier one does not count', () => {
    const older = Buffer.from(log);
    for (let at = 32; at < older.length; at += FRAME) older[at + 8] = older[at + 8]! ^ 1;
    expect(transactionsLost(older)).toBe(0);
    expect(transactionsLost(Buffer.alloc(10_000))).toBe(0);
    expect(transactionsLost(Buffer.alloc(0))).toBe(0);
  });
});
