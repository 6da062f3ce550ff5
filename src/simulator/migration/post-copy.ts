import { NANOSECONDS_PER_SECOND } from '../kernel/time.ts';
import { LinkFailure } from '../machine/link-failure.ts';
import type { Process } from '../machine/ports/effect.ts';
import { letGuestGo } from './dirty-limit.ts';
import type { DowntimeBreakdown } from './events.ts';
import { pauseSource } from './pause-source.ts';
import type { PendingPages } from './pending-pages.ts';
import { RateLimit, WINDOW } from './rate-limit.ts';
import { type MigrationRun, sendPages } from './run.ts';
import { setUp } from './set-up.ts';

/** A page that is asked for waits at most for these before it. */
const PUSH_PAGES = 16;
/** What the set of missing pages takes on the wire, for each page that could be missing: one bit. */
const PAGES_PER_BYTE = 8;

/**
 * The machine moves first, its memory follows (Hines, Deshpande and Gopalan, "Post-copy live migration of virtual
 * machines", 2009; QEMU, docs/devel/migration/postcopy). Every page still pending crosses once: pushed in the
 * background, or sooner when the guest touches it and has to stand still for it.
 */
export function* purePostCopy(run: MigrationRun): Process<DowntimeBreakdown> {
  return yield* postCopy(run, yield* setUp(run), 0);
}

/** The same with what is pending after some rounds, and the bandwidth that was measured in them. */
export function* postCopy(
  run: MigrationRun,
  pending: PendingPages,
  bandwidthBytesPerSecond: number,
): Process<DowntimeBreakdown> {
  const breakdown = yield* moveMachine(run, pending);
  run.report({ kind: 'migration.phase', phase: 'post-copy' });
  run.encoder?.turnOff();
  const push = new Push(run, pending, bandwidthBytesPerSecond);
  for (;;) {
    try {
      yield* push.all();
      return breakdown;
    } catch (error) {
      if (!(error instanceof LinkFailure)) throw error;
      yield* recover(run, pending, error);
    }
  }
}

/** Pauses the source, tells the destination what it will lack, and lets it run. After this there is no way back. */
function* moveMachine(run: MigrationRun, pending: PendingPages): Process<DowntimeBreakdown> {
  const { source, destination, link, clock } = run.ports;
  const { began, stopped } = yield* pauseSource(run, pending);
  if (run.mirror) yield* run.mirror.finish(run);
  const missing = pending.pages();
  yield* link.send({ kind: 'missing-pages', missing }, Math.ceil(missing.pageCount / PAGES_PER_BYTE));
  const told = yield* clock.now();
  const state = yield* source.saveDeviceState();
  yield* link.send({ kind: 'device-state', state }, state.length);
  yield* link.flush();
  const confirmed = yield* clock.now();

  yield* source.stopDirtyLog();
  yield* letGuestGo(run);
  if (run.wasRunning) yield* destination.resume();
  const resumed = yield* clock.now();
  run.progress.postCopyBegan(began, resumed);
  if (run.wasRunning) run.report({ kind: 'migration.destination-running' });
  return {
    stop: stopped - began,
    lastCopy: told - stopped,
    deviceState: confirmed - told,
    resume: resumed - confirmed,
  };
}

/** The background push, which gives way to the pages that are asked for. */
class Push {
  readonly #run: MigrationRun;
  readonly #pending: PendingPages;
  /** With less than this left, QEMU goes into its last phase, in which the cap does not hold. */
  readonly #lastBytes: number;

  constructor(run: MigrationRun, pending: PendingPages, bandwidthBytesPerSecond: number) {
    this.#run = run;
    this.#pending = pending;
    this.#lastBytes =
      (bandwidthBytesPerSecond * run.parameters.downtimeLimitMilliseconds * 1e6) / NANOSECONDS_PER_SECOND;
  }

  /** Sends all that is pending and waits until it is in place. */
  *all(): Process<void> {
    const { clock, link } = this.#run.ports;
    const limit = new RateLimit(this.#run.parameters.maxPostCopyBandwidthBytesPerSecond, yield* clock.now());
    while (this.#pending.count > 0) {
      const isUrgent = yield* this.#turnToRequests();
      const holds = !isUrgent && this.#pending.bytes >= this.#lastBytes;
      if (holds && limit.isUsedUp) yield* this.#waitForWindow(limit);
      else limit.use((yield* sendPages(this.#run, this.#pending.take(isUrgent ? 1 : PUSH_PAGES, this.#run.spares))).bytes);
      yield* this.#measure(limit);
    }
    yield* link.flush();
  }

  /** Goes on from the page that was asked for last; false where none was that is still to be sent. */
  *#turnToRequests(): Process<boolean> {
    let isUrgent = false;
    for (const page of yield* this.#run.ports.link.takePageRequests()) {
      if (!this.#pending.has(page)) continue;
      this.#pending.jumpTo(page);
      isUrgent = true;
    }
    return isUrgent;
  }

  *#waitForWindow(limit: RateLimit): Process<void> {
    const { clock, link } = this.#run.ports;
    const now = yield* clock.now();
    yield* link.waitForPageRequest(Math.min(WINDOW, Math.max(0, limit.windowEnd - now)));
  }

  *#measure(limit: RateLimit): Process<void> {
    const { progress, report, ports } = this.#run;
    if (!limit.closeWindow(yield* ports.clock.now())) return;
    const { bandwidthBytesPerSecond } = limit;
    progress.measured(bandwidthBytesPerSecond);
    report({
      kind: 'migration.progress',
      round: progress.dirtySyncCount,
      transferredBytes: progress.transferredBytes,
      pendingBytes: this.#pending.bytes,
      bandwidthBytesPerSecond,
    });
  }
}

/** Waits for a new link, then sends what the destination lacks: what was under way on the old one never arrived. */
function* recover(run: MigrationRun, pending: PendingPages, failure: LinkFailure): Process<void> {
  const { destination, link } = run.ports;
  const lost = yield* destination.missingPages();
  run.report({ kind: 'migration.postcopy-paused', reason: failure.message, missingPages: lost.count() });
  yield* link.awaitRecovery();
  const missing = yield* destination.missingPages();
  pending.replace(missing);
  run.progress.pendingIs(pending.count);
  run.report({ kind: 'migration.postcopy-recovered', missingPages: pending.count });
}
