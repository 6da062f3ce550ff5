import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS, type MigrationParameters, type MigrationStrategy, STRATEGIES } from '../../src/simulator/migration/parameters.ts';
import { guests, links, migrationParameters, parametersWith, seeds } from '../helpers/arbitraries.ts';
import { type Fault, faultNames, FaultTrial, REPAIRED_BYTES_PER_SECOND, type TimedFault, timedFaults } from '../helpers/fault-trial.ts';
import type { ModelPlan } from '../helpers/model-trial.ts';
import { expectBytesToAddUp, expectHarmOnlyWhereItMustBe, expectOneOwnerOfEachPage } from './fault-laws.ts';
import { expectGuestsUnharmed, expectTidyWorld } from './world-laws.ts';
import fc from '../helpers/property.ts';

function plansWith(parameters: fc.Arbitrary<MigrationParameters>): fc.Arbitrary<ModelPlan> {
  return fc.integer({ min: 280, max: 700 }).chain((pageCount) =>
    fc.record({
      seed: seeds,
      pageCount: fc.constant(pageCount),
      guest: guests(pageCount),
      zeroShare: fc.constantFrom(0, 0.5, 1),
      wasRunning: fc.constantFrom(true, true, true, false),
      link: links,
      parameters,
      disturbance: fc.constant(null),
    }),
  );
}

/** Lets things happen to a migration; every law is looked at after each of them, and when all is over. */
function suffer(plan: ModelPlan, faults: readonly TimedFault[]): FaultTrial {
  const trial = new FaultTrial(plan);
  for (const { fault, after } of faults) {
    trial.advance(after);
    const before = trial.standing;
    trial.inflict(fault);
    expectHarmOnlyWhereItMustBe(fault, before, trial, plan);
    expectOneOwnerOfEachPage(trial);
  }
  trial.settle();
  expectOneOwnerOfEachPage(trial);
  expectBytesToAddUp(trial, plan);
  expectTidyWorld(trial.watched.world);
  expectGuestsUnharmed(trial.watched.world);
  return trial;
}

test('whatever the strategy and whatever happens, only what must be lost is lost', () => {
  fc.assert(
    fc.property(plansWith(migrationParameters), fc.array(timedFaults, { maxLength: 5, size: 'max' }), (plan, faults) => {
      suffer(plan, faults);
    }),
    { numRuns: 80 },
  );
});

const PLAN: ModelPlan = {
  seed: 5,
  pageCount: 512,
  guest: { kind: 'uniform', pagesPerSecond: 2000, workingSetPages: 200 },
  zeroShare: 0,
  wasRunning: true,
  link: { bytesPerSecond: REPAIRED_BYTES_PER_SECOND, latencyNanoseconds: 200_000 },
  parameters: DEFAULT_PARAMETERS,
  disturbance: null,
};

function planWith(strategy: MigrationStrategy): ModelPlan {
  return { ...PLAN, parameters: { ...DEFAULT_PARAMETERS, strategy, downtimeLimitMilliseconds: 1, stopRule: 'fixed-rounds', rounds: 3, postCopyAfterRounds: 1 } };
}

/** How a trial ended: for the migration, and for the VM. */
function outcome({ ending, vm }: FaultTrial): string {
  return `${ending?.kind.replace('migration.', '') ?? ''}, ${vm.lost === null ? `runs on ${vm.host}` : `lost: ${vm.lost}`}`;
}

const UNHARMED = ['cancelled, runs on alpha', 'failed, runs on alpha', 'completed, runs on beta'];
const HOST_LOST = ['failed, lost: host alpha failed while it was there', 'completed, lost: host beta failed while it was there'];
const POST_COPY_BROKEN = [
  'failed, lost: part of its memory was still on alpha when post-copy broke off',
  'failed, lost: it ran on beta when post-copy broke off, and alpha had only memory from before it moved',
];

test.each(STRATEGIES)('%s, with each fault at each of many instants', (strategy) => {
  const plan = planWith(strategy);
  const duration = suffer(plan, []).ending?.figures.totalTime ?? 0;
  const outcomes = new Set<string>();
  for (const fault of faultNames) {
    for (let step = 0; step <= 32; step++) {
      outcomes.add(outcome(suffer(plan, [{ fault, after: Math.round((duration * step) / 30) }])));
    }
  }
  const hasPostCopy = strategy === 'post-copy' || strategy === 'hybrid';
  expect([...outcomes].sort()).toEqual([...UNHARMED, ...HOST_LOST, ...(hasPostCopy ? POST_COPY_BROKEN : [])].sort());
});

/** Brings the guest of whichever trial is behind as far as that of the other. */
function evenUp(one: FaultTrial, other: FaultTrial): void {
  for (const trial of [one, other]) trial.vm.machine.catchUp();
  const lead = one.vm.machine.vcpu.runningTime - other.vm.machine.vcpu.runningTime;
  if (lead > 0) other.advance(lead);
  else one.advance(-lead);
  for (const trial of [one, other]) trial.vm.machine.catchUp();
}

function expectSameGuest(one: FaultTrial, other: FaultTrial): void {
  evenUp(one, other);
  expect(one.vm.machine.vcpu.steps).toBe(other.vm.machine.vcpu.steps);
  expect([...one.vm.machine.vcpu.registers]).toEqual([...other.vm.machine.vcpu.registers]);
  expect(one.vm.machine.stateHash()).toBe(other.vm.machine.stateHash());
}

const cutAndRepaired: fc.Arbitrary<TimedFault[]> = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 150_000_000 }), fc.integer({ min: 1, max: 50_000_000 })), { minLength: 1, maxLength: 3 })
  .map((cuts) =>
    cuts.flatMap(([until, repair]): TimedFault[] => [
      { fault: 'cut-link', after: until },
      { fault: 'repair-link', after: repair },
    ]),
  );

test('a post-copy that was paused and recovered ends in the state of an undisturbed one', () => {
  let paused = 0;
  fc.assert(
    fc.property(plansWith(parametersWith(['post-copy'])), cutAndRepaired, (given, faults) => {
      // Long enough for the cuts to fall into it: at least 280 pages at 3 MB/s.
      const plan = { ...given, wasRunning: true, link: { ...given.link, bytesPerSecond: 3_000_000 } };
      const disturbed = suffer(plan, faults);
      const kinds = disturbed.watched.world.trace.map(({ kind }) => kind);
      if (kinds.includes('migration.postcopy-recovered')) paused++;
      if (disturbed.vm.host === 'beta') expectSameGuest(disturbed, suffer(plan, []));
    }),
    { numRuns: 30 },
  );
  expect(paused).toBeGreaterThan(0);
});

test('a counting guest has after post-copy the checksum that it has without a migration', () => {
  const plan = (strategy: MigrationStrategy): ModelPlan => ({ ...planWith(strategy), guest: { kind: 'counter', countsPerSecond: 4000 } });
  const moved = suffer(plan('post-copy'), []);
  const stayed = suffer(plan('pre-copy'), [{ fault: 'cancel', after: 0 }]);
  expect([moved.vm.host, stayed.vm.host]).toEqual(['beta', 'alpha']);
  expect(moved.ending?.figures.postcopyRequests).toBeGreaterThan(0);
  expectSameGuest(moved, stayed);
});

test.each<Fault>(['fail-source', 'fail-destination', 'exhaust-destination'])('%s while post-copy waits for a link loses the VM too', (fault) => {
  const trial = suffer(planWith('post-copy'), [
    { fault: 'cut-link', after: 40_000_000 },
    { fault, after: 10_000_000 },
  ]);
  expect(outcome(trial)).toBe(fault === 'fail-source' ? POST_COPY_BROKEN[0] : POST_COPY_BROKEN[1]);
});
