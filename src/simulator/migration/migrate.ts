import type { Process } from '../machine/ports.ts';
import type { DowntimeBreakdown, MigrationEnding } from './events.ts';
import type { MigrationStrategy } from './parameters.ts';
import { preCopy } from './pre-copy.ts';
import type { MigrationRun } from './run.ts';
import { stopAndCopy } from './stop-and-copy.ts';

/** Thrown at the `yield*` where a migration is when it is cancelled. */
export class MigrationCancelled extends Error {
  override readonly name = 'MigrationCancelled';
}

const STRATEGIES: Record<MigrationStrategy, (run: MigrationRun) => Process<DowntimeBreakdown>> = {
  'stop-and-copy': stopAndCopy,
  'pre-copy': preCopy,
};

/**
 * A whole migration, whatever becomes of it. The destination runs only after everything has arrived, so up to that
 * moment any failure is undone by letting the source go on: it has lost nothing but time.
 */
export function* migrate(run: MigrationRun): Process<MigrationEnding> {
  const { source, clock } = run.ports;
  try {
    const downtimeBreakdown = yield* STRATEGIES[run.parameters.strategy](run);
    return { kind: 'migration.completed', figures: run.progress.figures(yield* clock.now()), downtimeBreakdown };
  } catch (error) {
    yield* source.stopDirtyLog();
    yield* source.setThrottle(0);
    if (run.wasRunning) yield* source.resume();
    const figures = run.progress.figures(yield* clock.now());
    if (error instanceof MigrationCancelled) return { kind: 'migration.cancelled', figures };
    const reason = error instanceof Error ? error.message : String(error);
    return { kind: 'migration.failed', reason, figures };
  }
}
