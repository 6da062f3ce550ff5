import { expect, test } from 'vitest';
import type { Command } from '../../src/simulator/datacenter/commands.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import type { GuestSettings } from '../../src/simulator/machine/guest-settings.ts';
import type { MigrationParameters } from '../../src/simulator/migration/parameters.ts';
import type { SnapshotMethod } from '../../src/simulator/snapshot/saved-state.ts';
import { guests, migrationParameters, seeds } from '../helpers/arbitraries.ts';
import { leftOver, stateIfLeftAlone, watchedWorld } from '../helpers/watched-world.ts';
import { expectSnapshotLaws, type SnapshotTrial } from './snapshot-laws.ts';
import fc from '../helpers/property.ts';

interface Plan {
  readonly seed: number;
  readonly pageCount: number;
  readonly guest: GuestSettings;
  readonly method: SnapshotMethod;
  readonly wasRunning: boolean;
  readonly warmUp: number;
  readonly future: number;
  /** A migration there and then, between the snapshot and the roll back. */
  readonly migration: MigrationParameters;
}

const plans: fc.Arbitrary<Plan> = fc.integer({ min: 280, max: 800 }).chain((pageCount) =>
  fc.record({
    seed: seeds,
    pageCount: fc.constant(pageCount),
    guest: guests(pageCount),
    method: fc.constantFrom('copy-on-write' as const, 'full-copy' as const),
    wasRunning: fc.boolean(),
    warmUp: fc.integer({ min: 0, max: 200_000_000 }),
    future: fc.integer({ min: 0, max: 200_000_000 }),
    migration: migrationParameters,
  }),
);

/** More than the longest pause for one: 0.7 ms to stop, and 0.8 ms to copy 800 pages. */
const LONGEST_PAUSE = 3_000_000;

/** What is left of 800 pages after 100 ms, at 3 MB/s, and the faults meanwhile. */
const LONGEST_POST_COPY = 4_000_000_000;

/** Snapshot, some time, a migration, roll back, the same time again. */
function snapshotModel(plan: Plan): SnapshotTrial {
  const seen = { atSnapshot: '', atSnapshotIfLeftAlone: '', afterRollBack: '' };
  const watched = watchedWorld(plan.seed, (event, world) => {
    if (!('vm' in event) || !event.kind.startsWith('snapshot.')) return;
    const vm = world.vm(event.vm);
    if (event.kind === 'snapshot.rolled-back') seen.afterRollBack = vm.machine.stateHash();
    if (event.kind !== 'snapshot.taken') return;
    seen.atSnapshot = vm.machine.stateHash();
    seen.atSnapshotIfLeftAlone = stateIfLeftAlone(world, vm);
  });
  const { world, dataCenter } = watched;
  const apply = (command: Command) => {
    expect(dataCenter.apply(command)).toMatchObject({ ok: true });
  };
  const advance = (nanoseconds: number) => {
    apply({ kind: 'world.advance', nanoseconds });
  };
  apply({ kind: 'host.add', host: 'alpha', memoryBytes: 2 ** 25 });
  apply({ kind: 'host.add', host: 'beta', memoryBytes: 2 ** 25 });
  apply({ kind: 'link.edit', between: ['alpha', 'beta'] });
  apply({ kind: 'vm.create', vm: 'web', host: 'alpha', memoryBytes: plan.pageCount * PAGE_BYTES, guest: plan.guest });
  apply({ kind: 'vm.start', vm: 'web' });
  advance(plan.warmUp);
  if (!plan.wasRunning) apply({ kind: 'vm.pause', vm: 'web' });

  apply({ kind: 'vm.snapshot', vm: 'web', method: plan.method });
  advance(LONGEST_PAUSE);
  const vm = world.vm('web');
  const isRunningAfterSnapshot = vm.machine.isRunning;
  advance(plan.future);
  apply({ kind: 'vm.migrate', vm: 'web', to: 'beta', parameters: plan.migration });
  advance(100_000_000);
  dataCenter.apply({ kind: 'vm.cancelMigration', vm: 'web' });
  advance(LONGEST_POST_COPY);

  apply({ kind: 'snapshot.rollback', vm: 'web', snapshot: 'snapshot-1' });
  advance(LONGEST_PAUSE);
  const isRunningAfterRollBack = vm.machine.isRunning;
  advance(plan.future);
  return {
    ...seen,
    wasRunning: plan.wasRunning,
    isRunningAfterSnapshot,
    isRunningAfterRollBack,
    future: vm.machine.stateHash(),
    futureIfLeftAlone: stateIfLeftAlone(world, vm),
    leftOver: leftOver(world),
  };
}

test('snapshots keep their laws on the model, also across a migration', () => {
  fc.assert(fc.property(plans, (plan) => expectSnapshotLaws(snapshotModel(plan))), { numRuns: 30 });
});
