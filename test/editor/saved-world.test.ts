import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientNotice, WorldClient } from '../../src/extension/world/world-client.ts';
import type { Command } from '../../src/simulator/index.ts';
import { extension } from './extension-host.ts';

suite('Saved world', () => {
  let place: string;
  let folder: string;
  let clients: WorldClient[];

  setup(async () => {
    place = await mkdtemp(join(tmpdir(), 'virtlab-saved-'));
    folder = place;
    clients = [];
  });

  teardown(async () => {
    for (const client of clients) {
      await client.close();
      client.dispose();
    }
    await rm(place, { recursive: true, force: true });
  });

  /** A window's world on the folder, with the worker that is shipped. */
  function open(): { readonly world: WorldClient; readonly notices: ClientNotice[] } {
    const world = new WorldClient({
      workerFile: join(extension().extensionPath, 'dist', 'worker.mjs'),
      folder,
      speed: () => 0,
    });
    clients.push(world);
    const notices: ClientNotice[] = [];
    world.onDidNotice((notice) => notices.push(notice));
    return { world, notices };
  }

  const ALPHA: Command = { kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 30 };

  test('survives the end of the editor', async () => {
    const first = open();
    assert.ok((await first.world.apply(ALPHA)).ok);
    const { inventory, trace } = first.world;
    await first.world.close();
    const second = open();
    await second.world.ready();
    assert.deepEqual(second.world.inventory, inventory);
    assert.deepEqual(second.world.trace, trace);
    assert.deepEqual(second.notices, []);
  });

  test('that is corrupt is kept aside and told of, and what is readable is there', async () => {
    const first = open();
    await first.world.apply(ALPHA);
    await first.world.close();
    const file = join(folder, 'data-center.sqlite');
    const damaged = await readFile(file);
    // Somewhere in the list of its tables.
    damaged[200] = (damaged[200] ?? 0) ^ 0xff;
    damaged.fill(0, 100, 200);
    await writeFile(file, damaged);

    const { world, notices } = open();
    await world.ready();
    assert.deepEqual(world.inventory.hosts.map(({ name }) => name), ['alpha']);
    const aside = join(folder, 'data-center.damaged-1.sqlite');
    assert.deepEqual(notices, [{ kind: 'kept-aside', file: aside, reason: 'The database is damaged.', lost: [] }]);
    assert.ok((await readFile(aside)).equals(damaged));
  });

  test('of which nothing is readable is kept aside, and a fresh one begins', async () => {
    const file = join(folder, 'data-center.sqlite');
    await writeFile(file, 'no database at all');
    const { world, notices } = open();
    await world.ready();
    assert.deepEqual(world.inventory.hosts, []);
    const aside = join(folder, 'data-center.damaged-1.sqlite');
    assert.deepEqual(notices, [{ kind: 'kept-aside', file: aside, reason: 'The database is damaged.', lost: null }]);
    assert.ok((await world.apply(ALPHA)).saved);
    assert.equal(await readFile(aside, 'utf8'), 'no database at all');
    assert.ok((await readdir(folder)).includes('data-center.sqlite'));
  });

  test('is saved when a command is answered, its size is told, and it can be cleaned up', async () => {
    const first = open();
    const outcome = await first.world.apply(ALPHA);
    assert.ok(outcome.ok && outcome.saved);
    assert.ok(first.world.saved?.isUpToDate);
    const { bytes } = first.world.saved;
    assert.ok(bytes > 4096);
    await first.world.cleanUp();
    assert.ok((first.world.saved.bytes) <= bytes);
  });

  test('of a folder that is none says why it is not saved, and goes on', async () => {
    await writeFile(join(folder, 'file'), '');
    folder = join(folder, 'file');
    const { world, notices } = open();
    await world.ready();
    assert.deepEqual(notices, [{ kind: 'cannot-be-saved', reason: 'there is a file where its folder should be' }]);
    const outcome = await world.apply(ALPHA);
    assert.ok(outcome.ok && !outcome.saved);
    assert.equal(world.saved, null);
  });

  test('is taken up again when its worker dies', async () => {
    const { world, notices } = open();
    await world.apply(ALPHA);
    await world.save();
    // Nothing that people or programs do breaks a world; this has no name even for the refusal.
    const nameless = { valueOf: 0, toString: 0 };
    const outcome = await world.apply({ kind: 'host.add', host: 'beta', memoryBytes: nameless } as unknown as Command);
    assert.ok(!outcome.ok);
    assert.match(outcome.refusal, /stopped unexpectedly/);
    await world.ready();
    assert.deepEqual(notices.map(({ kind }) => kind), ['restarted']);
    assert.deepEqual(world.inventory.hosts.map(({ name }) => name), ['alpha']);
  });
});
