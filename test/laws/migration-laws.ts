import { expect } from 'vitest';
import type { MigrationStrategy } from '../../src/simulator/migration/parameters.ts';
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
function expectArrivedWhole({ source, destination, ...trial }: MigrationTrial): void {
  expect(trial.sourceAtPause, 'the source paused').not.toBeNull();
  expect(source.state, 'the source stands still after its pause').toBe(trial.sourceAtPause);
  expect(source.steps).toBe(trial.stepsAtPause);
  if (isPostCopy(trial)) expect(trial.reports.map(({ kind }) => kind)).toContain('migration.source-paused');
  else if (trial.wasRunning) expect(trial.destinationAtStart, 'the destination starts as the source was').toBe(trial.sourceAtPause);
  else expect(destination?.state, 'the destination is as the source was').toBe(trial.sourceAtPause);
  expect({ source: source.isRunning, destination: destination?.isRunning ?? false }, 'one of the two runs, if any did').toEqual({
    source: false,
    destination: trial.wasRunning,
  });
  expect(destination?.state, 'the guest computes what it would have').toBe(destination?.stateIfLeftAlone);
}

/** The machine moved before its memory. */
function isPostCopy({ reports }: Pick<MigrationTrial, 'reports'>): boolean {
  return reports.some((report) => report.kind === 'migration.phase' && report.phase === 'post-copy');
}

/** The source runs on as if nothing had happened, and the destination never ran. */
function expectSourceUnharmed({ source, destination, ...trial }: MigrationTrial): void {
  expect({ source: source.isRunning, destination: destination?.isRunning ?? false }).toEqual({
    source: trial.wasRunning,
    destination: false,
  });
  expect(trial.destinationAtStart, 'the destination never ran').toBeNull();
  expect(source.state, 'the guest computes what it would have').toBe(source.stateIfLeftAlone);
  if (trial.stepsAtPause !== null) expect(source.steps).toBeGreaterThanOrEqual(trial.stepsAtPause);
}

/** No dirty log is on, no guest is slowed down that runs, nothing waits any more. */
function expectNothingLeaked({ source, destination, ending, leftOver }: MigrationTrial): void {
  expect({ source: source.isLogging, destination: destination?.isLogging ?? false }).toEqual({ source: false, destination: false });
  const runsOn = ending.kind === 'migration.completed' ? destination : source;
  expect(runsOn?.throttlePercent, 'nobody is throttled for good').toBe(0);
  expect(runsOn?.pageWriteLimit, 'nor limited in what it writes').toBeNull();
  expect(leftOver, 'nothing is left over').toBe(0);
}

/** The figures fit one another. */
function expectHonestFigures({ ending, reports, pageCount, parameters, ...trial }: MigrationTrial): void {
  const { figures } = ending;
  const wholePages = figures.normalPages * 4104 + figures.zeroPages * 9;
  if (figures.multifdBytes !== undefined) expectStreamsToAddUp(figures.multifdBytes, { ending, reports });
  else if (figures.xbzrle === undefined) expect(figures.transferredBytes).toBe(wholePages);
  else expect(figures.transferredBytes).toBeGreaterThanOrEqual(wholePages);
  expect(figures.precopyBytes + figures.downtimeBytes + figures.postcopyBytes).toBe(figures.transferredBytes);
  expect(figures.totalBytes).toBe(pageCount * 4096);
  const rounds = reports.filter(({ kind }) => kind === 'migration.round').length;
  if (ending.kind !== 'migration.completed') return;
  expect(figures.remainingBytes).toBe(0);
  expect(figures.normalPages + figures.zeroPages, 'every page is sent once at least').toBeGreaterThanOrEqual(pageCount);
  expect(figures.totalTime).toBeGreaterThanOrEqual(figures.setupTime + (figures.downtime ?? 0));
  const { stop, lastCopy, deviceState, resume } = ending.downtimeBreakdown;
  const parts = stop + lastCopy + deviceState + resume;
  if (parameters.returnPath || isPostCopy({ reports })) expect(figures.downtime, 'the parts add up').toBe(parts);
  else expect(figures.downtime).toBeLessThanOrEqual(parts);
  if (rounds === 0) expect(figures.dirtySyncCount).toBe(2);
  else if (isPostCopy({ reports })) expect([rounds + 1, rounds + 2], 'the last round may be broken off').toContain(figures.dirtySyncCount);
  else expect(figures.dirtySyncCount, 'a sync at the start, after each round, and in the pause').toBe(rounds + 2);
  if (!trial.wasRunning && !isPostCopy({ reports })) expect(figures.normalPages + figures.zeroPages, 'nothing is sent twice').toBe(pageCount);
}

/** Over channels go packets, each with its header; over the main stream zero pages, and a word for each time in step. */
function expectStreamsToAddUp(multifdBytes: number, { ending, reports }: Pick<MigrationTrial, 'ending' | 'reports'>): void {
  const { transferredBytes, zeroPages, normalPages } = ending.figures;
  const inStep = reports.filter((report) => report.kind === 'migration.channels-in-step');
  const words = transferredBytes - multifdBytes - zeroPages * 9;
  if (ending.kind !== 'migration.completed') {
    expect([inStep.length * 8, (inStep.length + 1) * 8], 'words on the main stream').toContain(words);
    expect(multifdBytes).toBeLessThanOrEqual(normalPages * 4096 + 1344 * (normalPages + 255 * (inStep.length + 1)));
    return;
  }
  expect(words, 'words on the main stream').toBe(inStep.length * 8);
  const headers = multifdBytes - normalPages * 4096;
  expect(headers % 1344, 'whole headers of packets').toBe(0);
  const last = inStep.at(-1);
  const overChannels = last?.channelBytes.reduce((sum, bytes) => sum + bytes, 0);
  expect({ main: last?.mainBytes, overChannels }).toEqual({ main: transferredBytes - multifdBytes, overChannels: multifdBytes });
  const syncPackets = inStep.length * (last?.channelBytes.length ?? 0);
  const packets = headers / 1344 - syncPackets;
  expect(packets, 'packets are full, but for the last one before each time in step').toBeGreaterThanOrEqual(Math.ceil(normalPages / 128));
  expect(packets).toBeLessThanOrEqual(Math.floor(normalPages / 128) + inStep.length);
}

const ORDERS: Record<MigrationStrategy, readonly string[]> = {
  'stop-and-copy': ['setup, stop-and-copy, resume'],
  'pre-copy': ['setup, pre-copy, stop-and-copy, resume'],
  'post-copy': ['setup, stop-and-copy, post-copy'],
  hybrid: ['setup, pre-copy, stop-and-copy, post-copy', 'setup, pre-copy, stop-and-copy, resume'],
};

/** Phases and rounds come in their order, and what was decided fits its numbers. */
function expectOrderedReports({ reports, ending, parameters }: MigrationTrial): void {
  // A disk of its own is mirrored before anything else.
  const all = reports.flatMap((report) => (report.kind === 'migration.phase' ? [report.phase] : []));
  const phases = all.filter((phase, index) => phase !== 'mirror' || index > 0).join(', ');
  const orders = ORDERS[parameters.strategy];
  if (ending.kind === 'migration.completed') expect(orders).toContain(phases);
  else expect(orders.some((order) => order.startsWith(phases)), phases).toBe(true);
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
