import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { queryMigrate } from '../../../src/simulator/migration/monitor.ts';
import { advance, apply, only, refusalOf, vmOf, worldWithWriter } from './worlds.ts';

/** Begins a background snapshot of 256 pages at 10 MB/s: 700 us to stop, 19.2 us to protect, then 105 ms to write. */
function begun(): DataCenter {
  const world = worldWithWriter();
  apply(world, { kind: 'storage.edit', bytesPerSecond: 10_000_000, freeBytes: 10_000_000 });
  advance(world, 1000);
  apply(world, { kind: 'vm.snapshot', vm: 'web', name: 'filed', method: 'background' });
  return world;
}

describe('a background snapshot', () => {
  test('pauses the VM to stop and to protect its memory, and tells how far it is', () => {
    const world = begun();
    expect(advance(world, 1)).toMatchObject([{ kind: 'snapshot.protected', vm: 'web', snapshot: 'snapshot-1', pause: 719_200 }]);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', snapshotWork: { snapshot: 'snapshot-1', progress: { remainingPages: 256 } } });
    const [progress] = only(advance(world, 200), 'snapshot.progress');
    expect(progress).toMatchObject({ savedPages: 256, remainingPages: 0, savedBytes: 256 * 4104 });
  });

  test('is a migration to a file for the monitor', () => {
    const world = begun();
    const [taken] = only(advance(world, 500), 'snapshot.taken');
    expect(taken).toMatchObject({ snapshot: 'snapshot-1', name: 'filed', method: 'background', pause: 719_200, copiedBytes: 256 * 4104 + 34_900 });
    if (taken?.figures === undefined) throw new Error('No figures.');
    expect(queryMigrate({ status: 'completed', figures: taken.figures })).toMatchObject({
      status: 'completed',
      'total-time': 109,
      'setup-time': 0,
      downtime: 0,
      ram: { transferred: 256 * 4104, normal: 256, duplicate: 0, total: 1_048_576, remaining: 0, 'dirty-sync-count': 0 },
    });
  });

  test('takes room on the shared storage, and gives it back when it is deleted', () => {
    const world = begun();
    advance(world, 500);
    const fileBytes = 256 * 4104 + 34_900;
    expect(world.inventory().storage.freeBytes).toBe(10_000_000 - fileBytes);
    expect(vmOf(world, 'web').snapshots).toMatchObject([{ id: 'snapshot-1', method: 'background', fileBytes }]);
    apply(world, { kind: 'snapshot.delete', vm: 'web', snapshot: 'snapshot-1' });
    expect(world.inventory().storage.freeBytes).toBe(10_000_000);
  });

  test('is rolled back to from its file, which takes the time to read it', () => {
    const world = begun();
    advance(world, 500);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    apply(world, { kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
    expect(only(advance(world, 108), 'snapshot.rolled-back')).toEqual([]);
    expect(only(advance(world, 2), 'snapshot.rolled-back')).toHaveLength(1);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', currentSnapshot: 'snapshot-1' });
  });

  test('can be cancelled: the VM goes on and nothing is left of it', () => {
    const world = begun();
    advance(world, 50);
    expect(apply(world, { kind: 'vm.cancelSnapshot', vm: 'web' })).toMatchObject([
      { kind: 'snapshot.cancelled', vm: 'web', snapshot: 'snapshot-1' },
    ]);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', snapshots: [] });
    expect(world.inventory().storage.freeBytes).toBe(10_000_000);
    expect(refusalOf(world, { kind: 'vm.cancelSnapshot', vm: 'web' })).toBe(
      'No snapshot of VM "web" is being taken, so there is nothing to cancel.',
    );
  });

  test.each([
    [{ kind: 'storage.edit', works: false }, 'The shared storage does not work: Input/output error.'],
    [{ kind: 'storage.edit', freeBytes: 0 }, 'The shared storage is full: No space left on device.'],
  ] as const)('fails with its storage, and harms nobody', (fault, reason) => {
    const world = begun();
    advance(world, 50);
    apply(world, fault);
    // What is under way is written; the next write meets the error.
    expect(only(advance(world, 100), 'snapshot.failed')).toMatchObject([{ vm: 'web', snapshot: 'snapshot-1', reason }]);
    expect(vmOf(world, 'web')).toMatchObject({ state: 'running', snapshots: [] });
  });

  test('ends with the host that dies', () => {
    const world = begun();
    advance(world, 50);
    expect(apply(world, { kind: 'host.fail', host: 'alpha' })).toMatchObject([
      { kind: 'host.failed' },
      { kind: 'snapshot.failed', snapshot: 'snapshot-1', reason: 'Host alpha failed.' },
      { kind: 'vm.lost' },
    ]);
    expect(world.inventory().storage.freeBytes).toBe(10_000_000);
  });

  test('that is under way when the world is closed has failed when it is opened again, and its file is gone', () => {
    const world = begun();
    advance(world, 50);
    expect(world.inventory().storage.freeBytes).toBeLessThan(10_000_000);
    const opened = DataCenter.restore(world.save());
    expect(opened.inventory().storage.freeBytes).toBe(10_000_000);
    expect(opened.trace.at(-1)).toMatchObject({ kind: 'snapshot.failed', snapshot: 'snapshot-1', reason: 'VirtLab was closed before it was done.' });
    expect(vmOf(opened, 'web')).toMatchObject({ state: 'running', snapshots: [] });
  });

  test('keeps the VM to itself while it lasts', () => {
    const world = begun();
    advance(world, 50);
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' })).toBe(
      'A snapshot of VM "web" is being taken: wait for it, or cancel it first.',
    );
  });

  test('is refused where the storage does not work', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'storage.edit', works: false });
    expect(refusalOf(world, { kind: 'vm.snapshot', vm: 'web', method: 'background' })).toBe(
      'The shared storage, where the file would go, does not work: repair it first.',
    );
  });
});
