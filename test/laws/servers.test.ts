import { expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { DAMAGES } from '../../src/simulator/machine/damage.ts';
import type { DiskSettings } from '../../src/simulator/machine/disk.ts';
import type { GuestSettings } from '../../src/simulator/machine/guest-settings.ts';
import { MEBIBYTE } from '../../src/simulator/memory/page.ts';
import { DEFAULT_PARAMETERS, type MigrationStrategy, STRATEGIES } from '../../src/simulator/migration/parameters.ts';
import { migrationParameters, seeds } from '../helpers/arbitraries.ts';
import { watchedWorld, type WatchedWorld } from '../helpers/watched-world.ts';
import { expectRecovered, expectServerUnharmed, expectStateOfSnapshot, NAME, serverOf } from './server-laws.ts';
import fc from '../helpers/property.ts';

const MILLISECOND = 1_000_000;
const MEMORY = 2 * MEBIBYTE;
const OWN: DiskSettings = { bytes: 2 * MEBIBYTE, files: true };
const SHARED: DiskSettings = { ...OWN, shared: true };

const rates = fc.integer({ min: 20, max: 400 });
const keyValue: fc.Arbitrary<GuestSettings> = fc.record({
  kind: fc.constant('key-value' as const),
  requestsPerSecond: rates,
  keys: fc.integer({ min: 1, max: 500 }),
  flushEvery: fc.integer({ min: 1, max: 40 }),
});
const servers: fc.Arbitrary<GuestSettings> = fc.oneof(
  keyValue,
  fc.record({ kind: fc.constant('web' as const), requestsPerSecond: rates, files: fc.integer({ min: 1, max: 20 }) }),
);
const disks = fc.constantFrom(OWN, SHARED);

/** A server that has served for a while, on one of two hosts. */
function served(seed: number, guest: GuestSettings, disk: DiskSettings): WatchedWorld {
  const watched = watchedWorld(seed);
  const begin: Command[] = [
    { kind: 'host.add', host: 'alpha', memoryBytes: 32 * MEBIBYTE },
    { kind: 'host.add', host: 'beta', memoryBytes: 32 * MEBIBYTE },
    { kind: 'link.edit', between: ['alpha', 'beta'], bytesPerSecond: 20_000_000 },
    { kind: 'vm.create', vm: NAME, host: 'alpha', memoryBytes: MEMORY, guest, disk },
    { kind: 'vm.start', vm: NAME },
  ];
  for (const command of begin) expect(watched.dataCenter.apply(command)).toMatchObject({ ok: true });
  pass(watched, 3000);
  return watched;
}

function pass({ dataCenter }: WatchedWorld, milliseconds: number): void {
  dataCenter.apply({ kind: 'world.advance', nanoseconds: Math.round(milliseconds * MILLISECOND) });
}

/** Nothing is under way any more, and the server runs. */
function settle(watched: WatchedWorld): void {
  pass(watched, 2000);
  watched.dataCenter.apply({ kind: 'vm.cancelMigration', vm: NAME });
  watched.dataCenter.apply({ kind: 'vm.resume', vm: NAME });
  pass(watched, 1000);
}

const advances: fc.Arbitrary<Command> = fc
  .integer({ min: 0, max: 300 * MILLISECOND })
  .map((nanoseconds) => ({ kind: 'world.advance', nanoseconds }));
const doings: fc.Arbitrary<Command> = fc.oneof(
  { arbitrary: advances, weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('vm.migrate' as const), vm: fc.constant(NAME), to: fc.constantFrom('alpha', 'beta', 'beta'), parameters: migrationParameters }), weight: 4 },
  { arbitrary: fc.record({ kind: fc.constant('vm.snapshot' as const), vm: fc.constant(NAME), method: fc.constantFrom('copy-on-write' as const, 'full-copy' as const, 'background' as const) }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constant('snapshot.rollback' as const), vm: fc.constant(NAME), snapshot: fc.constantFrom('snapshot-1', 'snapshot-2') }), weight: 2 },
  { arbitrary: fc.record({ kind: fc.constantFrom('vm.pause' as const, 'vm.resume' as const, 'vm.resume' as const, 'vm.cancelMigration' as const), vm: fc.constant(NAME) }), weight: 2 },
);

test('whatever snapshots, roll backs and migrations come, a server computes what it would have', () => {
  let moved = 0;
  fc.assert(
    fc.property(seeds, servers, disks, fc.array(doings, { minLength: 1, maxLength: 14, size: 'max' }), (seed, guest, disk, history) => {
      const watched = served(seed, guest, disk);
      for (const command of history) watched.dataCenter.apply(command);
      settle(watched);
      expectServerUnharmed(watched);
      moved += watched.world.trace.filter(({ kind }) => kind === 'migration.completed').length;
    }),
    { numRuns: 25 },
  );
  expect(moved).toBeGreaterThan(0);
});

const KEY_VALUE: GuestSettings = { kind: 'key-value', requestsPerSecond: 300, keys: 200 };
const PLACES: readonly (readonly [string, DiskSettings])[] = [['mirrored', OWN], ['shared', SHARED]];

test.each(STRATEGIES.flatMap((strategy) => PLACES.map(([place, disk]) => [strategy, place, disk] as const)))(
  'moved by %s, with its disk %s, its checksum is that of one that stayed',
  (strategy: MigrationStrategy, place, disk) => {
    const [moved, stayed] = [served(7, KEY_VALUE, disk), served(7, KEY_VALUE, disk)];
    const parameters = { ...DEFAULT_PARAMETERS, strategy, postCopyAfterRounds: 1 };
    expect(moved.dataCenter.apply({ kind: 'vm.migrate', vm: NAME, to: 'beta', parameters })).toMatchObject({ ok: true });
    pass(moved, 3000);
    const { host, migration } = serverOf(moved.dataCenter);
    expect([host, migration?.status]).toEqual(['beta', 'completed']);
    expect(moved.world.trace.some(({ kind }) => kind === 'migration.mirror')).toBe(place === 'mirrored');
    expectServerUnharmed(moved);

    // Their own clocks tell how far each has come; the one that stayed is let run as far.
    pass(stayed, 2000);
    const behind = moved.world.vm(NAME).machine.vcpu.runningTime - stayed.world.vm(NAME).machine.vcpu.runningTime;
    pass(stayed, behind / MILLISECOND);
    expect(serverOf(stayed.dataCenter).guestReport).toEqual(serverOf(moved.dataCenter).guestReport);
    expect(stayed.dataCenter.stateHash(NAME)).toBe(moved.dataCenter.stateHash(NAME));
  },
);

test('broken and rolled back, a server is what it was, and goes on as if nothing had happened', () => {
  const waits = fc.integer({ min: 0, max: 3000 });
  fc.assert(
    fc.property(seeds, servers, disks, fc.constantFrom(...DAMAGES), fc.tuple(waits, waits, waits), (seed, guest, disk, damage, [first, second, third]) => {
      const watched = served(seed, guest, disk);
      const { dataCenter } = watched;
      pass(watched, first);
      dataCenter.apply({ kind: 'vm.pause', vm: NAME });
      const atSnapshot = dataCenter.stateHash(NAME);
      const said = serverOf(dataCenter).guestReport;
      dataCenter.apply({ kind: 'vm.snapshot', vm: NAME });
      pass(watched, 1);
      dataCenter.apply({ kind: 'vm.resume', vm: NAME });
      pass(watched, second);
      const outcome = dataCenter.apply({ kind: 'vm.break', vm: NAME, damage });
      expect(outcome.ok).toBe(guest.kind === 'key-value' || damage !== 'corrupt-log');
      pass(watched, third);
      expect(dataCenter.apply({ kind: 'snapshot.rollback', vm: NAME, snapshot: 'snapshot-1' })).toMatchObject({ ok: true });
      pass(watched, 10);
      expectStateOfSnapshot(dataCenter, atSnapshot);
      expect(serverOf(dataCenter).guestReport).toEqual(said);
      dataCenter.apply({ kind: 'vm.resume', vm: NAME });
      pass(watched, 1500);
      expectServerUnharmed(watched);
    }),
    { numRuns: 15 },
  );
});

test('from a snapshot of its disk alone it boots again, and has lost only what was not flushed', () => {
  let lost = 0;
  fc.assert(
    fc.property(seeds, keyValue, disks, fc.integer({ min: 1, max: 300 }), fc.boolean(), (seed, guest, disk, steps, quiesce) => {
      const watched = served(seed, guest, disk);
      const { dataCenter } = watched;
      const step = 1000 / (guest as Extract<GuestSettings, { kind: 'key-value' }>).requestsPerSecond;
      const checksums = new Map<number, string>();
      // Half of the requests make a record: so many are enough to see one flushed, whatever comes.
      for (let count = 0; count < steps + 200; count++) {
        pass(watched, step);
        const { facts, checksum } = serverOf(dataCenter).guestReport!;
        checksums.set(facts['log record'] as number, checksum);
      }
      const { facts } = serverOf(dataCenter).guestReport!;
      const flushed = facts[quiesce ? 'log record' : 'log records on disk'] as number;
      lost += (facts['log record'] as number) - flushed;
      const taken = dataCenter.apply({ kind: 'vm.snapshot', vm: NAME, contents: 'disk', quiesce });
      expect(taken).toMatchObject({ ok: true });
      pass(watched, 2000);
      expect(dataCenter.apply({ kind: 'snapshot.rollback', vm: NAME, snapshot: 'snapshot-1' })).toMatchObject({ ok: true });
      pass(watched, 10);
      expect(dataCenter.apply({ kind: 'vm.start', vm: NAME })).toMatchObject({ ok: true });
      for (let count = 0; serverOf(dataCenter).guestReport?.state !== 'serving' && count < 2000; count++) pass(watched, step / 2);
      expectRecovered(serverOf(dataCenter), { flushed, checksums });
    }),
    { numRuns: 12, examples: [[7, { kind: 'key-value', requestsPerSecond: 157, keys: 1, flushEvery: 31 }, OWN, 1, false]] },
  );
  expect(lost).toBeGreaterThan(0);
});
