import { describe, expect, test } from 'vitest';
import { DEFAULT_PARAMETERS } from '../../src/simulator/migration/parameters.ts';
import { guests, links, migrationParameters, seeds } from '../helpers/arbitraries.ts';
import type { Disturbance } from '../helpers/migration-trial.ts';
import { migrateModel, type ModelPlan } from '../helpers/model-trial.ts';
import { expectMigrationLaws } from './migration-laws.ts';
import fc from '../helpers/property.ts';

/** Most storage is shared; disks of their own are small and written at any pace. */
const disks = fc.option(
  fc.record({ bytes: fc.integer({ min: 1, max: 60 }).map((blocks) => blocks * 65_536), writesPerSecond: fc.constantFrom(0, 10, 300) }),
  { nil: undefined },
);

const plans: fc.Arbitrary<ModelPlan> = fc.integer({ min: 280, max: 1200 }).chain((pageCount) =>
  fc.record({
    seed: seeds,
    pageCount: fc.constant(pageCount),
    guest: guests(pageCount),
    zeroShare: fc.constantFrom(0, 0.5, 1),
    wasRunning: fc.constantFrom(true, true, true, false),
    disk: disks,
    link: links,
    parameters: migrationParameters,
    disturbance: fc.constant(null),
  }),
);

const disturbances: fc.Arbitrary<Disturbance> = fc.record({
  kind: fc.constantFrom('cancel' as const, 'cut-link' as const, 'quicken-link' as const),
  // Most migrations of these sizes take less than a second; early ones and those in the pause are the interesting ones.
  after: fc.oneof(fc.integer({ min: 0, max: 20_000_000 }), fc.integer({ min: 0, max: 1_000_000_000 })),
});

describe('migration keeps its laws on the model', () => {
  test('left alone', () => {
    fc.assert(fc.property(plans, (plan) => expectMigrationLaws(migrateModel(plan))), { numRuns: 30 });
  });

  test('cancelled, or with a link that fails or changes, at any moment', () => {
    const disturbed = fc.tuple(plans, disturbances).map(([plan, disturbance]) => ({ ...plan, disturbance }));
    fc.assert(fc.property(disturbed, (plan) => expectMigrationLaws(migrateModel(plan))), { numRuns: 60 });
  });
});

test('what an earlier packet brings never takes the place of what a later one has brought over another stream', () => {
  const overStreams = fc.integer({ min: 280, max: 1200 }).chain((pageCount) =>
    fc.record({
      seed: seeds,
      pageCount: fc.constant(pageCount),
      // A few pages are written again all the time: they are in the full packets of one round and in the small ones of the next.
      guest: fc.record({
        kind: fc.constant('uniform' as const),
        pagesPerSecond: fc.integer({ min: 500, max: 5_000 }),
        workingSetPages: fc.integer({ min: 20, max: pageCount - 1 }),
      }),
      zeroShare: fc.constantFrom(0, 0.5),
      wasRunning: fc.constant(true),
      link: fc.record({ bytesPerSecond: fc.integer({ min: 10_000_000, max: 200_000_000 }), streamBytesPerSecond: fc.integer({ min: 3_000_000, max: 20_000_000 }), latencyNanoseconds: fc.constant(100_000) }),
      parameters: fc
        .record({ rounds: fc.integer({ min: 1, max: 6 }), multifdChannels: fc.integer({ min: 2, max: 8 }) })
        .map((parameters) => ({ ...DEFAULT_PARAMETERS, ...parameters, maxBandwidthBytesPerSecond: 0, stopRule: 'fixed-rounds' as const })),
      disturbance: fc.constant(null),
    }),
  );
  fc.assert(fc.property(overStreams, (plan) => expectMigrationLaws(migrateModel(plan))), { numRuns: 40 });
});

test('cancelled at each of many moments of one migration, up to and after the hand-over', () => {
  const plan: ModelPlan = {
    seed: 11,
    pageCount: 1024,
    guest: { kind: 'uniform', pagesPerSecond: 4000, workingSetPages: 200 },
    zeroShare: 0.5,
    wasRunning: true,
    link: { bytesPerSecond: 20_000_000, latencyNanoseconds: 300_000 },
    parameters: { ...DEFAULT_PARAMETERS, downtimeLimitMilliseconds: 40 },
    disturbance: null,
  };
  const undisturbed = migrateModel(plan);
  expectMigrationLaws(undisturbed);
  const { totalTime } = undisturbed.ending.figures;
  const endings = new Set<string>();
  for (let step = 0; step <= 60; step++) {
    for (const kind of ['cancel', 'cut-link'] as const) {
      const trial = migrateModel({ ...plan, disturbance: { kind, after: Math.round((totalTime * step) / 58) } });
      expectMigrationLaws(trial);
      endings.add(trial.ending.kind);
    }
  }
  expect([...endings].sort()).toEqual(['migration.cancelled', 'migration.completed', 'migration.failed']);
});
