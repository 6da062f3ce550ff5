import { expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import type { EventBody } from '../../src/simulator/datacenter/events.ts';
import type { World } from '../../src/simulator/datacenter/world.ts';
import { NANOSECONDS_PER_SECOND } from '../../src/simulator/kernel/time.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import { DEFAULT_PARAMETERS, type MigrationParameters } from '../../src/simulator/migration/parameters.ts';
import { guests, migrationParameters, seeds } from '../helpers/arbitraries.ts';
import { watchedWorld, type WatchedWorld } from '../helpers/watched-world.ts';
import { expectGuestsUnharmed, expectTidyWorld, settle } from './world-laws.ts';
import fc from '../helpers/property.ts';

const PAGES = 300;
const VMS = ['one', 'two', 'three', 'four', 'five'];
const BYTES_PER_SECOND = 10_000_000;
const LINK = { bytesPerSecond: BYTES_PER_SECOND, latencyNanoseconds: 100_000 };
const SEND_BUFFER_BYTES = 262_144;

type Guest = Extract<Command, { kind: 'vm.create' }>['guest'];

function applied({ dataCenter }: WatchedWorld, command: Command): void {
  expect(dataCenter.apply(command)).toMatchObject({ ok: true });
}

/** VMs on alpha that have run for a while; alpha has a link to beta and another one to gamma. */
function crowded(seed: number, guestsOfVms: readonly Guest[], onEvent?: (event: EventBody, world: World) => void): WatchedWorld {
  const watched = watchedWorld(seed, onEvent);
  for (const host of ['alpha', 'beta', 'gamma']) applied(watched, { kind: 'host.add', host, memoryBytes: 2 ** 26 });
  for (const other of ['beta', 'gamma']) applied(watched, { kind: 'link.edit', between: ['alpha', other], ...LINK });
  guestsOfVms.forEach((guest, index) => {
    const vm = VMS[index] ?? '';
    applied(watched, { kind: 'vm.create', vm, host: 'alpha', memoryBytes: PAGES * PAGE_BYTES, guest });
    applied(watched, { kind: 'vm.start', vm });
  });
  applied(watched, { kind: 'world.advance', nanoseconds: 30_000_000 });
  return watched;
}

const crowds = fc.array(guests(PAGES), { minLength: 2, maxLength: VMS.length });

/** What may happen while several migrations are under way. */
const happenings: fc.Arbitrary<Command[]> = fc.array(
  fc
    .tuple(
      fc.integer({ min: 0, max: 300_000_000 }),
      fc.oneof(
        fc.constantFrom<Command>(
          { kind: 'link.edit', between: ['alpha', 'beta'], up: false },
          { kind: 'link.edit', between: ['alpha', 'beta'], up: true },
          { kind: 'link.edit', between: ['alpha', 'gamma'], bytesPerSecond: 2_000_000 },
          { kind: 'host.fail', host: 'alpha' },
          { kind: 'host.fail', host: 'beta' },
          { kind: 'host.exhaust', host: 'gamma' },
        ),
        fc.constantFrom(...VMS).map((vm): Command => ({ kind: 'vm.cancelMigration', vm })),
        fc.constantFrom(...VMS).map((vm): Command => ({ kind: 'vm.recoverMigration', vm })),
      ),
    )
    .map(([nanoseconds, command]): Command[] => [{ kind: 'world.advance', nanoseconds }, command]),
  { maxLength: 4, size: 'max' },
).map((pairs) => pairs.flat());

/** Makes everything well again, until nothing is under way: a drain begins new migrations when others have ended. */
function comeToRest(watched: WatchedWorld): void {
  const { vms, hosts } = watched.world;
  do settle(watched);
  while ([...vms.values()].some((vm) => vm.activeMigration !== null) || [...hosts.values()].some((host) => host.drain !== null));
}

test('several migrations over one link: each keeps its laws, and the link carries no more than it can', () => {
  fc.assert(
    fc.property(seeds, crowds, migrationParameters, happenings, (seed, crowd, parameters, history) => {
      const watched = crowded(seed, crowd);
      const { world, dataCenter } = watched;
      const began = world.queue.now;
      for (const vm of world.vms.keys()) applied(watched, { kind: 'vm.migrate', vm, to: 'beta', parameters });
      applied(watched, { kind: 'world.advance', nanoseconds: 150_000_000 });
      const seconds = (world.queue.now - began) / NANOSECONDS_PER_SECOND;
      const capacity = BYTES_PER_SECOND * seconds + crowd.length * (SEND_BUFFER_BYTES + 1024 * (PAGE_BYTES + 8));
      expect(sum([...world.vms.keys()].map((vm) => transferredBytes(watched, vm)))).toBeLessThanOrEqual(capacity);
      for (const command of history) dataCenter.apply(command);
      expectGuestsUnharmed(world);
      comeToRest(watched);
      expectTidyWorld(world);
      expectGuestsUnharmed(world);
    }),
    { numRuns: 30 },
  );
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function transferredBytes({ dataCenter }: WatchedWorld, vm: string): number {
  const vms = dataCenter.inventory().hosts.flatMap((host) => host.vms);
  return vms.find(({ name }) => name === vm)?.migration?.figures.transferredBytes ?? 0;
}

test('equal migrations over one link take the same time, all of them as long as their bytes take', () => {
  const ends: [string, number][] = [];
  const watched = crowded(1, VMS.map((): Guest => ({ kind: 'idle' })), (event, world) => {
    if (event.kind === 'migration.completed') ends.push([event.migration, world.queue.now]);
  });
  const began = watched.world.queue.now;
  for (const vm of VMS) applied(watched, { kind: 'vm.migrate', vm, to: 'beta' });
  applied(watched, { kind: 'world.advance', nanoseconds: 5 * NANOSECONDS_PER_SECOND });
  expect(ends).toHaveLength(VMS.length);
  const times = ends.map(([, end]) => end - began);
  // 1 ms of setup, 0.7 to stop, 0.7 to load, and the link there and back go in parallel with what others send.
  const wire = ((VMS.length * (PAGES * 4104 + 34_900)) / BYTES_PER_SECOND) * NANOSECONDS_PER_SECOND;
  expect(Math.min(...times)).toBeGreaterThan(wire * 0.97);
  expect(Math.max(...times)).toBeLessThan(wire + 2_600_000);
});

test('draining a host moves each VM or says why not, never more at a time than it may', () => {
  const plans = fc.record({
    seed: seeds,
    crowd: crowds,
    parallel: fc.integer({ min: 1, max: 4 }),
    parameters: migrationParameters,
    history: happenings,
  });
  fc.assert(
    fc.property(plans, ({ seed, crowd, parallel, parameters, history }) => {
      let most = 0;
      const watched = crowded(seed, crowd, (_event, world) => {
        most = Math.max(most, [...world.vms.values()].filter((vm) => vm.activeMigration !== null).length);
      });
      const { world, dataCenter } = watched;
      const vms = [...world.vms.keys()];
      applied(watched, { kind: 'host.drain', host: 'alpha', parallel, parameters: endingBy(parameters) });
      for (const command of history) dataCenter.apply(command);
      comeToRest(watched);
      const [ended, ...more] = world.trace.flatMap((event) => (event.kind === 'host.drain-ended' ? [event] : []));
      expect(more).toEqual([]);
      expect(most).toBeLessThanOrEqual(parallel);
      const left = (ended?.left ?? []).flatMap((machine) => ('vm' in machine ? [machine] : []));
      expect([...(ended?.moved ?? []), ...left.map(({ vm }) => vm)].sort(), 'every VM is spoken of once').toEqual(vms.sort());
      for (const vm of ended?.moved ?? []) expect(world.vm(vm).host).not.toBe('alpha');
      for (const { vm, reason } of left) {
        expect(reason).toMatch(/^.+\.$/u);
        const { lost, host } = world.vm(vm);
        expect(lost !== null || host === 'alpha', `"${vm}" has stayed, or is lost`).toBe(true);
      }
      expectTidyWorld(world);
      expectGuestsUnharmed(world);
    }),
    { numRuns: 30 },
  );
});

/** Rounds that come to an end whatever the guest does. */
function endingBy(parameters: MigrationParameters): MigrationParameters {
  return { ...DEFAULT_PARAMETERS, ...parameters, stopRule: 'fixed-rounds' };
}
