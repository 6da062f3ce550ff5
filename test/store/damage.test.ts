import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DataCenter, type Inventory } from '../../src/simulator/index.ts';
import { openStore } from '../../src/store/open-store.ts';
import { SqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import type { Damage, KeptWorld } from '../../src/store/world-store.ts';
import { apply, eventfulWorld, keep, ORIGIN, revived, view } from './worlds.ts';

let place: string;
let whole: Buffer;
let original: ReturnType<typeof view>;
let folders = 0;

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'virtlab-damage-'));
  const world = eventfulWorld();
  const store = new SqliteStore(DatabaseSync, join(place, 'whole.sqlite'));
  await store.save(keep(world));
  await store.close();
  whole = await readFile(join(place, 'whole.sqlite'));
  original = view(world);
});

afterAll(async () => {
  await rm(place, { recursive: true });
});

interface Reopened {
  readonly world: KeptWorld | undefined;
  readonly damage: readonly Damage[];
}

async function open(folder: string): Promise<Reopened> {
  let world: KeptWorld | undefined;
  const opening = await openStore({ folder, owner: 'me', patience: 0 }, (kept) => {
    DataCenter.restore(kept.world);
    world = kept;
  });
  if (opening.kind !== 'open') throw new Error(`The folder is ${opening.kind}.`);
  await opening.close();
  return { world, damage: opening.damage };
}

/** Opens a folder with this database; the second time there is nothing to complain of, and the world is the same. */
async function openDamaged(bytes: Buffer): Promise<Reopened> {
  const folder = join(place, String(folders++));
  await mkdir(folder);
  await writeFile(join(folder, 'data-center.sqlite'), bytes);
  const first = await open(folder);
  for (const { file } of first.damage) expect((await readFile(file)).equals(bytes), 'the damaged file is kept as it was').toBe(true);
  const again = await open(folder);
  expect(again.damage).toEqual([]);
  expect(again.world && revived(again.world)).toEqual(first.world && revived(first.world));
  const left = ['data-center.sqlite', ...first.damage.map(({ file }) => basename(file))];
  expect((await readdir(folder)).sort()).toEqual(left.sort());
  await rm(folder, { recursive: true });
  return first;
}

/** Whatever there still is, is as it was; whatever is not, was told of. */
function expectRecovered({ world, damage }: Reopened): void {
  if (damage.length === 0) {
    expect(world && revived(world)).toEqual(original);
    return;
  }
  const [{ reason, lost }] = damage as [Damage];
  expect(reason).toMatch(/^[A-Z].*\.$/u);
  if (lost === null) {
    expect(world).toBeUndefined();
    return;
  }
  const found = revived(world!);
  const missing = missingFrom(found.inventory);
  if (missing.length > 0) expect(lost, missing.join()).not.toEqual([]);
  for (const hash of found.hashes) {
    const [vm] = hash.split(' ');
    if (!lost.some((thing) => thing.includes(`VM "${vm}" had in memory`))) expect(original.hashes).toContain(hash);
  }
  for (const event of found.trace) expect(original.trace).toContainEqual(event);
}

function names({ hosts }: Inventory): string[] {
  return hosts.flatMap(({ name, vms }) => [name, ...vms.flatMap((vm) => [vm.name, ...vm.snapshots.map(({ id }) => `${vm.name} ${id}`)])]);
}

function missingFrom(inventory: Inventory): string[] {
  const there = names(inventory);
  expect(names(original.inventory)).toEqual(expect.arrayContaining(there));
  return names(original.inventory).filter((name) => !there.includes(name));
}

function flipped(at: number, bit: number): Buffer {
  const damaged = Buffer.from(whole);
  damaged[at] = damaged[at]! ^ (1 << bit);
  return damaged;
}

describe('a store in which one bit is wrong', () => {
  test('anywhere gives back everything, or all but what it tells of', async () => {
    const pages = whole.length / 4096;
    let tried = 0;
    let recovered = 0;
    for (let page = 0; page < pages; page += page < 10 ? 1 : 9) {
      tried++;
      const at = page * 4096 + ((page * 1_237) % 4096);
      const reopened = await openDamaged(flipped(at, page % 8));
      expectRecovered(reopened);
      if (reopened.world) recovered++;
    }
    expect(recovered).toBe(tried);
  });

  test('in the header of the file gives back everything', async () => {
    for (let at = 0; at < 100; at += 7) {
      const reopened = await openDamaged(flipped(at, at % 8));
      expectRecovered(reopened);
      expect(reopened.world?.origin).toEqual(ORIGIN);
    }
  });

  test('in the list of its tables gives back everything', async () => {
    const at = whole.indexOf('CREATE TABLE leaves');
    expect(at).toBeGreaterThan(0);
    const reopened = await openDamaged(flipped(at + 8, 0));
    expect(reopened.damage).toMatchObject([{ lost: [] }]);
    expect(revived(reopened.world!)).toEqual(original);
  });
});

describe('a store that is cut short', () => {
  test('anywhere gives back what is left, or begins anew and says so', async () => {
    for (let share = 0; share < 10; share++) {
      const length = Math.floor((whole.length * share) / 10) + share;
      const reopened = await openDamaged(whole.subarray(0, length));
      if (length > 0) expect(reopened.damage).toHaveLength(1);
      if (reopened.world) expectRecovered(reopened);
    }
  });
});

describe('a page of memory that is damaged', () => {
  /** The store with the content of so many of its leaves spoilt, beginning with the last. */
  async function withSpoiltLeaves(where: string): Promise<Reopened> {
    const path = join(place, 'spoilt.sqlite');
    await copyFile(join(place, 'whole.sqlite'), path);
    const database = new DatabaseSync(path);
    database.exec(`UPDATE leaves SET data = zeroblob(length(data)) WHERE ${where}`);
    database.close();
    return openDamaged(await readFile(path));
  }

  test('of all machines and snapshots leaves hosts, links and the machines, which are switched off', async () => {
    const reopened = await withSpoiltLeaves(`hash LIKE 'b%'`);
    expect(reopened.damage[0]).toMatchObject({
      reason: 'A page of memory does not have the content that it was saved with.',
      lost: ['what VM "counter" had in memory, so that it is stopped now', 'snapshot "Early" of VM "counter"'],
    });
    const found = revived(reopened.world!);
    const [alpha, beta] = found.inventory.hosts;
    expect(alpha!.vms).toEqual(original.inventory.hosts[0]!.vms);
    expect(beta!.vms).toMatchObject([{ name: 'counter', state: 'stopped', snapshots: [], lost: 'what it had in memory could not be read from the damaged file' }]);
  });
});

describe('a kernel of containers that is damaged', () => {
  /** Hosts alpha and beta with six containers each. */
  function worldOfContainers(): DataCenter {
    const world = new DataCenter(3);
    for (const host of ['alpha', 'beta']) {
      apply(world, { kind: 'host.add', host, memoryBytes: 2 ** 32 });
      for (let number = 1; number <= 6; number++) {
        const container = `${host}-${number}`;
        apply(world, { kind: 'container.create', container, host }, { kind: 'container.start', container });
        apply(world, { kind: 'container.type', container, terminal: 't', text: `echo ${container} > /tmp/f\n` });
      }
    }
    return world;
  }

  test('in any one row takes along a few containers, or those of one host, and is told of', async () => {
    const path = join(place, 'containers.sqlite');
    const world = keep(worldOfContainers());
    const store = new SqliteStore(DatabaseSync, path);
    await store.save(world);
    await store.close();
    const [alpha] = (JSON.parse(world.world.header) as { containers: { blocks: number[] }[] }).containers;
    let takenAlong = 0;
    for (const state of alpha!.blocks) {
      const spoilt = join(place, 'spoilt.sqlite');
      await copyFile(path, spoilt);
      const database = new DatabaseSync(spoilt);
      database.prepare(`UPDATE rows SET value = zeroblob(length(value)) WHERE kind = 'state' AND key = ?`).run(String(state));
      database.close();
      const { world: recovered, damage } = await openDamaged(await readFile(spoilt));
      const there = DataCenter.restore(recovered!.world);
      const [first, second] = there.inventory().hosts;
      expect(second!.containers).toHaveLength(6);
      const left = first!.containers?.map(({ name }) => name) ?? [];
      if (left.length === 0) expect(damage[0]!.lost).toEqual(['the containers of host "alpha"']);
      else {
        expect(damage[0]!.lost?.at(-1)).toBe('what was on host "alpha" beside its containers');
        takenAlong += 6 - left.length;
      }
      for (const name of left) expect(there.lookIntoContainer(name, { ask: 'read', path: '/tmp/f' })).toEqual({ kind: 'read', bytes: new TextEncoder().encode(`${name}\n`) });
    }
    expect(takenAlong).toBeGreaterThan(0);
  });
});

test('a recovery that was cut off is finished, or begun anew', async () => {
  const folder = join(place, 'cut-off');
  await mkdir(folder);
  const path = join(folder, 'data-center.sqlite');
  await writeFile(path, flipped(whole.length >> 1, 0));
  await writeFile(`${path}.recovered`, whole.subarray(0, 5_000));
  expectRecovered(await open(folder));
  // Here the result was whole, and only its name was missing.
  await writeFile(path, 'damaged');
  await writeFile(`${path}-wal`, 'a log of the damaged one');
  await writeFile(`${path}.recovered`, whole);
  const finished = await open(folder);
  expect({ damage: finished.damage, world: revived(finished.world!) }).toEqual({ damage: [], world: original });
  expect((await readdir(folder)).sort()).toEqual(['data-center.damaged-1.sqlite', 'data-center.sqlite']);
});
