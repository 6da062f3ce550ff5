import { describe, expect, test } from 'vitest';
import type { GuestSettings } from '../../../src/simulator/machine/guest-settings.ts';
import { DirtyLimit } from '../../../src/simulator/migration/dirty-limit.ts';
import { DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND } from '../../../src/simulator/migration/parameters.ts';
import { advance, apply, only, threeHosts, vmOf } from '../datacenter/worlds.ts';

// QEMU 8.1, migration/ram.c: migration_trigger_throttle and migration_dirty_limit_guest.

const tooDirty = { dirtiedBytes: 501, sentBytes: 1000 };
const justAllowed = { dirtiedBytes: 500, sentBytes: 1000 };

describe('the dirty limit', () => {
  test('sets in where auto-converge would, after two periods that were too dirty, and stays as it is', () => {
    const dirtyLimit = new DirtyLimit(DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND);
    const periods = [tooDirty, justAllowed, tooDirty, tooDirty, tooDirty];
    // 1 MiB a second are 256 pages.
    expect(periods.map((period) => dirtyLimit.periodEnded(period))).toEqual([null, null, 256, null, null]);
  });
});

const MEMORY = 16 * 1024 * 1024;

/** A VM of 4096 pages on a link that carries 4873 pages a second. */
function migrating(guest: GuestSettings) {
  const world = threeHosts();
  apply(
    world,
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 20_000_000 },
    { kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: MEMORY, guest },
    { kind: 'vm.start', vm: 'web' },
  );
  const parameters = { dirtyLimitBytesPerSecond: 1_048_576, downtimeLimitMilliseconds: 10 };
  apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters });
  return world;
}

describe('a guest that writes faster than its memory can be sent', () => {
  const writer: GuestSettings = { kind: 'sequential', pagesPerSecond: 6000, workingSetPages: 4000 };

  test('writes 256 pages a second from then on, and so the migration ends', () => {
    const world = migrating(writer);
    while (only(world.trace, 'migration.dirty-limited').length === 0) advance(world, 100);
    expect(vmOf(world, 'web').guestStepsPerSecond).toBe(256);
    const before = vmOf(world, 'web').guestSteps;
    advance(world, 125);
    expect(vmOf(world, 'web').guestSteps - before).toBe(32);
    const events = advance(world, 10_000);
    expect(only(events, 'migration.completed')).toHaveLength(1);
    expect(only(world.trace, 'migration.dirty-limited')).toMatchObject([{ pagesPerSecond: 256 }]);
    expect(vmOf(world, 'web').guestStepsPerSecond).toBe(6000);
  });

  test('writes as fast as ever once the migration is cancelled', () => {
    const world = migrating(writer);
    while (only(world.trace, 'migration.dirty-limited').length === 0) advance(world, 100);
    apply(world, { kind: 'vm.cancelMigration', vm: 'web' });
    expect(vmOf(world, 'web').guestStepsPerSecond).toBe(6000);
  });
});
