import { type RealTimeRun, runInRealTime } from '../../src/simulator/machine/drivers/real-time.ts';
import { migrationPorts } from '../../src/simulator/machine/ports/migration-ports.ts';
import { milliseconds } from '../../src/simulator/kernel/time.ts';
import type { MigrationEnding, MigrationReport } from '../../src/simulator/migration/events.ts';
import { MigrationCancelled, migrate } from '../../src/simulator/migration/migrate.ts';
import type { MigrationParameters } from '../../src/simulator/migration/parameters.ts';
import { PageBitmap } from '../../src/simulator/memory/page-bitmap.ts';
import { MigrationProgress } from '../../src/simulator/migration/progress.ts';
import { StorageMirror } from '../../src/simulator/migration/storage-mirror.ts';
import { AsynchronousMachine, type AsynchronousSettings, AsynchronousWorld } from './asynchronous-machine.ts';
import type { Disturbance, MachineAfterTrial, MigrationTrial } from './migration-trial.ts';
import { RealBytes } from './real-bytes.ts';
import { RealDisk } from './real-disk.ts';

export interface AsynchronousPlan extends AsynchronousSettings {
  readonly pageCount: number;
  /** Blocks of its own disk; 0 where storage is shared. */
  readonly blockCount: number;
  readonly wasRunning: boolean;
  readonly parameters: MigrationParameters;
  /** `after` counts turns. */
  readonly disturbance: Disturbance | null;
}

/** Migrates one asynchronous machine to another in real time, and says what became of it. */
export async function migrateAsynchronously(plan: AsynchronousPlan): Promise<MigrationTrial> {
  const { pageCount, blockCount, seed, wasRunning, parameters } = plan;
  const source = new AsynchronousMachine(RealBytes.booted(pageCount, seed, blockCount), wasRunning);
  const emptyDisk = blockCount === 0 ? null : new RealDisk(blockCount);
  const destination = new AsynchronousMachine(new RealBytes(pageCount, emptyDisk), false);
  const world = new AsynchronousWorld(source, destination, { ...plan, channels: parameters.multifdChannels });
  const reports: MigrationReport[] = [];
  let paused: { readonly state: string; readonly steps: number } | null = null;

  const process = migrate({
    ports: migrationPorts(pageCount),
    parameters,
    progress: new MigrationProgress(pageCount, 0, milliseconds(parameters.downtimeLimitMilliseconds)),
    report: (report) => {
      reports.push(report);
      if (report.kind === 'migration.source-paused') {
        paused = { state: source.memory.fingerprint(), steps: source.memory.steps };
      }
    },
    wasRunning,
    ...(blockCount > 0 && { mirror: new StorageMirror(blockCount, 'bytes') }),
  });
  let started: string | null = null;
  const run = runInRealTime<MigrationEnding>(process, (effect) => {
    if (effect.kind === 'resume' && effect.machine === 'destination') started = destination.memory.fingerprint();
    return world.perform(effect);
  });
  world.onTurn = (turn) => disturb(plan.disturbance, turn, world, run);
  const ending = await run.result;
  return {
    parameters,
    pageCount,
    wasRunning,
    ending,
    reports,
    ...handOver(paused),
    destinationAtStart: started,
    source: after(source, plan),
    destination: after(destination, plan),
    // What was sent before a cancellation may still be under way: it arrives at a machine that nobody will use.
    leftOver: ending.kind === 'migration.completed' ? world.underWay : 0,
  };
}

function handOver(paused: { readonly state: string; readonly steps: number } | null) {
  return { sourceAtPause: paused?.state ?? null, stepsAtPause: paused?.steps ?? null };
}

function disturb(
  disturbance: Disturbance | null,
  turn: number,
  world: AsynchronousWorld,
  run: RealTimeRun<MigrationEnding>,
): void {
  if (disturbance === null || turn !== disturbance.after) return;
  if (disturbance.kind === 'cut-link') world.cutLink();
  if (disturbance.kind === 'cancel') run.interrupt(new MigrationCancelled('The migration was cancelled.'));
}

function after(machine: AsynchronousMachine, { pageCount, blockCount, seed }: AsynchronousPlan): MachineAfterTrial {
  const alone = RealBytes.booted(pageCount, seed, blockCount);
  alone.run(machine.memory.steps);
  return {
    isRunning: machine.isRunning,
    isLogging: machine.memory.dirtyLog !== null || machine.memory.disk?.writeLog instanceof PageBitmap,
    throttlePercent: machine.throttlePercent,
    pageWriteLimit: machine.pageWriteLimit,
    state: machine.memory.fingerprint(),
    stateIfLeftAlone: alone.fingerprint(),
    steps: machine.memory.steps,
  };
}
