import type { Process } from '../machine/ports/effect.ts';
import type { DowntimeBreakdown } from './events.ts';
import { putInStep } from './multifd.ts';
import { pauseSource } from './pause-source.ts';
import type { PendingPages } from './pending-pages.ts';
import { type MigrationRun, sendPages } from './run.ts';

/** While the machine stands still the size of a batch changes no outcome; large ones take fewer steps. */
const BATCH_PAGES = 1024;

/**
 * The end of pre-copy, and all of stop-and-copy: pause, take the dirty log a last time, send what is left at link
 * speed (the cap does not hold here), then the device state; when the destination has confirmed, it runs.
 * Until that last effect the source can go on as if nothing had happened; after it, never again.
 */
export function* switchOver(run: MigrationRun, pending: PendingPages): Process<DowntimeBreakdown> {
  const { source, destination, link, clock } = run.ports;
  const { began, stopped } = yield* pauseSource(run, pending);
  if (run.mirror) yield* run.mirror.finish(run);
  while (pending.count > 0) yield* sendPages(run, pending.take(BATCH_PAGES, run.spares));
  yield* putInStep(run);
  const copied = yield* clock.now();

  const state = yield* source.saveDeviceState();
  yield* link.send({ kind: 'device-state', state }, state.length);
  const handedOver = yield* clock.now();
  yield* link.flush();
  const confirmed = yield* clock.now();

  run.report({ kind: 'migration.phase', phase: 'resume' });
  yield* source.stopDirtyLog();
  if (run.wasRunning) yield* destination.resume();
  const resumed = yield* clock.now();
  run.progress.ended(began, run.parameters.returnPath ? resumed : handedOver);
  if (run.wasRunning) run.report({ kind: 'migration.destination-running' });
  return {
    stop: stopped - began,
    lastCopy: copied - stopped,
    deviceState: confirmed - copied,
    resume: resumed - confirmed,
  };
}
