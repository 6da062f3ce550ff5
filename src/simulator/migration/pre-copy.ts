import { milliseconds, NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import type { Process } from '../machine/ports.ts';
import type { DowntimeBreakdown } from './events.ts';
import type { PendingPages } from './pending-pages.ts';
import { RateLimit } from './rate-limit.ts';
import { type MigrationRun, sendPages } from './run.ts';
import { setUp } from './set-up.ts';
import { type Look, stopRule } from './stop-rule.ts';
import { switchOver } from './switch-over.ts';
import { AutoConverge, throttle } from './throttle.ts';

/** An iteration without a cap sends until more than 50 ms have passed (QEMU, migration/ram.c: MAX_WAIT). */
const LONGEST_ITERATION: Nanoseconds = milliseconds(50);
/** It looks at the clock after its first page and then after every 64 pages (migration/ram.c: ram_save_iterate). */
const PAGES_BETWEEN_CLOCK_LOOKS = 64;

/**
 * Live migration in rounds (Clark et al., "Live Migration of Virtual Machines", NSDI 2005), by the rules of QEMU:
 * send everything while the machine runs, then what it dirtied meanwhile, again and again, until so little is pending
 * that the rest fits into the downtime limit. Then the machine is paused and the rest follows.
 */
export function* preCopy(run: MigrationRun): Process<DowntimeBreakdown> {
  const { clock } = run.ports;
  const pending = yield* setUp(run);
  run.report({ kind: 'migration.phase', phase: 'pre-copy' });
  const limit = new RateLimit(run.parameters.maxBandwidthBytesPerSecond, yield* clock.now());
  const autoConverge = run.parameters.throttle === null ? null : new AutoConverge(run.parameters.throttle);
  let round = 1;
  reportRound(run, round, pending.count, pending);
  for (;;) {
    const verdict = yield* look(run, round, pending, limit, autoConverge);
    if (verdict === 'switch-over') return yield* switchOver(run, pending);
    if (verdict === 'sync') round++;
    yield* sendForOneIteration(run, pending, limit);
    yield* endOfIteration(run, round, pending, limit);
  }
}

/** Looks at what is pending, takes the dirty log if this round is over, and decides how to go on. */
function* look(
  run: MigrationRun,
  round: number,
  pending: PendingPages,
  limit: RateLimit,
  autoConverge: AutoConverge | null,
) {
  const rule = stopRule(run.parameters);
  if (!rule.endsRound(lookAt(run, round, pending, limit))) {
    reportDecision(run, 'send', lookAt(run, round, pending, limit), limit);
    return 'send';
  }
  const newPages = pending.add(yield* run.ports.source.collectDirtyLog());
  const period = run.progress.synchronized(yield* run.ports.clock.now(), newPages, pending.count);
  if (period !== null && autoConverge !== null) yield* throttle(run, autoConverge, period);
  const after = lookAt(run, round, pending, limit);
  const verdict = rule.switchesOver(after) ? 'switch-over' : 'sync';
  reportDecision(run, verdict, after, limit);
  if (verdict === 'sync') reportRound(run, round + 1, newPages, pending);
  return verdict;
}

/** Sends until the window's bytes are used up, 50 ms have passed, or nothing is left. */
function* sendForOneIteration(run: MigrationRun, pending: PendingPages, limit: RateLimit): Process<void> {
  const { clock } = run.ports;
  const began = yield* clock.now();
  let pages = 1;
  while (pending.count > 0 && !limit.isUsedUp) {
    const size = yield* sendPages(run, pending.take(Math.min(pages, limit.pagesLeft)));
    limit.use(size.bytes);
    if ((yield* clock.now()) - began > LONGEST_ITERATION) return;
    pages = PAGES_BETWEEN_CLOCK_LOOKS;
  }
}

/** Waits out the window if its bytes are used up, and takes the measurement when a window closes. */
function* endOfIteration(run: MigrationRun, round: number, pending: PendingPages, limit: RateLimit): Process<void> {
  const { clock } = run.ports;
  const now = yield* clock.now();
  if (limit.isUsedUp && now < limit.windowEnd) yield* clock.wait(limit.windowEnd - now);
  if (!limit.closeWindow(yield* clock.now())) return;
  run.progress.measured(limit.bandwidthBytesPerSecond);
  run.report({
    kind: 'migration.progress',
    round,
    transferredBytes: run.progress.transferredBytes,
    pendingBytes: pending.bytes,
    bandwidthBytesPerSecond: limit.bandwidthBytesPerSecond,
  });
}

function lookAt(run: MigrationRun, round: number, pending: PendingPages, limit: RateLimit): Look {
  const downtimeLimit = milliseconds(run.parameters.downtimeLimitMilliseconds);
  const thresholdBytes = (limit.bandwidthBytesPerSecond * downtimeLimit) / NANOSECONDS_PER_SECOND;
  return { round, pendingBytes: pending.bytes, thresholdBytes: Math.floor(thresholdBytes) };
}

function reportDecision(run: MigrationRun, verdict: 'send' | 'sync' | 'switch-over', at: Look, limit: RateLimit): void {
  run.report({
    kind: 'migration.decision',
    ...at,
    bandwidthBytesPerSecond: limit.bandwidthBytesPerSecond,
    verdict,
  });
}

function reportRound(run: MigrationRun, round: number, newDirtyPages: number, pending: PendingPages): void {
  const { transferredBytes, dirtySyncCount } = run.progress;
  run.report({ kind: 'migration.round', round, newDirtyPages, pendingBytes: pending.bytes, transferredBytes, dirtySyncCount });
}
