import { EventQueue } from '../../src/simulator/kernel/event-queue.ts';
import { RunningProcess } from '../../src/simulator/kernel/process.ts';
import { RandomStream } from '../../src/simulator/kernel/random.ts';
import { milliseconds, seconds, toMilliseconds } from '../../src/simulator/kernel/time.ts';
import { LinkEnds } from '../../src/simulator/machine/drivers/link-ends.ts';
import { virtualTimeHandler } from '../../src/simulator/machine/drivers/virtual-time.ts';
import type { Effect } from '../../src/simulator/machine/ports/effect.ts';
import { migrationPorts } from '../../src/simulator/machine/ports/migration-ports.ts';
import type { MigrationEnding, MigrationReport } from '../../src/simulator/migration/events.ts';
import { MigrationCancelled, migrate } from '../../src/simulator/migration/migrate.ts';
import { DEFAULT_PARAMETERS, type MigrationParameters, type ThrottleParameters } from '../../src/simulator/migration/parameters.ts';
import { MigrationProgress } from '../../src/simulator/migration/progress.ts';
import { LinkModel } from '../../src/simulator/network/link-model.ts';
import { CALIBRATION } from './calibration.ts';
import type { CaseFigures, FidelityCase } from './case.ts';
import { emptyMachine, machineOfCase } from './machine-of-case.ts';

/** A case without a stop rule is given up after so many seconds, far beyond any of those that were measured. */
const LONGEST_SECONDS = 600;

/**
 * Predicts a case from its inputs alone: the median of several runs. Which look at the pending pages finds them below
 * the threshold first is a matter of chance on a real machine, whose link is never quite even; one run would predict
 * one outcome of many.
 */
export function predict(one: FidelityCase): CaseFigures {
  const runs = Array.from({ length: CALIBRATION.runs }, (_, run) => runOnce(one, run));
  const completed = runs.filter((figures) => figures.converged);
  const converged = completed.length * 2 > runs.length;
  const alike = converged ? completed : runs.filter((figures) => !figures.converged);
  return {
    total_time_ms: median(alike.map((figures) => figures.total_time_ms)),
    downtime_ms: medianDowntime(alike),
    transferred_bytes: median(alike.map((figures) => figures.transferred_bytes)),
    rounds: median(alike.map((figures) => figures.rounds)),
    converged,
  };
}

/** Of the runs that were completed, if most were. */
function medianDowntime(runs: readonly CaseFigures[]): number | null {
  const downtimes = runs.flatMap(({ downtime_ms }) => downtime_ms ?? []);
  return downtimes.length * 2 > runs.length ? median(downtimes) : null;
}

/** One run; the same number, the same outcome. */
export function runOnce(
  one: FidelityCase,
  run: number,
  trace?: (time: number, report: MigrationReport) => void,
): CaseFigures {
  const queue = new EventQueue();
  const source = machineOfCase(queue, one, run);
  const destination = emptyMachine(queue, one);
  const parameters = parametersOf(one);
  const progress = new MigrationProgress(source.pageCount, 0, milliseconds(one.downtime_limit_ms));
  const { max_sync = Number.POSITIVE_INFINITY, max_s = LONGEST_SECONDS } = one.features.stop_rule ?? {};
  let ending: MigrationEnding | undefined;
  let isPostCopyRequested = false;
  const cancel = (): void => {
    process.interrupt(new MigrationCancelled('The stop rule of the measurement.'));
  };
  const report = (event: MigrationReport): void => {
    trace?.(toMilliseconds(queue.now), event);
    if (event.kind !== 'migration.round') return;
    if (event.dirtySyncCount >= max_sync) queue.after(0, cancel);
    if (event.dirtySyncCount >= (one.features.postcopy?.after_sync ?? Number.POSITIVE_INFINITY)) {
      // The harness asks when it hears of the sync, so the engine sees it at its next look.
      queue.after(milliseconds(1), () => {
        isPostCopyRequested = true;
      });
    }
  };
  const link = linkOf(queue, one);
  makeUneven(queue, link, new RandomStream(one.seed, `link of ${one.id}, run ${run}`));
  const flow = link.open();
  const ports = migrationPorts(source.pageCount);
  const process = new RunningProcess<Effect, MigrationEnding>(
    migrate({ ports, parameters, progress, report, wasRunning: true, isPostCopyRequested: () => isPostCopyRequested }),
    virtualTimeHandler({ queue, source, destination, link: new LinkEnds(queue, destination, flow) }),
    (end) => {
      if (!end.ok) throw end.error;
      ending = end.value;
    },
  );
  source.resume();
  queue.after(seconds(max_s), cancel);
  process.start();
  for (let time = 0; ending === undefined && time <= seconds(max_s + 1); time += seconds(1)) queue.runUntil(time);
  return figuresOf(ending);
}

function figuresOf(ending: MigrationEnding | undefined): CaseFigures {
  if (ending === undefined) throw new Error('The migration did not end.');
  const { figures } = ending;
  const isCompleted = ending.kind === 'migration.completed';
  const converged = isCompleted && figures.postcopyBytes === 0;
  return {
    total_time_ms: toMilliseconds(figures.totalTime),
    downtime_ms: isCompleted && figures.downtime !== null ? toMilliseconds(figures.downtime) : null,
    transferred_bytes: figures.transferredBytes,
    rounds: figures.dirtySyncCount,
    converged,
  };
}

function parametersOf(one: FidelityCase): MigrationParameters {
  return {
    ...DEFAULT_PARAMETERS,
    downtimeLimitMilliseconds: one.downtime_limit_ms,
    maxBandwidthBytesPerSecond: one.max_bandwidth_bytes_per_s,
    ...(one.features.postcopy !== undefined && {
      strategy: 'hybrid',
      postCopyAfterRounds: 0,
      maxPostCopyBandwidthBytesPerSecond: one.features.postcopy.max_bandwidth_bytes_per_s,
    }),
    returnPath: one.features.return_path ?? false,
    xbzrleCacheBytes: one.features.xbzrle?.cache_bytes ?? 0,
    throttle: throttleOf(one),
  };
}

function throttleOf(one: FidelityCase): ThrottleParameters | null {
  const throttle = one.features.auto_converge;
  if (throttle === undefined) return null;
  return {
    initialPercent: throttle.initial,
    incrementPercent: throttle.increment,
    maximumPercent: throttle.max,
    tailSlow: throttle.tailslow,
    triggerPercent: throttle.trigger_threshold,
  };
}

function linkOf(queue: EventQueue, one: FidelityCase): LinkModel {
  const { kind, bytes_per_s, buffer_bytes } = one.link;
  return new LinkModel(queue, {
    bytesPerSecond: kind === 'relay' ? (bytes_per_s ?? one.bandwidth_bytes_per_s) : CALIBRATION.directLink[kind],
    latencyNanoseconds: 0,
    sendBufferBytes: (buffer_bytes ?? 0) + CALIBRATION.socketBufferBytes,
  });
}

/** Lets the bandwidth waver around its mean, as the measured links did. */
function makeUneven(queue: EventQueue, link: LinkModel, random: RandomStream): void {
  const mean = link.settings.bytesPerSecond;
  const change = (): void => {
    link.change({ bytesPerSecond: mean * (1 + CALIBRATION.linkUnevenness * (2 * random.unit() - 1)) });
    queue.after(milliseconds(CALIBRATION.linkUnevennessMilliseconds), change);
  };
  change();
}

/** The middle one; of an even number the lower. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((first, second) => first - second);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
}
