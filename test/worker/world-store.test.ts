import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataCenter } from '../../src/simulator/index.ts';
import type { KeptWorld } from '../../src/worker/saved-file.ts';
import { WorldStore } from '../../src/worker/world-store.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'virtlab-store-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

function world(seed: number): KeptWorld {
  return { world: new DataCenter(seed).save(), origin: { id: 'empty', title: '' }, pristine: true };
}

function seedOf({ world: saved }: KeptWorld): number {
  return DataCenter.restore(saved).seed;
}

async function files(): Promise<readonly string[]> {
  return (await readdir(folder)).sort();
}

describe('WorldStore', () => {
  test('reads what it wrote, and leaves nothing else behind', async () => {
    const store = new WorldStore(folder, 'me');
    expect(await store.open()).toBe(true);
    expect(await store.read(seedOf)).toEqual({ kind: 'nothing' });
    await Promise.all([store.write(world(1)), store.write(world(2)), store.write(world(3))]);
    await store.close();
    expect(await files()).toEqual(['data-center.virtlab']);
    const again = new WorldStore(folder, 'me');
    await again.open();
    expect(await again.read(seedOf)).toEqual({ kind: 'world', world: 3 });
    await again.close();
  });

  test('makes its folder', async () => {
    const store = new WorldStore(join(folder, 'a', 'b'), 'me');
    await store.open();
    await store.write(world(1));
    await store.close();
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['data-center.virtlab']);
  });

  test('keeps an unreadable world aside, untouched, under a name of its own each time', async () => {
    const store = new WorldStore(folder, 'me');
    await store.open();
    for (const [number, text] of ['rubbish', 'more rubbish'].entries()) {
      await writeFile(join(folder, 'data-center.virtlab'), text);
      const aside = join(folder, `data-center.unreadable-${number + 1}.virtlab`);
      expect(await store.read(seedOf)).toEqual({ kind: 'kept-aside', file: aside, reason: 'The file is cut short.' });
      expect(await readFile(aside, 'utf8')).toBe(text);
    }
    expect(await store.read(seedOf)).toEqual({ kind: 'nothing' });
    await store.close();
  });

  test('keeps a world aside that the simulator refuses', async () => {
    const store = new WorldStore(folder, 'me');
    await store.open();
    await store.write({ ...world(1), world: { ...world(1).world, header: '{' } });
    const found = await store.read(({ world: saved }) => DataCenter.restore(saved));
    expect(found).toMatchObject({ kind: 'kept-aside', file: join(folder, 'data-center.unreadable-1.virtlab') });
    await store.close();
  });

  test('a write that was cut off leaves the world before it', async () => {
    const store = new WorldStore(folder, 'me');
    await store.open();
    await store.write(world(1));
    await writeFile(join(folder, 'data-center.virtlab.part'), 'cut o');
    expect(await store.read(seedOf)).toEqual({ kind: 'world', world: 1 });
    await store.write(world(2));
    await store.close();
    expect(await files()).toEqual(['data-center.virtlab']);
  });

  test('keeps one previous world, or none', async () => {
    const store = new WorldStore(folder, 'me');
    await store.open();
    expect(await store.hasPrevious()).toBe(false);
    expect(await store.readPrevious()).toBeUndefined();
    await store.writePrevious(world(5));
    expect(await store.hasPrevious()).toBe(true);
    const previous = await store.readPrevious();
    expect(previous && seedOf(previous)).toBe(5);
    await store.writePrevious(undefined);
    expect(await store.hasPrevious()).toBe(false);
    await store.close();
  });

  test('one at a time has the folder, and the next gets it when the first lets go', async () => {
    const first = new WorldStore(folder, 'me');
    const second = new WorldStore(folder, 'another');
    expect(await first.open()).toBe(true);
    expect(await second.open(0)).toBe(false);
    const waiting = second.open(10_000);
    await first.write(world(9));
    await first.close();
    expect(await waiting).toBe(true);
    expect(await second.read(seedOf)).toEqual({ kind: 'world', world: 9 });
    await second.close();
  });

  test('the lock of a killed process is taken over', async () => {
    // No process has this id: it is above what any system gives out.
    await writeFile(join(folder, 'data-center.lock'), '4194999 someone');
    const store = new WorldStore(folder, 'me');
    expect(await store.open(1_000)).toBe(true);
    await store.close();
  });

  test('what a dead one of the same owner has left is taken over', async () => {
    expect(await new WorldStore(folder, 'me').open()).toBe(true);
    const next = new WorldStore(folder, 'me');
    expect(await next.open(1_000)).toBe(true);
    await next.close();
  });

  test('a lock that nobody has touched for long is taken over, whoever has its number now', async () => {
    const lock = join(folder, 'data-center.lock');
    await writeFile(lock, `${process.pid} someone`);
    const store = new WorldStore(folder, 'me');
    expect(await store.open(0)).toBe(false);
    const longAgo = new Date(Date.now() - 60_000);
    await utimes(lock, longAgo, longAgo);
    expect(await store.open(1_000)).toBe(true);
    await store.close();
  });
});
