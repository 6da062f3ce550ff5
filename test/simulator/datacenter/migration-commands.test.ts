import { describe, expect, test } from 'vitest';
import { DataCenter } from '../../../src/simulator/datacenter/data-center.ts';
import type { WorldEvent } from '../../../src/simulator/datacenter/events.ts';
import { World } from '../../../src/simulator/datacenter/world.ts';
import { MEBIBYTE } from '../../../src/simulator/memory/page.ts';
import { DEFAULT_THROTTLE, type MigrationParameters } from '../../../src/simulator/migration/parameters.ts';
import { advance, apply, only, refusalOf, threeHosts, vmOf, worldWithWriter } from './worlds.ts';

function migrate(world: DataCenter, parameters: Partial<MigrationParameters> = {}): WorldEvent[] {
  return apply(world, { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters });
}

/** 10 pages of 4104 bytes every 100 ms; 30 ms of downtime are 3 pages. The writer's 256 pages take 2.6 s. */
const SLOW: Partial<MigrationParameters> = { maxBandwidthBytesPerSecond: 410_400, downtimeLimitMilliseconds: 30 };

/**
 * Instants of a slow migration of the writer, in milliseconds since its start: setup ends at 1, the machine is stopped
 * at 2601, stands still from 2601.7, and runs at the destination at 2602.9.
 */
const INSTANTS: [string, number][] = [
  ['in setup', 0.5],
  ['in the first round', 1000.25],
  ['while the machine is being stopped', 2601.5],
  ['while the last pages leave', 2601.75],
  ['while the device state leaves', 2602],
  ['while the destination loads the device state', 2602.5],
];

describe('starting a migration', () => {
  test('tells where from and where to, over which link, and by which parameters', () => {
    const [started] = migrate(worldWithWriter(), { downtimeLimitMilliseconds: 50 });
    expect(started).toMatchObject({
      sequence: 6,
      time: 0,
      kind: 'migration.started',
      migration: 'migration-1',
      vm: 'web',
      from: 'alpha',
      to: 'beta',
      memoryBytes: 1_048_576,
      linkBytesPerSecond: 125_000_000,
      parameters: { strategy: 'pre-copy', downtimeLimitMilliseconds: 50, maxBandwidthBytesPerSecond: 134_217_728 },
    });
  });

  test('reserves memory at the destination until it ends', () => {
    const world = worldWithWriter();
    const free = () => world.inventory().hosts.map((host) => host.freeBytes / MEBIBYTE);
    migrate(world);
    expect(free()).toEqual([1023, 1023, 1024]);
    advance(world, 1000);
    expect(free()).toEqual([1024, 1023, 1024]);
  });

  test('gives every migration an id of its own', () => {
    const world = worldWithWriter();
    migrate(world);
    advance(world, 1000);
    const [started] = apply(world, { kind: 'vm.migrate', vm: 'web', to: 'alpha' });
    expect(started).toMatchObject({ migration: 'migration-2', from: 'beta', to: 'alpha' });
  });
});

describe('a migration is refused', () => {
  test('where VM or host are unknown', () => {
    expect(refusalOf(worldWithWriter(), { kind: 'vm.migrate', vm: 'mail', to: 'beta' })).toBe(
      'There is no VM "mail". There are: web.',
    );
    expect(refusalOf(worldWithWriter(), { kind: 'vm.migrate', vm: 'web', to: 'delta' })).toBe(
      'There is no host "delta". There are: alpha, beta, gamma.',
    );
  });

  test('to the host where the VM is', () => {
    expect(refusalOf(worldWithWriter(), { kind: 'vm.migrate', vm: 'web', to: 'alpha' })).toBe(
      'VM "web" is on host "alpha" already: choose another host.',
    );
  });

  test('of a stopped VM', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.stop', vm: 'web' });
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' })).toBe(
      'VM "web" is stopped, so there is nothing to migrate live: start it first.',
    );
  });

  test('where there is no link, or it is down', () => {
    const world = worldWithWriter();
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'gamma' })).toBe(
      'There is no link between alpha and gamma: make one first.',
    );
    apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], up: false });
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' })).toBe(
      'The link between alpha and beta is down: bring it up first.',
    );
  });

  test('where the destination has no room, counting what is on its way there', () => {
    const world = threeHosts();
    for (const vm of ['one', 'two']) {
      apply(
        world,
        { kind: 'vm.create', vm, host: 'alpha', memoryBytes: 512 * MEBIBYTE, guest: { kind: 'idle' } },
        { kind: 'vm.start', vm },
      );
    }
    apply(
      world,
      { kind: 'vm.create', vm: 'three', host: 'beta', memoryBytes: MEBIBYTE, guest: { kind: 'idle' } },
      { kind: 'vm.migrate', vm: 'one', to: 'beta' },
    );
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'two', to: 'beta' })).toBe(
      'Host "beta" has no room for VM "two": it needs 512 MiB, and 511 MiB are free.',
    );
  });

  test('while the VM is migrating already', () => {
    const world = worldWithWriter();
    migrate(world);
    expect(refusalOf(world, { kind: 'vm.migrate', vm: 'web', to: 'beta' })).toBe(
      'VM "web" is migrating to beta: wait for it, or cancel the migration first.',
    );
  });

  test('where a parameter is out of bounds', () => {
    const refusal = (parameters: Partial<MigrationParameters>) =>
      refusalOf(worldWithWriter(), { kind: 'vm.migrate', vm: 'web', to: 'beta', parameters });
    expect(refusal({ downtimeLimitMilliseconds: 2_000_001 })).toBe(
      'The downtime limit, in milliseconds, must be a whole number from 0 to 2000000, not 2000001.',
    );
    expect(refusal({ maxBandwidthBytesPerSecond: -1 })).toBe(
      'The maximum bandwidth, in bytes a second, must be a whole number from 0 to 1000000000000, not -1.',
    );
    expect(refusal({ xbzrleCacheBytes: 0.5 })).toBe(
      'The size of the XBZRLE cache, in bytes, must be a whole number from 0 to 1099511627776, not 0.5.',
    );
    expect(refusal({ throttle: { ...DEFAULT_THROTTLE, initialPercent: 100 } })).toBe(
      'The first throttle, in percent, must be a whole number from 1 to 99, not 100.',
    );
    expect(refusal({ throttle: { ...DEFAULT_THROTTLE, initialPercent: 50, maximumPercent: 40 } })).toBe(
      'The maximum throttle, 40 %, is below the first, 50 %: raise it, or lower the first.',
    );
    expect(refusal({ dirtyLimitBytesPerSecond: 1_000_000 })).toBe(
      'The dirty limit, in bytes a second, must be a whole number from 1048576 to 1000000000000, not 1000000.',
    );
    expect(refusal({ dirtyLimitBytesPerSecond: 1_048_576, throttle: DEFAULT_THROTTLE })).toBe(
      'Auto-converge and dirty limit do not go together: switch one of them off.',
    );
    expect(refusal({ stopRule: 'qemu-11' as 'qemu' })).toBe(
      'There is no stop rule "qemu-11": use one of qemu, qemu-10.1, xen-2004, xen-4.10, cloud-hypervisor, virtualbox, fixed-rounds.',
    );
    expect(refusal({ rounds: 0 })).toBe('The number of rounds must be a whole number from 1 to 1000, not 0.');
  });
});

describe('a migration that completes', () => {
  test('has moved the VM, which runs on; what it was is told by the inventory', () => {
    const world = worldWithWriter();
    migrate(world, SLOW);
    advance(world, 3000);
    expect(vmOf(world, 'web')).toMatchObject({
      host: 'beta',
      state: 'running',
      guestStepsPerSecond: 20,
      migration: { id: 'migration-1', from: 'alpha', to: 'beta', status: 'completed', phase: 'resume' },
    });
    expect(vmOf(world, 'web').migration?.figures.dirtySyncCount).toBe(4);
  });

  test('leaves nothing behind: no connection, no plans, no dirty log', () => {
    const { world, inside } = slowMigration(3000);
    expect(vmOf(world, 'web').migration?.status).toBe('completed');
    expect(inside.vm('web').machine.memory.isLogging).toBe(false);
    expect(inside.queue.waiting).toBe(0);
    expect(inside.link('alpha', 'beta')?.model.openFlows).toBe(0);
  });

  test('of a paused VM arrives paused, and no event says that it runs', () => {
    const world = worldWithWriter();
    advance(world, 1000);
    apply(world, { kind: 'vm.pause', vm: 'web' });
    const hash = world.stateHash('web');
    migrate(world);
    const events = advance(world, 1000);
    expect(only(events, 'migration.completed')[0]?.figures.dirtySyncCount).toBe(3);
    expect(only(events, 'migration.destination-running')).toEqual([]);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', state: 'paused', guestSteps: 20 });
    expect(world.stateHash('web')).toBe(hash);
    apply(world, { kind: 'vm.resume', vm: 'web' });
    advance(world, 1000);
    expect(vmOf(world, 'web').guestSteps).toBe(40);
  });

  test('may be followed by one back', () => {
    const world = worldWithWriter();
    migrate(world);
    advance(world, 1000);
    apply(world, { kind: 'vm.migrate', vm: 'web', to: 'alpha' });
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'alpha', state: 'running' });
  });

  test('gives a computing guest the same answer as if it had stayed', () => {
    const counter = {
      kind: 'vm.create',
      vm: 'web',
      host: 'alpha',
      memoryBytes: 2 * MEBIBYTE,
      guest: { kind: 'counter', countsPerSecond: 1000 },
    } as const;
    const hashAfterOneSecondOfRunning = (moves: boolean): string => {
      const world = threeHosts();
      apply(world, counter, { kind: 'vm.start', vm: 'web' });
      if (moves) migrate(world, { maxBandwidthBytesPerSecond: 4_104_000, downtimeLimitMilliseconds: 1 });
      advance(world, 900);
      while (vmOf(world, 'web').guestSteps < 1000) advance(world, 0.5);
      expect(vmOf(world, 'web')).toMatchObject({ host: moves ? 'beta' : 'alpha', guestSteps: 1000 });
      apply(world, { kind: 'vm.pause', vm: 'web' });
      return world.stateHash('web').slice(0, 16);
    };
    expect(hashAfterOneSecondOfRunning(true)).toBe(hashAfterOneSecondOfRunning(false));
  });
});

/** A migration of the writer that has got so far; `inside` is the world behind the data center. */
function slowMigration(milliseconds: number): { world: DataCenter; inside: World } {
  const inside = new World(1);
  const world = worldWithWriter(new DataCenter(1, inside));
  migrate(world, SLOW);
  advance(world, milliseconds);
  return { world, inside };
}

/** What must hold after a migration of the writer that came to nothing. */
function expectUnharmed({ world, inside }: ReturnType<typeof slowMigration>, status: 'cancelled' | 'failed'): void {
  expect(vmOf(world, 'web')).toMatchObject({
    host: 'alpha',
    state: 'running',
    guestStepsPerSecond: 20,
    migration: { id: 'migration-1', status },
  });
  expect(inside.vm('web').machine.memory.isLogging).toBe(false);
  expect(inside.queue.waiting).toBe(0);
  expect(inside.link('alpha', 'beta')?.model.openFlows).toBe(0);
  expect(world.inventory().hosts[1]?.freeBytes).toBe(1024 * MEBIBYTE);
  const steps = vmOf(world, 'web').guestSteps;
  expect(advance(world, 5000)).toEqual([]);
  expect(vmOf(world, 'web').guestSteps).toBe(steps + 100);
}

describe('cancelling a migration', () => {
  test.each(INSTANTS)('%s lets the source run on, and leaves nothing behind', (_when, milliseconds) => {
    const migration = slowMigration(milliseconds);
    const events = apply(migration.world, { kind: 'vm.cancelMigration', vm: 'web' });
    expect(events).toMatchObject([{ kind: 'migration.cancelled', migration: 'migration-1' }]);
    expectUnharmed(migration, 'cancelled');
  });

  test('costs the guest only the time it stood still', () => {
    const { world } = slowMigration(2602.5);
    apply(world, { kind: 'vm.cancelMigration', vm: 'web' });
    // It ran until 2601 and goes on at 2602.5 ms: the write due at 2650 comes at 2651.5.
    advance(world, 48.9);
    expect(vmOf(world, 'web').guestSteps).toBe(52);
    advance(world, 0.1);
    expect(vmOf(world, 'web').guestSteps).toBe(53);
  });

  test('lets the same VM be migrated again', () => {
    const { world } = slowMigration(100);
    apply(world, { kind: 'vm.cancelMigration', vm: 'web' });
    migrate(world);
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', migration: { id: 'migration-2', status: 'completed' } });
  });

  test('of a paused VM leaves it paused', () => {
    const world = worldWithWriter();
    apply(world, { kind: 'vm.pause', vm: 'web' });
    migrate(world, SLOW);
    advance(world, 100);
    apply(world, { kind: 'vm.cancelMigration', vm: 'web' });
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'alpha', state: 'paused', guestSteps: 0 });
  });

  test('is refused where nothing migrates', () => {
    const world = worldWithWriter();
    const cancel = { kind: 'vm.cancelMigration', vm: 'web' } as const;
    expect(refusalOf(world, cancel)).toBe('VM "web" is not migrating, so there is nothing to cancel.');
    migrate(world);
    advance(world, 1000);
    expect(refusalOf(world, cancel)).toBe('VM "web" is not migrating, so there is nothing to cancel.');
  });
});

describe('a link that goes down', () => {
  test.each(INSTANTS)('%s fails the migration at its next use, and the source runs on', (_when, milliseconds) => {
    const migration = slowMigration(milliseconds);
    const events = [
      ...apply(migration.world, { kind: 'link.edit', between: ['alpha', 'beta'], up: false }),
      ...advance(migration.world, 200),
    ];
    expect(only(events, 'migration.failed')).toMatchObject([
      { migration: 'migration-1', reason: 'The link between alpha and beta went down.' },
    ]);
    expectUnharmed(migration, 'failed');
  });

  test('and comes up again can be used by the next migration', () => {
    const { world } = slowMigration(1000.25);
    for (const up of [false, true]) apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], up });
    advance(world, 200);
    expect(vmOf(world, 'web').migration?.status).toBe('failed');
    migrate(world);
    advance(world, 1000);
    expect(vmOf(world, 'web')).toMatchObject({ host: 'beta', migration: { status: 'completed' } });
  });
});

describe('a link that changes in mid-migration', () => {
  test('to a shorter latency delivers in the order of sending: nothing stale arrives last', () => {
    const world = threeHosts();
    apply(
      world,
      { kind: 'link.edit', between: ['alpha', 'beta'], latencyNanoseconds: 500_000_000 },
      {
        kind: 'vm.create',
        vm: 'web',
        host: 'alpha',
        memoryBytes: MEBIBYTE,
        guest: { kind: 'sequential', pagesPerSecond: 1000, workingSetPages: 100 },
      },
      { kind: 'vm.start', vm: 'web' },
    );
    migrate(world, { stopRule: 'fixed-rounds', rounds: 3, maxBandwidthBytesPerSecond: 0 });
    advance(world, 8);
    apply(world, { kind: 'link.edit', between: ['alpha', 'beta'], latencyNanoseconds: 0 });
    expect(only(advance(world, 2000), 'migration.completed')).toHaveLength(1);
  });
});

test('two migrations over one link share it: both take longer than one alone', () => {
  const completedAt = (vms: string[]): number[] => {
    const world = threeHosts();
    for (const vm of vms) {
      apply(
        world,
        { kind: 'vm.create', vm, host: 'alpha', memoryBytes: 125 * MEBIBYTE, guest: { kind: 'idle' } },
        { kind: 'vm.start', vm },
      );
    }
    for (const vm of vms) apply(world, { kind: 'vm.migrate', vm, to: 'beta', parameters: { maxBandwidthBytesPerSecond: 0 } });
    return only(advance(world, 10_000), 'migration.completed').map((event) => event.time / 1e9);
  };
  const [alone] = completedAt(['one']);
  // 32000 pages of 4104 bytes at 125 bytes a microsecond take 1.0506 s.
  expect(alone).toBeCloseTo(1.053, 2);
  const both = completedAt(['one', 'two']);
  expect(both[0]).toBeCloseTo(2.104, 2);
  expect(both[1]).toBeCloseTo(2.104, 2);
});
