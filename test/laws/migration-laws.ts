import { expect } from 'vitest';
import type { MigrationTrial } from '../helpers/migration-trial.ts';

/** Every law of a migration, for machines of any kind. */
export function expectMigrationLaws(trial: MigrationTrial): void {
  if (trial.ending.kind === 'migration.completed') expectArrivedWhole(trial);
  else expectSourceUnharmed(trial);
  expectNothingLeaked(trial);
  expectHonestFigures(trial);
  expectOrderedReports(trial);
}

/** The destination started as the source was when it paused, and the guest goes on as if it had never moved. */
export function expectArrivedWhole({ source, destination, ...trial }: MigrationTrial): void {
  expect(trial.sourceAtPause, 'the source paused').not.toBeNull();
  expect(source.state, 'the source stands still after its pause').toBe(trial.sourceAtPause);
  expect(source.steps).toBe(trial.stepsAtPause);
  if (trial.wasRunning) expect(trial.destinationAtStart, 'the destination starts as the source was').toBe(trial.sourceAtPause);
  else expect(destination?.state, 'the destination is as the source was').toBe(trial.sourceAtPause);
  expect({ source: source.isRunning, destination: destination?.isRunning ?? false }, 'one of the two runs, if any did').toEqual({
    source: false,
    destination: trial.wasRunning,
  });
  expect(destination?.state, 'the guest computes what it would have').toBe(destination?.stateIfLeftAlone);
}

/** The source runs on as if nothing had happened, and the destination never ran. */
export function expectSourceUnharmed({ source, destination, ...trial }: MigrationTrial): void {
  expect({ source: source.isRunning, destination: destination?.isRunning ?? false }).toEqual({
    source: trial.wasRunning,
    destination: false,
  });
  expect(trial.destinationAtStart, 'the destination never ran').toBeNull();
  expect(source.state, 'the guest computes what it would have').toBe(source.stateIfLeftAlone);
  if (trial.stepsAtPause !== null) expect(source.steps).toBeGreaterThanOrEqual(trial.stepsAtPause);
}

/** No dirty log is on, no guest is slowed down that runs, nothing waits any more. */
export function expectNothingLeaked({ source, destination, ending, leftOver }: MigrationTrial): void {
  expect({ source: source.isLogging, destination: destination?.isLogging ?? false }).toEqual({ source: false, destination: false });
  const runsOn = ending.kind === 'migration.completed' ? destination : source;
  expect(runsOn?.throttlePercent, 'nobody is throttled for good').toBe(0);
  expect(leftOver, 'nothing is left over').toBe(0);
}

/** The figures fit one another. */
export function expectHonestFigures({ ending, reports, pageCount, parameters, ...trial }: MigrationTrial): void {
  const { figures } = ending;
  expect(figures.transferredBytes).toBe(figures.normalPages * 4104 + figures.zeroPages * 9);
  expect(figures.precopyBytes + figures.downtimeBytes).toBe(figures.transferredBytes);
  expect(figures.totalBytes).toBe(pageCount * 4096);
  const rounds = reports.filter(({ kind }) => kind === 'migration.round').length;
  if (ending.kind !== 'migration.completed') return;
  expect(figures.remainingBytes).toBe(0);
  expect(figures.normalPages + figures.zeroPages, 'every page is sent once at least').toBeGreaterThanOrEqual(pageCount);
  expect(figures.totalTime).toBeGreaterThanOrEqual(figures.setupTime + (figures.downtime ?? 0));
  const { stop, lastCopy, deviceState, resume } = ending.downtimeBreakdown;
  const parts = stop + lastCopy + deviceState + resume;
  if (parameters.returnPath) expect(figures.downtime, 'the parts add up').toBe(parts);
  else expect(figures.downtime).toBeLessThanOrEqual(parts);
  if (parameters.strategy === 'stop-and-copy') expect(figures.dirtySyncCount).toBe(2);
  else expect(figures.dirtySyncCount, 'a sync at the start, after each round, and in the pause').toBe(rounds + 2);
  if (!trial.wasRunning) expect(figures.normalPages + figures.zeroPages, 'nothing is sent twice').toBe(pageCount);
}

/** Phases and rounds come in their order, and what was decided fits its numbers. */
export function expectOrderedReports({ reports, ending, parameters }: MigrationTrial): void {
  const order = ['setup', ...(parameters.strategy === 'pre-copy' ? ['pre-copy'] : []), 'stop-and-copy', 'resume'];
  const phases = reports.flatMap((report) => (report.kind === 'migration.phase' ? [report.phase] : []));
  expect(phases).toEqual(order.slice(0, phases.length));
  if (ending.kind === 'migration.completed') expect(phases).toEqual(order);
  const rounds = reports.flatMap((report) => (report.kind === 'migration.round' ? [report.round] : []));
  expect(rounds).toEqual(rounds.map((_, index) => index + 1));
  for (const report of reports) {
    if (report.kind !== 'migration.decision' || parameters.stopRule !== 'qemu') continue;
    const below = report.pendingBytes === 0 || report.pendingBytes < report.thresholdBytes;
    expect(below, `${report.verdict} with ${report.pendingBytes} of ${report.thresholdBytes} bytes`).toBe(
      report.verdict === 'switch-over',
    );
  }
}
