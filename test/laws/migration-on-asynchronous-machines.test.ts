import { expect, test } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../src/simulator/migration/parameters.ts';
import { preCopyParameters, seeds } from '../helpers/arbitraries.ts';
import { type AsynchronousPlan, migrateAsynchronously } from '../helpers/asynchronous-trial.ts';
import type { Disturbance } from '../helpers/migration-trial.ts';
import { expectMigrationLaws } from './migration-laws.ts';
import fc from '../helpers/property.ts';

const disturbances: fc.Arbitrary<Disturbance> = fc.record({
  kind: fc.constantFrom('cancel' as const, 'cut-link' as const),
  after: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 300 })),
});

const plans: fc.Arbitrary<AsynchronousPlan> = fc.record({
  seed: seeds,
  slowness: fc.integer({ min: 1, max: 4 }),
  stepsPerTurn: fc.integer({ min: 0, max: 3 }),
  pageCount: fc.integer({ min: 1, max: 150 }),
  // More than are under way at a time, so that the mirror takes several turns.
  blockCount: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 }), fc.integer({ min: 257, max: 600 })),
  wasRunning: fc.constantFrom(true, true, true, false),
  parameters: preCopyParameters,
  disturbance: fc.option(disturbances),
});

/** A guest that writes as fast as it is sent would go on for ever. */
function withEnd(plan: AsynchronousPlan): AsynchronousPlan {
  return { ...plan, disturbance: plan.disturbance ?? { kind: 'cancel', after: 3000 } };
}

test('migration keeps its laws on machines that answer late', async () => {
  await fc.assert(
    fc.asyncProperty(plans, async (plan) => {
      expectMigrationLaws(await migrateAsynchronously(withEnd(plan)));
    }),
    { numRuns: 60 },
  );
});

const plan: AsynchronousPlan = {
  seed: 3,
  slowness: 1,
  stepsPerTurn: 1,
  pageCount: 12,
  blockCount: 0,
  wasRunning: true,
  parameters: { ...DEFAULT_PARAMETERS, stopRule: 'fixed-rounds', rounds: 3 },
  disturbance: null,
};

test('cancelled, or with a link that fails, at every turn of one migration', async () => {
  const endings = new Set<string>();
  for (const kind of ['cancel', 'cut-link'] as const) {
    let after = 0;
    // Until the disturbance comes too late to matter, and some turns more.
    for (let late = 0; late < 10; ) {
      const trial = await migrateAsynchronously({ ...plan, disturbance: { kind, after: ++after } });
      expectMigrationLaws(trial);
      endings.add(trial.ending.kind);
      if (trial.ending.kind === 'migration.completed') late++;
    }
  }
  expect([...endings].sort()).toEqual(['migration.cancelled', 'migration.completed', 'migration.failed']);
});

test('with a disk of its own, cancelled or cut off at many turns', async () => {
  const stages = new Set<string>();
  const withDisk = { ...plan, blockCount: 300, stepsPerTurn: 2 };
  for (const kind of ['cancel', 'cut-link'] as const) {
    for (let after = 1; after < 240; after += 7) {
      const trial = await migrateAsynchronously({ ...withDisk, disturbance: { kind, after } });
      expectMigrationLaws(trial);
      const last = trial.reports.findLast((report) => report.kind === 'migration.mirror');
      stages.add(`${last?.stage} ${trial.ending.kind}`);
    }
  }
  expect([...stages].sort()).toEqual(expect.arrayContaining([
    'copy migration.failed', 'done migration.completed', 'last migration.cancelled', 'last migration.failed',
    'ready migration.cancelled', 'ready migration.failed',
  ]));
});

test('every way to end happens', async () => {
  const trials = await Promise.all([
    migrateAsynchronously(plan),
    migrateAsynchronously({ ...plan, disturbance: { kind: 'cancel', after: 10 } }),
    migrateAsynchronously({ ...plan, disturbance: { kind: 'cut-link', after: 10 } }),
  ]);
  for (const trial of trials) expectMigrationLaws(trial);
  expect(trials.map(({ ending }) => ending.kind)).toEqual([
    'migration.completed',
    'migration.cancelled',
    'migration.failed',
  ]);
  expect(trials[0]?.reports.filter(({ kind }) => kind === 'migration.round')).toHaveLength(3);
});
