import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataCenter, GIBIBYTE, MEBIBYTE } from '../../src/simulator/index.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { KeptWorld } from '../../src/store/world-store.ts';
import { apply, emptyWorld, eventfulWorld, keep, ORIGIN, revived, view } from './worlds.ts';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-store-'));
  path = join(folder, 'data-center.sqlite');
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function seedOf(kept: KeptWorld | undefined): number | undefined {
  return kept && DataCenter.restore(kept.world).seed;
}

/** How many rows a table has, without disturbing whoever has the database. */
async function count(table: 'leaves' | 'directories' | 'rows'): Promise<number> {
  const copy = join(folder, 'copy.sqlite');
  for (const suffix of ['', '-wal']) await copyFile(path + suffix, copy + suffix);
  const database = new DatabaseSync(copy);
  const row = database.prepare(`SELECT count(*) AS rows FROM ${table}`).get();
  database.close();
  return row!['rows'] as number;
}

describe('the store on SQLite', () => {
  test('gives back what was put in, and goes on from there', async () => {
    const world = eventfulWorld();
    const store = new SqliteStore(DatabaseSync, path);
    expect(store.read()).toBeUndefined();
    await store.save(keep(world));
    await store.close();
    expect(await readdir(folder)).toEqual(['data-center.sqlite']);

    const again = new SqliteStore(DatabaseSync, path);
    const kept = again.read()!;
    expect({ origin: kept.origin, pristine: kept.pristine }).toEqual({ origin: ORIGIN, pristine: false });
    expect(revived(kept)).toEqual(view(world));
    const restored = DataCenter.restore(kept.world);
    for (const each of [world, restored]) {
      apply(each, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' }, { kind: 'world.advance', nanoseconds: 1e9 });
    }
    await again.save(keep(restored));
    await again.close();
    const third = new SqliteStore(DatabaseSync, path);
    expect(revived(third.read()!)).toEqual(view(world));
    await third.close();
  });

  test('writes what has changed, and nothing else', async () => {
    const world = eventfulWorld();
    const store = new SqliteStore(DatabaseSync, path);
    await store.save(keep(world));
    const first = { leaves: await count('leaves'), directories: await count('directories') };
    // 16 384 pages are 16 leaves; counter's 4 MiB of bytes are 65 with something in them; 4096 blocks are 4 and one for all that was installed.
    expect(first.leaves).toBeGreaterThan(60);
    apply(world, { kind: 'snapshot.rename', vm: 'web', snapshot: 'snapshot-1', name: 'renamed' });
    await store.save(keep(world));
    expect({ leaves: await count('leaves'), directories: await count('directories') }).toEqual(first);
    // A tenth of a second in which a counter writes: one leaf of four pages, in one directory.
    apply(world, { kind: 'vm.pause', vm: 'web' }, { kind: 'world.advance', nanoseconds: 1e8 });
    await store.save(keep(world));
    const second = { leaves: await count('leaves'), directories: await count('directories') };
    expect(second.directories - first.directories).toBeLessThanOrEqual(2);
    await store.close();
  });

  test('has a content that several share only once, also after a migration, which makes other objects of it', async () => {
    const world = new DataCenter(3);
    apply(
      world,
      { kind: 'host.add', host: 'alpha', memoryBytes: 2 * GIBIBYTE },
      { kind: 'host.add', host: 'beta', memoryBytes: 2 * GIBIBYTE },
      { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 125_000_000, latencyNanoseconds: 0, up: true },
      { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 512 * MEBIBYTE, guest: { kind: 'sequential', pagesPerSecond: 100_000, workingSetPages: 100_000 } },
      { kind: 'vm.start', vm: 'web' },
      { kind: 'world.advance', nanoseconds: 1e9 },
      { kind: 'vm.pause', vm: 'web' },
    );
    const store = new SqliteStore(DatabaseSync, path);
    await store.save(keep(world));
    const leaves = await count('leaves');
    expect(leaves).toBeGreaterThan(95);
    apply(world, { kind: 'vm.snapshot', vm: 'web', method: 'full-copy' }, { kind: 'world.advance', nanoseconds: 1e10 });
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' }, { kind: 'world.advance', nanoseconds: 60e9 });
    expect(world.inventory().hosts[1]!.vms.map(({ name }) => name)).toEqual(['web']);
    await store.save(keep(world));
    expect(await count('leaves')).toBe(leaves);
    await store.close();
  });

  test('gives back the room of what no world needs any more', async () => {
    const world = eventfulWorld();
    const store = new SqliteStore(DatabaseSync, path);
    for (let save = 0; save < 10; save++) {
      await store.save(keep(world));
      apply(world, { kind: 'world.advance', nanoseconds: 1e9 });
    }
    const before = { leaves: await count('leaves'), bytes: await store.bytes() };
    await store.cleanUp();
    const after = { leaves: await count('leaves'), bytes: await store.bytes() };
    expect(after.leaves).toBeLessThan(before.leaves);
    expect(after.bytes).toBeLessThan(before.bytes);
    // What was cleaned away and comes back is written again.
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-2' }, { kind: 'world.advance', nanoseconds: 1e9 });
    await store.save(keep(world));
    await store.close();
    const again = new SqliteStore(DatabaseSync, path);
    expect(revived(again.read()!)).toEqual(view(world));
    await again.close();
  });

  test('does what is asked of it at the same time one after the other', async () => {
    const world = eventfulWorld();
    const store = new SqliteStore(DatabaseSync, path);
    const first = keep(world);
    const before = view(world);
    const answers = [store.save(emptyWorld(1)), store.replace(first, emptyWorld(2)), store.readPrevious()] as const;
    store.tidy();
    // The world goes on while it is saved.
    apply(world, { kind: 'world.advance', nanoseconds: 1e9 });
    const rest = [store.cleanUp(), store.save(keep(world)), store.save({} as KeptWorld), store.save(first), store.close()] as const;
    expect(seedOf((await Promise.all(answers))[2])).toBe(2);
    expect((await Promise.allSettled(rest)).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    const again = new SqliteStore(DatabaseSync, path);
    expect(revived(again.read()!)).toEqual(before);
    await again.close();
  });

  test('gives back by itself what is free of a file of which most is free', async () => {
    const store = new SqliteStore(DatabaseSync, path);
    const world = new DataCenter(1);
    apply(world, { kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE }, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 64 * MEBIBYTE, guest: { kind: 'counter', countsPerSecond: 100 } });
    const states = new Map(Array.from({ length: 12 }, (_, number) => [1_000 + number, randomBytes(MEBIBYTE)]));
    const { world: saved, ...rest } = keep(world);
    await store.save({ ...rest, world: { ...saved, states: new Map([...saved.states, ...states]) } });
    await store.save(keep(world));
    const full = await store.bytes();
    for (let turn = 0; turn < 60; turn++) store.tidy();
    // Something is saved, and the log goes with the next checkpoint.
    await store.save(keep(world));
    await store.close();
    const again = new SqliteStore(DatabaseSync, path);
    expect(await again.bytes()).toBeLessThan(full / 2);
    expect(revived(again.read()!)).toEqual(view(world));
    await again.close();
  });

  test('keeps one previous world or none, and changes both in one step', async () => {
    const store = new SqliteStore(DatabaseSync, path);
    await store.save(emptyWorld(5));
    expect(store.hasPrevious).toBe(false);
    expect(await store.readPrevious()).toBeUndefined();
    await store.replace(emptyWorld(6), emptyWorld(5));
    await store.replace(emptyWorld(7), 'keep');
    await store.close();
    const again = new SqliteStore(DatabaseSync, path);
    expect({ current: seedOf(again.read()), previous: seedOf(await again.readPrevious()) }).toEqual({ current: 7, previous: 5 });
    await again.replace(emptyWorld(8), 'none');
    expect({ hasPrevious: again.hasPrevious, current: seedOf(again.read()) }).toEqual({ hasPrevious: false, current: 8 });
    await again.close();
  });

  test('a save that fails has changed nothing, and the next one writes all', async () => {
    const world = eventfulWorld();
    const store = new SqliteStore(DatabaseSync, path);
    await store.save(keep(world));
    const before = view(world);
    apply(world, { kind: 'world.advance', nanoseconds: 1e9 });
    // A state that is none ends the save in its middle.
    const { world: saved, ...rest } = keep(world);
    const spoilt = { ...rest, world: { ...saved, states: new Map([...saved.states, [9_999, {} as never]]) } };
    await expect(store.save(spoilt)).rejects.toThrow();
    expect(revived(store.read()!)).toEqual(before);
    await store.save(keep(world));
    expect(revived(store.read()!)).toEqual(view(world));
    await store.close();
  });

  test('one that has reached its limit says so, and keeps what it has', async () => {
    const world = eventfulWorld();
    const store = new SqliteStore(DatabaseSync, path, 262_144);
    await store.save(keep(world));
    await store.close();
    const small = new SqliteStore(DatabaseSync, path, 200);
    small.read();
    for (let save = 0; save < 20; save++) {
      apply(world, { kind: 'world.advance', nanoseconds: 1e9 });
      const before = revived(small.read()!);
      try {
        await small.save(keep(world));
      } catch (error) {
        expect((error as Error).message).toMatch(/^what is saved would take more than \d GiB: delete snapshots, then clean up saved data$/u);
        expect(revived(small.read()!)).toEqual(before);
        await small.close();
        return;
      }
    }
    throw new Error('It never reached its limit.');
  });

  test('a file of the first layout is taken in, and its world is all there', async () => {
    await copyFile(new URL('first-layout.virtlab', import.meta.url), join(folder, 'data-center.virtlab'));
    for (let opened = 0; opened < 2; opened++) {
      const worlds: KeptWorld[] = [];
      const opening = await openStore({ folder, owner: 'me' }, (kept) => worlds.push(kept));
      if (opening.kind !== 'open') throw new Error(`The folder is ${opening.kind}.`);
      expect(opening.damage).toEqual([]);
      const restored = worlds.map(({ world }) => DataCenter.restore(world));
      expect(restored.map((world) => world.stateHash('web'))).toEqual(['846bf0fc130ac59263672080a54547fe179ce41d']);
      expect(restored[0]!.trace).toHaveLength(24);
      await opening.close();
      expect(await readdir(folder)).toEqual(['data-center.sqlite']);
    }
  });

  test('a file that another editor wrote since then is the current world, and the database its previous one', async () => {
    const first = await openStore({ folder, owner: 'me' }, () => undefined);
    if (first.kind !== 'open') throw new Error(first.kind);
    await first.store.save(emptyWorld(1));
    await first.close();
    const other = await openStore({ folder, owner: 'me', withSqlite: false }, () => undefined);
    if (other.kind !== 'open') throw new Error(other.kind);
    await other.store.save(emptyWorld(2));
    await other.close();
    const worlds: KeptWorld[] = [];
    const again = await openStore({ folder, owner: 'me' }, (kept) => worlds.push(kept));
    if (again.kind !== 'open') throw new Error(again.kind);
    expect({ current: seedOf(worlds.at(-1)), previous: seedOf(await again.store.readPrevious()) }).toEqual({ current: 2, previous: 1 });
    await again.close();
  });

  test('one of a newer VirtLab is kept aside, and told of with both versions', async () => {
    const store = new SqliteStore(DatabaseSync, path);
    await store.save(emptyWorld(1));
    await store.close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    const opening = await openStore({ folder, owner: 'me' }, () => undefined);
    if (opening.kind !== 'open') throw new Error(opening.kind);
    expect(opening.damage).toMatchObject([
      { file: join(folder, 'data-center.damaged-1.sqlite'), reason: 'The file has version 99; this VirtLab reads versions up to 1.' },
    ]);
    await opening.close();
  });
});
