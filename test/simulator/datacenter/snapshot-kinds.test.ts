import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf, worldWithWriter } from './worlds.ts';

/** A running VM with a disk of 64 blocks of its own that is written 100 times a second. */
function worldWithDisk(world = new DataCenter(1)): DataCenter {
  threeHosts(world);
  apply(world, {
    kind: 'vm.create', vm: 'db', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'sequential', pagesPerSecond: 20, workingSetPages: 8 },
    disk: { bytes: 4 * MEBIBYTE, writesPerSecond: 100 },
  });
  apply(world, { kind: 'vm.start', vm: 'db' });
  advance(world, 500);
  return world;
}

describe('a snapshot of the disk alone', () => {
  test('is taken without a pause, and going back to it is like a loss of power', () => {
    const world = worldWithDisk();
    expect(only(apply(world, { kind: 'vm.snapshot', vm: 'db', contents: 'disk' }), 'snapshot.taken')).toMatchObject([
      { contents: 'disk', pause: 0 },
    ]);
    advance(world, 500);
    apply(world, { kind: 'snapshot.rollback', vm: 'db', snapshot: 'snapshot-1' });
    advance(world, 10);
    expect(vmOf(world, 'db')).toMatchObject({ state: 'stopped', currentSnapshot: 'snapshot-1' });
    apply(world, { kind: 'vm.start', vm: 'db' });
    expect(vmOf(world, 'db').state).toBe('running');
  });

  test('can be taken of a VM that is stopped', () => {
    const world = worldWithDisk();
    apply(world, { kind: 'vm.stop', vm: 'db' }, { kind: 'vm.snapshot', vm: 'db', contents: 'disk' });
    expect(vmOf(world, 'db').snapshots).toMatchObject([{ contents: 'disk' }]);
  });

  test('survives being saved', () => {
    const world = worldWithDisk();
    apply(world, { kind: 'vm.snapshot', vm: 'db', contents: 'disk' });
    const restored = DataCenter.restore(structuredClone(world.save()));
    expect(vmOf(restored, 'db').snapshots).toEqual(vmOf(world, 'db').snapshots);
    apply(restored, { kind: 'snapshot.rollback', vm: 'db', snapshot: 'snapshot-1' });
  });

  test('is refused where there is no disk, and with a method that copies memory', () => {
    expect(refusalOf(worldWithWriter(), { kind: 'vm.snapshot', vm: 'web', contents: 'disk' })).toBe(
      'VM "web" has no disk of its own, so there is no disk to take a snapshot of: take one of the whole machine.',
    );
    expect(refusalOf(worldWithDisk(), { kind: 'vm.snapshot', vm: 'db', contents: 'disk', method: 'background' })).toBe(
      'A snapshot of the disk alone is always taken by copy on write: leave the method out.',
    );
  });
});

test('only a running guest can be quiesced', () => {
  const world = worldWithDisk();
  apply(world, { kind: 'vm.pause', vm: 'db' });
  expect(refusalOf(world, { kind: 'vm.snapshot', vm: 'db', quiesce: true })).toBe(
    'VM "db" is paused: only a running guest can write what it has in memory to its disk; leave out "quiesce".',
  );
});

test('a quiesced guest stands still until its disk is taken', () => {
  const world = worldWithDisk();
  apply(world, { kind: 'vm.snapshot', vm: 'db', contents: 'disk', quiesce: true });
  expect(only(advance(world, 10), 'snapshot.taken')).toMatchObject([{ contents: 'disk', pause: 700_000 }]);
  expect(vmOf(world, 'db').snapshots).toMatchObject([{ quiesced: true }]);
});

test('what copy on write put off is told: pages copied since, at 10, 20, 50 ms and so on', () => {
  const world = worldWithWriter();
  apply(world, { kind: 'vm.snapshot', vm: 'web' });
  const copied = only(advance(world, 20_000), 'snapshot.copied').map(({ after, copiedPages }) => [after / 1e6, copiedPages]);
  // 20 pages a second in turn, of a working set of 8.
  expect(copied).toEqual([[10, 0], [20, 0], [50, 1], [100, 2], [200, 4], [500, 8], [1000, 8], [2000, 8], [5000, 8]]);
});

test('that ends with a roll back, and goes on after the world was closed', () => {
  const world = worldWithWriter();
  apply(world, { kind: 'vm.snapshot', vm: 'web' });
  advance(world, 300);
  const restored = DataCenter.restore(structuredClone(world.save()));
  expect(only(advance(restored, 10_000), 'snapshot.copied')).toHaveLength(4);
  apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
  expect(only(advance(world, 10_000), 'snapshot.copied')).toEqual([]);
});

test('a snapshot is described', () => {
  const world = worldWithWriter();
  apply(world, { kind: 'vm.snapshot', vm: 'web' });
  advance(world, 10);
  expect(apply(world, { kind: 'snapshot.describe', vm: 'web', snapshot: 'snapshot-1', description: ' as it was ' })).toMatchObject([
    { kind: 'snapshot.described', description: 'as it was' },
  ]);
  expect(vmOf(world, 'web').snapshots).toMatchObject([{ description: 'as it was' }]);
});

test('a thousand snapshots in a chain: the tree, a roll back, a deletion and a save all work', () => {
  const world = worldWithWriter();
  for (let number = 0; number < 1000; number++) {
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    advance(world, 2);
  }
  const { snapshots } = vmOf(world, 'web');
  expect(snapshots).toHaveLength(1000);
  expect(snapshots[999]).toMatchObject({ id: 'snapshot-1000', parent: 'snapshot-999' });
  apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-500' });
  apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
  advance(world, 10);
  const restored = DataCenter.restore(structuredClone(world.save()));
  expect(vmOf(restored, 'web').snapshots).toHaveLength(999);
  expect(restored.stateHash('web')).toBe(world.stateHash('web'));
});

test('what a deletion has to copy does not depend on who looked at the guest last', () => {
  const merged = [false, true].map((isLookedAt) => {
    const world = worldWithDisk();
    apply(world, { kind: 'vm.snapshot', vm: 'db' });
    advance(world, 300);
    if (isLookedAt) world.inventory();
    return only(apply(world, { kind: 'snapshot.delete', vm: 'db', snapshot: 'snapshot-1' }), 'snapshot.deleted').map(({ mergedBytes }) => mergedBytes);
  });
  expect(merged[0]).toEqual(merged[1]);
});
