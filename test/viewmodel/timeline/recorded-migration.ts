import { DEFAULT_PARAMETERS, type MigrationEvent, type MigrationFigures, milliseconds } from '../../../src/simulator/index.ts';
import type { TimedMigrationEvent } from '../../../src/viewmodel/timeline/timed-event.ts';

const MIB = 1024 * 1024;
const rate = 125_000_000;

type Body = MigrationEvent extends infer Event ? (Event extends MigrationEvent ? Omit<Event, 'migration'> : never) : never;

export const finalFigures: MigrationFigures = {
  totalTime: milliseconds(10_500),
  setupTime: milliseconds(20),
  downtime: milliseconds(290),
  expectedDowntime: milliseconds(280),
  transferredBytes: 1_240 * MIB,
  precopyBytes: 1_204 * MIB,
  downtimeBytes: 36 * MIB,
  postcopyBytes: 0,
  postcopyRequests: 0,
  postcopyBlockedTime: 0,
  remainingBytes: 0,
  totalBytes: 1024 * MIB,
  zeroPages: 1000,
  normalPages: 310_000,
  dirtyPagesPerSecond: 4_400,
  dirtySyncCount: 4,
  throttlePercent: 0,
  megabitsPerSecond: 1000,
  pagesPerSecond: 30_458,
};

/** Gives events their time (milliseconds), sequence and migration. */
export function timed(bodies: readonly (readonly [number, Body])[], migration = 'migration-1', firstSequence = 0): TimedMigrationEvent[] {
  return bodies.map(([time, body], index) => ({
    ...body, migration, time: milliseconds(time), sequence: firstSequence + index,
  }));
}

export const started: Body = {
  kind: 'migration.started',
  vm: 'web',
  from: 'alpha',
  to: 'beta',
  memoryBytes: 1024 * MIB,
  linkBytesPerSecond: rate,
  parameters: DEFAULT_PARAMETERS,
};

/** Two live rounds, told from second 100 on: everything, then 160 MiB, then 32 MiB in the pause. */
export const recordedMigration: readonly TimedMigrationEvent[] = timed([
  [100_000, started],
  [100_000, { kind: 'migration.phase', phase: 'setup' }],
  [100_020, { kind: 'migration.phase', phase: 'pre-copy' }],
  [100_020, round(1, 262_144, 1024, 0, 1)],
  [100_020, decision(1, 1024, 0, 'send')],
  [104_400, { kind: 'migration.progress', round: 1, transferredBytes: 512 * MIB, pendingBytes: 512 * MIB, bandwidthBytesPerSecond: rate }],
  [104_400, decision(1, 512, 36, 'send')],
  [108_700, decision(1, 160, 36, 'sync')],
  [108_700, round(2, 35_000, 160, 994, 2)],
  [108_700, decision(2, 160, 36, 'send')],
  [110_200, decision(2, 32, 36, 'switch-over')],
  [110_200, { kind: 'migration.phase', phase: 'stop-and-copy' }],
  [110_201, { kind: 'migration.source-paused', newDirtyPages: 100, pendingBytes: 33 * MIB, transferredBytes: 1_150 * MIB }],
  [110_480, { kind: 'migration.phase', phase: 'resume' }],
  [110_490, { kind: 'migration.destination-running' }],
  [
    110_500,
    {
      kind: 'migration.completed',
      figures: finalFigures,
      downtimeBreakdown: {
        stop: milliseconds(1), lastCopy: milliseconds(267.5), deviceState: milliseconds(11.5), resume: milliseconds(10),
      },
    },
  ],
]);

export function round(number: number, newDirtyPages: number, pendingMiB: number, transferredMiB: number, dirtySyncCount: number): Body {
  return {
    kind: 'migration.round',
    round: number,
    newDirtyPages,
    pendingBytes: pendingMiB * MIB,
    transferredBytes: transferredMiB * MIB,
    dirtySyncCount,
  };
}

export function decision(number: number, pendingMiB: number, thresholdMiB: number, verdict: 'send' | 'sync' | 'switch-over'): Body {
  return {
    kind: 'migration.decision',
    round: number,
    pendingBytes: pendingMiB * MIB,
    thresholdBytes: thresholdMiB * MIB,
    bandwidthBytesPerSecond: thresholdMiB > 0 ? rate : 0,
    verdict,
  };
}
