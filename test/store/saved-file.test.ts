import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataCenter, MEBIBYTE } from '../../src/simulator/index.ts';
import { flatten } from '../../src/store/file/flat-world.ts';
import { decodeWorld, encodeWorld } from '../../src/store/file/saved-file.ts';
import { type KeptWorld, UnreadableWorld } from '../../src/store/world-store.ts';

/** A world with both kinds of leaves in it. */
function kept(): KeptWorld {
  const world = new DataCenter(7);
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: 256 * MEBIBYTE });
  world.apply({ kind: 'vm.create', vm: 'counter', host: 'alpha', memoryBytes: 64 * MEBIBYTE, guest: { kind: 'counter', countsPerSecond: 100 } });
  world.apply({
    kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 64 * MEBIBYTE,
    guest: { kind: 'uniform', pagesPerSecond: 1000, workingSetPages: 1000 },
  });
  world.apply({ kind: 'vm.start', vm: 'counter' });
  world.apply({ kind: 'vm.start', vm: 'web' });
  world.apply({ kind: 'vm.snapshot', vm: 'web', name: 'Schnappschuß' });
  world.apply({ kind: 'world.advance', nanoseconds: 2e9 });
  return { world: world.save(), origin: { id: 'lab:first/move', title: 'Move a running machine' }, pristine: false };
}

async function file(): Promise<Buffer> {
  return Buffer.concat(await encodeWorld(kept()));
}

describe('the file of a saved world', () => {
  test('gives back what was put in', async () => {
    const read = await decodeWorld(await file());
    const before = kept();
    expect(read.origin).toEqual(before.origin);
    expect(read.pristine).toBe(false);
    expect(flatten(read.world)).toEqual(flatten(before.world));
    const restored = DataCenter.restore(read.world);
    const original = DataCenter.restore(before.world);
    for (const vm of ['web', 'counter']) expect(restored.stateHash(vm)).toBe(original.stateHash(vm));
  });

  test('of the first layout is read, with all that is in it', async () => {
    const { world, origin, pristine } = await decodeWorld(await readFile(new URL('first-layout.virtlab', import.meta.url)));
    expect({ origin, pristine }).toEqual({ origin: { id: 'lab:first/move', title: 'Move a running machine' }, pristine: false });
    const restored = DataCenter.restore(world);
    expect(restored.time).toBe(8.1e9);
    expect(restored.trace).toHaveLength(24);
    expect({ web: restored.stateHash('web'), counter: restored.stateHash('counter') }).toEqual({ web: '846bf0fc130ac59263672080a54547fe179ce41d', counter: '8f760439a2452e8227f422e9' });
    const vms = restored.inventory().hosts.flatMap((host) => host.vms.map((vm) => [host.name, vm.name, vm.state, vm.currentSnapshot]));
    expect(vms).toEqual([['alpha', 'web', 'running', 'snapshot-1'], ['beta', 'counter', 'running', 'snapshot-1']]);
    for (const snapshot of ['snapshot-2', 'snapshot-1']) {
      expect(restored.apply({ kind: 'snapshot.rollback', vm: 'web', snapshot })).toMatchObject({ ok: true });
      restored.apply({ kind: 'world.advance', nanoseconds: 1e8 });
    }
    expect(restored.stateHash('web')).toBe('846bf0fc130ac59263672080a54547fe179ce41d');
  });

  test('is the same file for the same world', async () => {
    expect((await file()).equals(await file())).toBe(true);
  });

  test('is refused when it is empty', async () => {
    await expect(decodeWorld(Buffer.alloc(0))).rejects.toThrow('The file is empty.');
  });

  test('is refused wherever it is cut short', async () => {
    const whole = await file();
    for (const length of [1, 7, 8, 11, 43, 44, 45, whole.length >> 1, whole.length - 1]) {
      await expect(decodeWorld(whole.subarray(0, length))).rejects.toBeInstanceOf(UnreadableWorld);
    }
  });

  test('is refused with any one bit flipped', async () => {
    const whole = await file();
    for (let trial = 0; trial < 60; trial++) {
      const at = trial < 44 ? trial : Math.floor((whole.length * trial) / 61);
      const damaged = Buffer.from(whole);
      damaged[at] = damaged[at]! ^ (1 << (trial % 8));
      await expect(decodeWorld(damaged), `bit ${trial % 8} of byte ${at}`).rejects.toBeInstanceOf(UnreadableWorld);
    }
  });

  test('is refused with more behind it', async () => {
    await expect(decodeWorld(Buffer.concat([await file(), Buffer.from('x')]))).rejects.toThrow(
      'The file is damaged or cut short: its checksum does not fit.',
    );
  });

  test('says what it is when it is something else', async () => {
    await expect(decodeWorld(Buffer.from('{"hosts": []}'.padEnd(100)))).rejects.toThrow(
      'The file does not begin as a saved data center does.',
    );
  });

  test.each([
    ['is not packed', Buffer.from('hello')],
    ['is too short', deflateSync(Buffer.alloc(2))],
    ['names more than there is', deflateSync(Buffer.from([255, 255, 255, 255, 1]))],
    ['lacks its parts', deflateSync(Buffer.concat([Buffer.from([2, 0, 0, 0]), Buffer.from('{}')]))],
  ])('is refused where its checksum fits and its content %s', async (_what, content) => {
    const head = (await file()).subarray(0, 44);
    createHash('sha256').update(content).digest().copy(head, 12);
    const reading = decodeWorld(Buffer.concat([head, content]));
    await expect(reading).rejects.toThrow(UnreadableWorld);
    await expect(reading).rejects.toThrow('The file is whole, but what is in it is no data center.');
  });

  test('of a newer VirtLab is refused with both versions', async () => {
    const newer = await file();
    newer.writeUInt32LE(3, 8);
    await expect(decodeWorld(newer)).rejects.toThrow('The file has version 3; this VirtLab reads versions up to 2.');
  });
});
