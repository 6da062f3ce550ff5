import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../src/simulator/index.ts';
import { decodeSnapshot, encodeSnapshot } from '../../src/store/file/snapshot-file.ts';
import { apply, eventfulWorld } from './worlds.ts';

const world = eventfulWorld();
// A buffer's slices would be views of it.
const file = new Uint8Array(await encodeSnapshot(world.exportSnapshot('web', 'snapshot-1')));

function changed(offset: number): Uint8Array {
  const copy = file.slice();
  copy[offset] = (copy[offset] as number) ^ 1;
  return copy;
}

/** A file whose checksum fits, with something else in it. */
function forged(content: string): Uint8Array {
  const deflated = deflateSync(Buffer.from(content));
  const head = Buffer.from(file.slice(0, 44));
  createHash('sha256').update(deflated).digest().copy(head, 12);
  return Buffer.concat([head, deflated]);
}

test('a snapshot is the same again', async () => {
  const again = await decodeSnapshot(file);
  expect(again.header).toBe(world.exportSnapshot('web', 'snapshot-1').header);
  const elsewhere = new DataCenter(2);
  apply(elsewhere, { kind: 'host.add', host: 'gamma', memoryBytes: 2 ** 30 }, { kind: 'snapshot.import', vm: 'copy', host: 'gamma', exported: again });
  // A running machine would have to be stopped first, which takes time.
  apply(world, { kind: 'vm.pause', vm: 'web' });
  for (const [where, vm] of [[world, 'web'], [elsewhere, 'copy']] as const) {
    apply(where, { kind: 'snapshot.rollback', vm, snapshot: 'snapshot-1' }, { kind: 'world.advance', nanoseconds: 1_400_000 });
  }
  expect(elsewhere.stateHash('copy')).toBe(world.stateHash('web'));
});

describe('one clear sentence', () => {
  test.each([
    ['a file of another kind', () => Buffer.from('{"hosts": []}'), 'The file is not an exported snapshot.'],
    ['an empty file', () => new Uint8Array(0), 'The file is not an exported snapshot.'],
    ['a file cut short in its head', () => file.slice(0, 20), 'The file of the snapshot is cut short.'],
    ['a file cut short', () => file.slice(0, file.length - 1), 'The file of the snapshot is damaged or cut short: its checksum does not fit.'],
    ['a flipped bit', () => changed(file.length >> 1), 'The file of the snapshot is damaged or cut short: its checksum does not fit.'],
    ['a newer version', () => changed(8), 'The file of the snapshot has version 0; this VirtLab reads versions up to 1.'],
    ['something else within', () => forged('hello, this is no snapshot'), 'The file is whole, but what is in it is no snapshot.'],
  ])('for %s', async (_what, bytes, sentence) => {
    await expect(decodeSnapshot(bytes())).rejects.toThrow(sentence);
  });

  test.each([
    ['a header that is not JSON', { header: '{' }, 'The snapshot is damaged: its header is not complete.'],
    ['a part that is missing', { tables: new Map() }, 'The snapshot is damaged: part 0 is missing.'],
    ['a newer format', { version: 2 as 1 }, 'The snapshot has format 2, and this VirtLab reads format 1: update VirtLab to import it.'],
  ])('for %s', (_what, change, sentence) => {
    const exported = { ...world.exportSnapshot('web', 'snapshot-1'), ...change };
    expect(world.apply({ kind: 'snapshot.import', vm: 'web', exported })).toEqual({ ok: false, refusal: sentence });
  });

  test('for a VM that it does not fit, and one that is not there', () => {
    const exported = world.exportSnapshot('web', 'snapshot-1');
    expect(world.apply({ kind: 'snapshot.import', vm: 'counter', exported })).toEqual({
      ok: false, refusal: 'The snapshot is of a VM with other memory or another guest than "counter": import it as a VM of its own.',
    });
    expect(world.apply({ kind: 'snapshot.import', vm: 'new', exported })).toEqual({
      ok: false, refusal: 'There is no VM "new": name the host on which it is to be created from the snapshot of web.',
    });
  });
});
