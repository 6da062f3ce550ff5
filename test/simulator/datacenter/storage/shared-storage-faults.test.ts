import { describe, expect, test } from 'vitest';
import type { DataCenter } from '../../../../src/simulator/datacenter/data-center.ts';
import { MEBIBYTE } from '../../../../src/simulator/memory/page.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf } from '../worlds.ts';

/** A VM that writes a disk of 64 MiB, with an image below; on the shared storage or on its host. */
function worldWithDisk(shared: boolean): DataCenter {
  const world = threeHosts();
  const disk = { bytes: 64 * MEBIBYTE, writesPerSecond: 10, shared };
  apply(world, { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk }, { kind: 'vm.start', vm: 'web' }, { kind: 'disk.overlay', vm: 'web' });
  advance(world, 1000);
  return world;
}

describe('a job on a disk on the shared storage', () => {
  test('is refused where the storage has no room for what it may write, and not for what is there already', () => {
    const world = worldWithDisk(true);
    apply(world, { kind: 'storage.edit', freeBytes: MEBIBYTE });
    expect(refusalOf(world, { kind: 'disk.copy', vm: 'web' })).toBe('The copy may write 64 MiB more, and the shared storage has 1 MiB free: make room first.');
    expect(refusalOf(world, { kind: 'disk.stream', vm: 'web' })).toContain('The stream may write 63.38 MiB more');
    // A refused commit has damaged nothing.
    apply(world, { kind: 'vm.snapshot', vm: 'web' }, { kind: 'storage.edit', works: false });
    advance(world, 100);
    refusalOf(world, { kind: 'disk.commit', vm: 'web', base: 'base', force: true });
    apply(world, { kind: 'storage.edit', works: true });
    // The base has all clusters of the top.
    apply(world, { kind: 'disk.commit', vm: 'web', base: 'base', force: true });
  });

  test('is refused where the storage does not work, and breaks off where it stops working', () => {
    const world = worldWithDisk(true);
    apply(world, { kind: 'disk.copy', vm: 'web', bytesPerSecond: 10e6 });
    advance(world, 1000);
    const before = vmOf(world, 'web').chain?.images.map(({ name }) => name);
    apply(world, { kind: 'storage.edit', works: false });
    expect(only(advance(world, 1000), 'disk.job-failed')).toMatchObject([{ operation: 'copy', reason: 'The shared storage does not work: Input/output error.' }]);
    expect(vmOf(world, 'web').chain).toMatchObject({ job: null, images: before?.map((name) => ({ name })) });
    expect(refusalOf(world, { kind: 'disk.copy', vm: 'web' })).toBe('The shared storage, where the disk is, does not work: repair it first.');
  });
});

test('a job on a disk of the host does not care for the shared storage', () => {
  const world = worldWithDisk(false);
  apply(world, { kind: 'storage.edit', freeBytes: 0, works: false }, { kind: 'disk.copy', vm: 'web' });
  expect(only(advance(world, 10_000), 'disk.job-completed')).toMatchObject([{ operation: 'copy' }]);
});
