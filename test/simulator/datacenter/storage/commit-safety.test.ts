import { describe, expect, test } from 'vitest';
import type { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf } from '../worlds.ts';

/** A VM that writes its disk, with an image, a snapshot above it, and a clone from that. */
function worldWithClone(): DataCenter {
  const world = threeHosts();
  const disk = { bytes: GIBIBYTE, writesPerSecond: 100, workingSetBytes: 64 * MEBIBYTE };
  apply(world, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk }, { kind: 'vm.start', vm: 'web' });
  advance(world, 1000);
  apply(world, { kind: 'disk.overlay', vm: 'web' });
  advance(world, 1000);
  apply(world, { kind: 'vm.snapshot', vm: 'web' });
  advance(world, 1000);
  apply(world, { kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'twin' });
  advance(world, 1000);
  return world;
}

describe('an image that the running state of another VM is read from', () => {
  const sentence = 'VM "twin" reads from "base" too, and would read garbage: stream its disk all the way down first.';

  test('is not committed into, though no snapshot holds it and whatever forces it', () => {
    const world = worldWithClone();
    apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-1' });
    expect(refusalOf(world, { kind: 'disk.commit', vm: 'web' })).toBe(sentence);
    expect(refusalOf(world, { kind: 'disk.commit', vm: 'web', force: true })).toBe(sentence);
  });

  test('is free again when the other disk needs no other image', () => {
    const world = worldWithClone();
    apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-1' }, { kind: 'disk.stream', vm: 'twin' });
    advance(world, 60_000);
    expect(vmOf(world, 'twin').chain?.depth).toBe(1);
    apply(world, { kind: 'disk.commit', vm: 'web' });
    expect(only(advance(world, 60_000), 'disk.job-completed')).toMatchObject([{ operation: 'commit', damaged: [] }]);
  });
});

describe('a snapshot whose disk became garbage', () => {
  function worldWithGarbage(): DataCenter {
    const world = worldWithClone();
    apply(world, { kind: 'vm.stop', vm: 'twin' }, { kind: 'vm.delete', vm: 'twin' }, { kind: 'disk.commit', vm: 'web', base: 'base', force: true });
    advance(world, 60_000);
    return world;
  }
  const sentence = 'The disk of snapshot "Snapshot 1" holds garbage, since overlay-2 was committed into base: choose another snapshot.';

  test('is not cloned', () => {
    expect(refusalOf(worldWithGarbage(), { kind: 'snapshot.clone', vm: 'web', snapshot: 'snapshot-1', as: 'second' })).toBe(sentence);
  });

  test('is not exported, for what is imported would look whole', () => {
    const world = worldWithGarbage();
    expect(() => world.exportSnapshot('web', 'snapshot-1')).toThrow(sentence);
  });
});

test('a commit that is cancelled before anything was copied has harmed nothing', () => {
  const world = worldWithClone();
  apply(world, { kind: 'vm.stop', vm: 'twin' }, { kind: 'vm.delete', vm: 'twin' });
  apply(world, { kind: 'disk.commit', vm: 'web', base: 'base', force: true }, { kind: 'disk.cancelJob', vm: 'web' });
  expect(vmOf(world, 'web').chain?.images.map(({ damage }) => damage)).toEqual([null, null, null]);
  apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
});

describe('checkpoints of output commit', () => {
  test('need the images below as they are: none is committed into', () => {
    const world = worldWithClone();
    apply(world, { kind: 'disk.overlay', vm: 'web' }, { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 10_000 });
    advance(world, 1000);
    expect(refusalOf(world, { kind: 'disk.commit', vm: 'web' })).toBe(
      'VM "web" goes back to checkpoints that need the images as they are: switch its output commit off first.',
    );
    apply(world, { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 0 }, { kind: 'disk.commit', vm: 'web', bytesPerSecond: 1e6 });
    expect(refusalOf(world, { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 100 })).toBe(
      'A commit rewrites an image of the disk of VM "web", which checkpoints would need as it was: wait for it, or cancel it first.',
    );
  });

  test('are not returned to while a job copies the disk', () => {
    const world = worldWithClone();
    apply(world, { kind: 'vm.setOutputCommit', vm: 'web', everyMilliseconds: 10_000 }, { kind: 'disk.copy', vm: 'web' });
    expect(refusalOf(world, { kind: 'vm.returnToCheckpoint', vm: 'web' })).toBe(
      'A copy of the disk of VM "web" is under way: wait for it, or cancel it first.',
    );
  });
});
