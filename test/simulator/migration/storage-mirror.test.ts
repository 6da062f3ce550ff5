import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import { milliseconds, seconds } from '../../../src/simulator/kernel/time.ts';
import type { DiskSettings } from '../../../src/simulator/machine/disk.ts';
import { GIBIBYTE, MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import type { MigrationParameters } from '../../../src/simulator/migration/parameters.ts';
import { blocksWireBytes } from '../../../src/simulator/migration/storage-mirror.ts';

const BLOCK = 65_536;
/** A link that takes a block of 65 564 bytes in a millisecond. */
const RATE = 65_564_000;

function worldWith(disk: DiskSettings | null): DataCenter {
  const world = new DataCenter(3);
  world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE });
  world.apply({ kind: 'host.add', host: 'beta', memoryBytes: GIBIBYTE });
  world.apply({ kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: RATE, latencyNanoseconds: 0 });
  const guest = { kind: 'uniform', pagesPerSecond: 1000, workingSetPages: 1000 } as const;
  const vm = { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: 16 * MEBIBYTE, guest } as const;
  expect(world.apply({ ...vm, ...(disk && { disk }) })).toMatchObject({ ok: true });
  world.apply({ kind: 'vm.start', vm: 'web' });
  return world;
}

function migrate(world: DataCenter, parameters: Partial<MigrationParameters> = {}): void {
  expect(world.apply({ kind: 'vm.migrate', vm: 'web', to: 'beta', parameters })).toMatchObject({ ok: true });
}

function mirrorOf(world: DataCenter) {
  return world.trace.filter((event) => event.kind === 'migration.mirror');
}

test('a block is a request of 28 bytes and its content; one of zeros has none', () => {
  const batch = { pages: Uint32Array.of(4, 9, 11), contents: { kind: 'numbers' as const, data: Uint32Array.of(7, 0, 8) } };
  expect(blocksWireBytes(batch)).toBe(3 * 28 + 2 * 65_536);
});

describe('a VM with a disk of its own', () => {
  test('is mirrored first: 400 blocks, a millisecond each, told every tenth of a second', () => {
    const world = worldWith({ bytes: 400 * BLOCK });
    migrate(world, { maxBandwidthBytesPerSecond: 0 });
    world.apply({ kind: 'world.advance', nanoseconds: seconds(10) });
    expect(world.trace.flatMap((event) => (event.kind === 'migration.phase' ? [event.phase] : []))).toEqual([
      'mirror', 'setup', 'pre-copy', 'stop-and-copy', 'resume',
    ]);
    const told = mirrorOf(world).map(({ stage, copiedBytes, dirtyBytes, totalBytes }) => [stage, copiedBytes / BLOCK, dirtyBytes / BLOCK, totalBytes / BLOCK]);
    expect(told[0]).toEqual(['copy', 0, 400, 400]);
    expect(told.slice(-3)).toEqual([['ready', 400, 0, 400], ['last', 400, 0, 400], ['done', 400, 0, 400]]);
    const completed = world.trace.find((event) => event.kind === 'migration.completed');
    expect(completed?.figures.setupTime, 'the mirror is no part of the setup').toBe(milliseconds(1));
    expect(completed?.figures.normalPages, 'nor of the pages').toBeGreaterThanOrEqual(4096);
  });

  test('what it writes meanwhile is sent again, and the last blocks go in the pause', () => {
    const world = worldWith({ bytes: 400 * BLOCK, writesPerSecond: 200, workingSetBytes: 100 * BLOCK });
    migrate(world);
    world.apply({ kind: 'world.advance', nanoseconds: seconds(10) });
    const stages = Object.fromEntries(mirrorOf(world).map((event) => [event.stage, event]));
    expect(stages['ready']?.copiedBytes).toBeGreaterThan(400 * BLOCK);
    expect(stages['ready']?.dirtyBytes).toBeLessThanOrEqual(16 * BLOCK);
    expect(stages['done']).toMatchObject({ dirtyBytes: 0, copiedBytes: (stages['last']?.copiedBytes ?? 0) + (stages['last']?.dirtyBytes ?? 0) });
    expect(world.inventory().hosts[1]?.vms[0]).toMatchObject({ host: 'beta', disk: { bytes: 400 * BLOCK } });
  });

  test.each(['stop-and-copy', 'post-copy', 'hybrid'] as const)('moves with %s as well', (strategy) => {
    const world = worldWith({ bytes: 100 * BLOCK, writesPerSecond: 100 });
    migrate(world, { strategy, postCopyAfterRounds: 1 });
    world.apply({ kind: 'world.advance', nanoseconds: seconds(20) });
    expect(world.trace.findLast((event) => 'migration' in event)?.kind).toBe('migration.completed');
    expect(mirrorOf(world).at(-1)).toMatchObject({ stage: 'done', dirtyBytes: 0 });
  });

  test('goes on at the source with its disk as if nothing had happened when the mirror is given up', () => {
    const disk = { bytes: 400 * BLOCK, writesPerSecond: 200 };
    const [left, cancelled] = [worldWith(disk), worldWith(disk)];
    migrate(cancelled);
    cancelled.apply({ kind: 'world.advance', nanoseconds: milliseconds(200) });
    expect(cancelled.apply({ kind: 'vm.cancelMigration', vm: 'web' })).toMatchObject({ ok: true });
    cancelled.apply({ kind: 'world.advance', nanoseconds: milliseconds(300) });
    left.apply({ kind: 'world.advance', nanoseconds: milliseconds(500) });
    expect(cancelled.stateHash('web')).toBe(left.stateHash('web'));
  });

  test('is rolled back with its disk, also after a restore', () => {
    const world = worldWith({ bytes: 40 * BLOCK, writesPerSecond: 500 });
    world.apply({ kind: 'world.advance', nanoseconds: seconds(1) });
    world.apply({ kind: 'vm.pause', vm: 'web' });
    world.apply({ kind: 'vm.snapshot', vm: 'web' });
    world.apply({ kind: 'world.advance', nanoseconds: seconds(1) });
    const before = world.stateHash('web');
    world.apply({ kind: 'vm.resume', vm: 'web' });
    world.apply({ kind: 'world.advance', nanoseconds: seconds(1) });
    const restored = DataCenter.restore(structuredClone(world.save()));
    expect(restored.stateHash('web')).toBe(world.stateHash('web'));
    for (const each of [world, restored]) {
      expect(each.stateHash('web')).not.toBe(before);
      expect(each.apply({ kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' })).toMatchObject({ ok: true });
      each.apply({ kind: 'world.advance', nanoseconds: seconds(1) });
      expect(each.stateHash('web')).toBe(before);
    }
  });

  test('keeps its disk when it is powered off', () => {
    const world = worldWith({ bytes: 40 * BLOCK, writesPerSecond: 500 });
    const blank = worldWith({ bytes: 40 * BLOCK }).stateHash('web').slice(24);
    world.apply({ kind: 'world.advance', nanoseconds: seconds(1) });
    const written = world.stateHash('web').slice(24);
    expect(written).not.toBe(blank);
    world.apply({ kind: 'vm.stop', vm: 'web' });
    expect(world.stateHash('web').slice(24)).toBe(written);
  });

  test.each([
    [{ bytes: 100 }, 'The size of the disk must be a whole number from 65536 bytes to 16 TiB, not 100 bytes.'],
    [{ bytes: 100_000 }, 'The size of the disk must be a multiple of 65536 bytes (one block), not 100000.'],
    [{ bytes: BLOCK, workingSetBytes: 2 * BLOCK }, 'The working set of the disk must be a whole number from 65536 bytes to 65536 bytes, not 131072 bytes.'],
    [{ bytes: BLOCK, files: true }, 'The size of a disk with files must be a whole number from 1 MiB to 1 GiB, not 65536 bytes.'],
    [{ bytes: MEBIBYTE, files: true, writesPerSecond: 3 }, "A disk with files is written by the guest's program alone: leave writesPerSecond out, or files."],
  ])('of a size that makes no sense is refused: %o', (disk, refusal) => {
    const world = new DataCenter(3);
    world.apply({ kind: 'host.add', host: 'alpha', memoryBytes: GIBIBYTE });
    expect(world.apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEBIBYTE, guest: { kind: 'idle' }, disk })).toEqual({ ok: false, refusal });
  });
});

test('a disk of real bytes moves in blocks of 4096 bytes', () => {
  const disk = { bytes: MEBIBYTE, files: true };
  const world = worldWith(disk);
  const before = world.stateHash('web').slice(24);
  migrate(world);
  world.apply({ kind: 'world.advance', nanoseconds: seconds(10) });
  expect(mirrorOf(world)[0]).toMatchObject({ copiedBytes: 0, dirtyBytes: MEBIBYTE, totalBytes: MEBIBYTE });
  expect(world.inventory().hosts[1]?.vms).toMatchObject([{ name: 'web', disk }]);
  expect(world.stateHash('web').slice(24)).toBe(before);
});

test('a disk on shared storage stays where it is, and is there at the other host', () => {
  const world = worldWith({ bytes: 40 * BLOCK, writesPerSecond: 100, shared: true });
  migrate(world);
  world.apply({ kind: 'world.advance', nanoseconds: seconds(10) });
  expect(mirrorOf(world)).toEqual([]);
  expect(world.inventory().hosts[1]?.vms[0]?.migration).toMatchObject({ status: 'completed', phase: 'resume' });
  const moved = world.stateHash('web').slice(24);
  world.apply({ kind: 'world.advance', nanoseconds: seconds(1) });
  expect(world.stateHash('web').slice(24)).not.toBe(moved);
});

test('storage of which nothing is modelled: nothing is mirrored', () => {
  const world = worldWith(null);
  migrate(world);
  world.apply({ kind: 'world.advance', nanoseconds: seconds(10) });
  expect(mirrorOf(world)).toEqual([]);
});
