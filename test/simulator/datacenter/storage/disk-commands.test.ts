import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import { seconds } from '../../../../src/simulator/kernel/time.ts';
import type { DiskSettings } from '../../../../src/simulator/machine/disk.ts';
import { GIBIBYTE, MEBIBYTE, TEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf } from '../worlds.ts';

const CLUSTER = 65_536;

/** A running VM whose guest writes 100 blocks a second, all over the first 64 MiB of its disk. */
function worldWith(disk: DiskSettings = { bytes: GIBIBYTE, writesPerSecond: 100, workingSetBytes: 64 * MEBIBYTE }): DataCenter {
  const world = threeHosts();
  apply(
    world,
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk },
    { kind: 'vm.start', vm: 'web' },
  );
  return world;
}

/** The chain as "top > … > base", and the other images. */
function chain(world: DataCenter): string {
  const { images = [], depth = 0 } = vmOf(world, 'web').chain ?? {};
  const names = images.map(({ name, damage }) => `${name}${damage === null ? '' : '!'}`);
  return [names.slice(0, depth).join(' > '), ...names.slice(depth)].join('; ');
}

/** Snapshots or overlays, a second apart. */
function layered(kind: 'vm.snapshot' | 'disk.overlay', count: number, world = worldWith()): DataCenter {
  for (let layer = 0; layer < count; layer++) {
    apply(world, { kind, vm: 'web' });
    advance(world, 1000);
  }
  return world;
}

const diskHash = (world: DataCenter): string => world.stateHash('web').slice(24);

describe('a chain', () => {
  test('grows by an overlay, and by a snapshot, which holds the image below', () => {
    const world = layered('disk.overlay', 1);
    apply(world, { kind: 'vm.snapshot', vm: 'web' });
    advance(world, 100);
    expect(chain(world)).toBe('overlay-2 > overlay-1 > base');
    expect(vmOf(world, 'web').chain).toMatchObject({ allocatedBytes: GIBIBYTE, bytesPerSecond: 500e6, job: null });
    expect(vmOf(world, 'web').chain?.images.map(({ snapshots, backing }) => [snapshots, backing])).toEqual([
      [[], 'overlay-1'], [['snapshot-1'], 'base'], [[], null],
    ]);
    // Of ten writes two went to the same block. A second-level table, and four clusters more.
    const [top] = vmOf(world, 'web').chain?.images ?? [];
    expect([top?.ownBytes, top?.fileBytes]).toEqual([9 * CLUSTER, 14 * CLUSTER]);
  });

  test('branches where a VM is rolled back', () => {
    const world = layered('vm.snapshot', 2);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    advance(world, 10);
    expect(chain(world)).toBe('overlay-3 > base; overlay-1');
  });

  test('a deleted snapshot is merged into what is above it, which tells what that copied', () => {
    const world = layered('vm.snapshot', 2);
    const before = diskHash(world);
    expect(apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-2' })).toMatchObject([
      { kind: 'snapshot.deleted', mergedBytes: expect.any(Number) as number },
    ]);
    expect(chain(world)).toBe('overlay-2 > base');
    expect(diskHash(world)).toBe(before);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    advance(world, 10);
    expect(chain(world)).toBe('overlay-3 > base');
  });
});

describe('a job', () => {
  test('stream: everything comes up, while the guest goes on writing, and every image stays valid', () => {
    const world = layered('vm.snapshot', 3);
    const started = apply(world, { kind: 'disk.stream', vm: 'web', bytesPerSecond: 100e6 });
    expect(started).toMatchObject([{ kind: 'disk.job-started', operation: 'stream', image: 'overlay-3', base: null, bytesPerSecond: 100e6 }]);
    const events = advance(world, 20_000);
    expect(only(events, 'disk.job-progress').length).toBe(9);
    expect(only(events, 'disk.job-completed')).toMatchObject([{ image: 'overlay-3', copiedBytes: GIBIBYTE, damaged: [] }]);
    // 1 GiB at 100 MB/s, less what the guest wrote itself.
    const [{ duration } = { duration: 0 }] = only(events, 'disk.job-completed');
    expect(duration).toBeGreaterThan(seconds(10));
    expect(duration).toBeLessThan(10_737_418_240);
    expect(chain(world)).toBe('overlay-3; base; overlay-1; overlay-2');
    expect(vmOf(world, 'web').chain?.allocatedBytes).toBe(GIBIBYTE);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-3' });
  });

  test('shows how far it is, and can be cancelled', () => {
    const world = layered('disk.overlay', 1);
    apply(world, { kind: 'disk.copy', vm: 'web', bytesPerSecond: CLUSTER * 1000 });
    advance(world, 8192);
    const { job } = vmOf(world, 'web').chain ?? {};
    expect(job).toMatchObject({ operation: 'copy', totalBytes: GIBIBYTE, doneBytes: GIBIBYTE / 2 });
    expect(job?.remainingNanoseconds).toBe(seconds(8.192));
    expect(refusalOf(world, { kind: 'vm.snapshot', vm: 'web' })).toBe('A copy of the disk of VM "web" is under way: wait for it, or cancel it first.');
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' })).toContain('A copy of the disk');
    expect(apply(world, { kind: 'disk.cancelJob', vm: 'web' })).toMatchObject([{ kind: 'disk.job-cancelled', doneBytes: GIBIBYTE / 2 }]);
    expect(chain(world)).toBe('overlay-1 > base');
    expect(refusalOf(world, { kind: 'disk.cancelJob', vm: 'web' })).toBe('No job works on the disk of VM "web", so there is nothing to cancel.');
  });

  test('a copy of a terabyte takes as long as its storage takes to copy it', () => {
    const world = worldWith({ bytes: TEBIBYTE });
    apply(world, { kind: 'disk.copy', vm: 'web' });
    expect(vmOf(world, 'web').chain?.job?.remainingNanoseconds).toBe(2_199_023_255_552);
    const events = advance(world, 3_600_000);
    expect(only(events, 'disk.job-completed')).toMatchObject([{ copiedBytes: TEBIBYTE, image: 'copy-1' }]);
    // 36 minutes and 39 seconds.
    expect(only(events, 'disk.job-completed')[0]?.duration).toBe(2_199_023_255_552);
  });

  test('goes on while the VM is paused, stopped and started', () => {
    const world = layered('disk.overlay', 2);
    apply(world, { kind: 'disk.commit', vm: 'web', bytesPerSecond: 10e6 }, { kind: 'vm.stop', vm: 'web' });
    const stopped = diskHash(world);
    const events = advance(world, 10_000);
    expect(only(events, 'disk.job-completed')).toMatchObject([{ operation: 'commit', image: 'overlay-1' }]);
    expect([chain(world), diskHash(world)]).toEqual(['overlay-1 > base', stopped]);
  });

  test('fails with its host', () => {
    const world = layered('disk.overlay', 1);
    apply(world, { kind: 'disk.copy', vm: 'web' });
    expect(only(apply(world, { kind: 'host.fail', host: 'alpha' }), 'disk.job-failed')).toMatchObject([{ reason: 'Host alpha failed.' }]);
  });

  test('that was under way when the world was saved has failed, and the disk reads as before', () => {
    const world = layered('disk.overlay', 2);
    apply(world, { kind: 'vm.stop', vm: 'web' }, { kind: 'disk.commit', vm: 'web', base: 'base', bytesPerSecond: 10e6 });
    advance(world, 500);
    const restored = DataCenter.restore(world.save());
    expect(restored.trace.at(-1)).toMatchObject({ kind: 'disk.job-failed', operation: 'commit' });
    expect(chain(restored)).toBe('overlay-2 > overlay-1! > base!');
    expect(diskHash(restored)).toBe(diskHash(world));
    // It can be done again.
    apply(restored, { kind: 'disk.commit', vm: 'web', base: 'base' });
    advance(restored, 10_000);
    expect([chain(restored), diskHash(restored)]).toEqual(['base', diskHash(world)]);
  });
});

describe('commit', () => {
  test('into an image that a snapshot holds has to be forced, and makes garbage of all that read from it', () => {
    const world = layered('vm.snapshot', 2);
    expect(refusalOf(world, { kind: 'disk.commit', vm: 'web', base: 'base' })).toBe(
      'A commit into "base" makes garbage of the disk of snapshots "Snapshot 1" and "Snapshot 2": delete those snapshots first, stream instead, or force it.',
    );
    apply(world, { kind: 'disk.commit', vm: 'web', base: 'base', force: true });
    const events = advance(world, 10_000);
    expect(only(events, 'disk.job-completed')).toMatchObject([{ image: 'base', damaged: ['base', 'overlay-1'] }]);
    expect(refusalOf(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-2' })).toBe(
      'The disk of snapshot "Snapshot 2" holds garbage, since overlay-2 was committed into base: choose another snapshot.',
    );
  });

  test('leaves the top in place and empty where that is asked for', () => {
    const world = layered('disk.overlay', 2);
    expect(refusalOf(world, { kind: 'disk.commit', vm: 'web', base: 'base', keepTop: true })).toBe(
      'A commit into "base" makes garbage of what lies between, so "overlay-2" cannot stay on it: leave keepTop out, or commit into "overlay-1".',
    );
    apply(world, { kind: 'vm.stop', vm: 'web' }, { kind: 'disk.commit', vm: 'web', keepTop: true });
    advance(world, 10_000);
    expect(chain(world)).toBe('overlay-2 > overlay-1 > base');
    expect(vmOf(world, 'web').chain?.images[0]?.ownBytes).toBe(0);
  });

  test.each([
    [{ kind: 'disk.commit', vm: 'web' } as const, 0, 'Image "base" of VM "web" has no backing image, so there is nothing to commit it into.'],
    [{ kind: 'disk.commit', vm: 'web', base: 'nothing' } as const, 1, 'The disk of VM "web" has no image "nothing" below the one that is written. It has: base.'],
    [{ kind: 'disk.stream', vm: 'web' } as const, 0, 'Image "base" of VM "web" has no backing image, so there is nothing to stream into it.'],
    [{ kind: 'disk.stream', vm: 'web', base: 'base' } as const, 1, 'Nothing lies between "overlay-1" and "base", so there is nothing to stream: choose a lower image, or none.'],
    [{ kind: 'disk.rebase', vm: 'web' } as const, 1, 'VM "web" is running, and a rebase must not touch an image in use: stop the VM first.'],
    [{ kind: 'disk.copy', vm: 'web', bytesPerSecond: 3 } as const, 0, 'The speed of a job, in bytes a second, must be a whole number from 1000 to 1000000000000, not 3.'],
  ])('%o after %i overlays is refused', (command, overlays, sentence) => {
    expect(refusalOf(layered('disk.overlay', overlays), command)).toBe(sentence);
  });

  test('a VM of whose disk nothing is known has no chain', () => {
    const world = threeHosts();
    apply(world, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' } });
    expect(vmOf(world, 'web').chain).toBeUndefined();
    expect(refusalOf(world, { kind: 'disk.overlay', vm: 'web' })).toBe('Nothing is known of the disk of VM "web": create the VM with a disk.');
  });
});

describe('rebase of a VM that is powered off', () => {
  function branched(): DataCenter {
    const world = layered('vm.snapshot', 2);
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    // After a roll back the same writes come again: only half of them, so that the branches differ.
    advance(world, 500);
    apply(world, { kind: 'vm.stop', vm: 'web' });
    return world;
  }

  test('copies what differs first, and the VM must not start meanwhile', () => {
    const world = branched();
    const before = diskHash(world);
    apply(world, { kind: 'disk.rebase', vm: 'web', onto: 'overlay-1' });
    expect(refusalOf(world, { kind: 'vm.start', vm: 'web' })).toBe('The disk of VM "web" is being rebased, and must not be in use: wait for it, or cancel it first.');
    expect(only(advance(world, 10_000), 'disk.job-completed')).toMatchObject([{ operation: 'rebase' }]);
    expect([chain(world), diskHash(world)]).toEqual(['overlay-3 > overlay-1 > base', before]);
  });

  test('in unsafe mode is done at once, and corrupts the disk', () => {
    const world = branched();
    const before = diskHash(world);
    expect(refusalOf(world, { kind: 'disk.rebase', vm: 'web', onto: 'base', unsafe: true })).toBe(
      'Image "overlay-3" has "base" as its backing image already, so there is nothing to rebase.',
    );
    expect(apply(world, { kind: 'disk.rebase', vm: 'web', onto: 'overlay-1', unsafe: true })).toMatchObject([
      { kind: 'disk.rebased', image: 'overlay-3', backing: 'overlay-1' },
    ]);
    expect(diskHash(world)).not.toBe(before);
  });
});
