import type { Nanoseconds } from '../kernel/time.ts';
import type { Process } from '../machine/ports/effect.ts';
import type { PendingPages } from './pending-pages.ts';
import type { MigrationRun } from './run.ts';

/** When the order to stop was given, and when the machine stood still with its last dirty pages known. */
export interface Pause {
  readonly began: Nanoseconds;
  readonly stopped: Nanoseconds;
}

/** The source stands still, and its dirty log is taken a last time: what is pending now is all that is still to be sent. */
export function* pauseSource(run: MigrationRun, pending: PendingPages): Process<Pause> {
  const { source, clock } = run.ports;
  run.report({ kind: 'migration.phase', phase: 'stop-and-copy' });
  const began = yield* clock.now();
  yield* source.pause();
  run.progress.sourcePaused();
  const newDirtyPages = pending.add(yield* source.collectDirtyLog());
  const stopped = yield* clock.now();
  run.progress.synchronized(stopped, newDirtyPages, pending.count);
  const { transferredBytes, encoded } = run.progress;
  run.report({ kind: 'migration.source-paused', newDirtyPages, pendingBytes: pending.bytes, transferredBytes, ...encoded });
  return { began, stopped };
}
