import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataCenter } from '../../src/simulator/index.ts';
import { FileStore } from '../../src/store/file/file-store.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { KeptWorld, Opening } from '../../src/store/world-store.ts';
import { emptyWorld, eventfulWorld, keep, revived, view } from './worlds.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-store-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Opens the folder as an editor without SQLite does; what was revived is in `worlds`. */
async function open(): Promise<{ readonly opening: Extract<Opening, { kind: 'open' }>; readonly worlds: KeptWorld[] }> {
  const worlds: KeptWorld[] = [];
  const opening = await openStore({ folder, owner: 'me', patience: 1_000, withSqlite: false }, (kept) => {
    DataCenter.restore(kept.world);
    worlds.push(kept);
  });
  if (opening.kind !== 'open') throw new Error(`The folder is ${opening.kind}.`);
  return { opening, worlds };
}

async function files(): Promise<readonly string[]> {
  return (await readdir(folder)).sort();
}

describe('the store of an editor without SQLite', () => {
  test('reads what it wrote, and leaves nothing else behind', async () => {
    const { opening, worlds } = await open();
    expect({ worlds, writes: opening.store.writes }).toEqual({ worlds: [], writes: 'whole' });
    const world = eventfulWorld();
    await Promise.all([opening.store.save(emptyWorld(1)), opening.store.save(emptyWorld(2)), opening.store.save(keep(world))]);
    expect(await opening.store.bytes()).toBe((await readFile(join(folder, 'data-center.virtlab'))).length);
    await opening.close();
    expect(await files()).toEqual(['data-center.virtlab']);
    const again = await open();
    expect(again.worlds.map(revived)).toEqual([view(world)]);
    await again.opening.close();
  });

  test('keeps an unreadable world aside, untouched, under a name of its own each time', async () => {
    for (const [number, text] of ['rubbish', 'more rubbish'].entries()) {
      await writeFile(join(folder, 'data-center.virtlab'), text);
      const file = join(folder, `data-center.damaged-${number + 1}.virtlab`);
      const { opening, worlds } = await open();
      expect({ worlds, damage: opening.damage }).toEqual({
        worlds: [], damage: [{ file, reason: 'The file does not begin as a saved data center does.', lost: null }],
      });
      expect(await readFile(file, 'utf8')).toBe(text);
      await opening.close();
    }
  });

  test('keeps a world aside that the simulator refuses', async () => {
    const { opening } = await open();
    await opening.store.save({ ...emptyWorld(1), world: { ...emptyWorld(1).world, header: '{}' } });
    await opening.close();
    const again = await open();
    expect(again.opening.damage).toMatchObject([{ reason: 'The saved world is damaged: its header is not complete.' }]);
    await again.opening.close();
  });

  test('a write that was cut off leaves the world before it', async () => {
    const { opening } = await open();
    await opening.store.save(emptyWorld(1));
    await writeFile(join(folder, 'data-center.virtlab.part'), 'cut o');
    await opening.close();
    const again = await open();
    expect(again.worlds.map(({ world }) => DataCenter.restore(world).seed)).toEqual([1]);
    await again.opening.store.save(emptyWorld(2));
    await again.opening.close();
    expect(await files()).toEqual(['data-center.virtlab']);
  });

  test('writes nothing into a folder that another window has taken over meanwhile', async () => {
    const { opening } = await open();
    await opening.store.save(emptyWorld(1));
    await writeFile(join(folder, 'data-center.lock'), '1 another elsewhere');
    await expect(opening.store.save(emptyWorld(2))).rejects.toThrow('another window has taken the folder over');
    await opening.close();
    await rm(join(folder, 'data-center.lock'));
    const again = await open();
    expect(again.worlds.map(({ world }) => DataCenter.restore(world).seed)).toEqual([1]);
    await again.opening.close();
  });

  test('keeps one previous world, or none', async () => {
    const store = new FileStore(folder, false);
    expect(await store.readPrevious()).toBeUndefined();
    await store.replace(emptyWorld(6), emptyWorld(5));
    expect(store.hasPrevious).toBe(true);
    await store.replace(emptyWorld(7), 'keep');
    const previous = await store.readPrevious();
    expect(previous && DataCenter.restore(previous.world).seed).toBe(5);
    await store.replace(emptyWorld(8), 'none');
    expect(store.hasPrevious).toBe(false);
    expect(await store.readPrevious()).toBeUndefined();
  });

  test('is what a Node without SQLite gets, and what it saved another one finds', async () => {
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL('../../src/store/open-store.ts', import.meta.url).href)});
      const { emptyWorld } = await import(${JSON.stringify(new URL('worlds.ts', import.meta.url).href)});
      const opening = await openStore({ folder: ${JSON.stringify(folder)}, owner: 'me' }, () => undefined);
      await opening.store.save(emptyWorld(9));
      await opening.close();
      console.log(opening.store.writes);`;
    const without = ['--no-experimental-sqlite', '--input-type=module', '--eval', script];
    expect(execFileSync(process.execPath, without, { encoding: 'utf8' }).trim()).toBe('whole');
    expect(await files()).toEqual(['data-center.virtlab']);
    const seeds: number[] = [];
    const opening = await openStore({ folder, owner: 'me' }, ({ world }) => seeds.push(DataCenter.restore(world).seed));
    expect({ seeds, writes: opening.kind === 'open' && opening.store.writes }).toEqual({ seeds: [9], writes: 'changes' });
    if (opening.kind === 'open') await opening.close();
    expect(await files()).toEqual(['data-center.sqlite']);
  });

  test('does not touch a database that another editor has left, and says what it is', async () => {
    const database = join(folder, 'data-center.sqlite');
    await mkdir(folder, { recursive: true });
    await writeFile(database, 'SQLite format 3');
    const { opening } = await open();
    const reason = 'It is an SQLite database, and this editor was built without SQLite.';
    expect(opening.damage).toEqual([{ file: database, reason, lost: null }]);
    await opening.close();
    expect(await readFile(database, 'utf8')).toBe('SQLite format 3');
  });
});
