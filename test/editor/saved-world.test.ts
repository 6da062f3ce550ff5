import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientNotice, WorldClient } from '../../src/extension/world/world-client.ts';
import type { Command } from '../../src/simulator/index.ts';
import { extension } from './extension-host.ts';

suite('Saved world', () => {
  let folder: string;
  let clients: WorldClient[];

  setup(async () => {
    folder = await mkdtemp(join(tmpdir(), 'virtlab-saved-'));
    clients = [];
  });

  teardown(async () => {
    for (const client of clients) {
      await client.close();
      client.dispose();
    }
    await rm(folder, { recursive: true, force: true });
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

  test('that is corrupt is kept aside and told of, and a fresh one begins', async () => {
    const first = open();
    await first.world.apply(ALPHA);
    await first.world.close();
    const file = join(folder, 'data-center.virtlab');
    const whole = await readFile(file);
    const half = whole.subarray(0, whole.length >> 1);
    await writeFile(file, half);

    const { world, notices } = open();
    await world.ready();
    assert.deepEqual(world.inventory.hosts, []);
    const aside = join(folder, 'data-center.unreadable-1.virtlab');
    assert.equal(notices.length, 1);
    assert.deepEqual(notices[0], {
      kind: 'kept-aside', file: aside, reason: 'The file is damaged or cut short: its checksum does not fit.',
    });
    assert.ok((await readFile(aside)).equals(half));
    await world.apply(ALPHA);
    await world.save();
    assert.ok((await readdir(folder)).includes('data-center.virtlab'));
    assert.ok((await readFile(aside)).equals(half));
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
