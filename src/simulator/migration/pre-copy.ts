import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import type { Process } from '../machine/ports/effect.ts';
import { DirtyLimit, limitGuest } from './dirty-limit.ts';
import type { DowntimeBreakdown } from './events.ts';
import { endOfIteration, sendForOneIteration } from './iteration.ts';
import { putInStep } from './multifd.ts';
import type { PendingPages } from './pending-pages.ts';
import type { DirtyPeriod } from './progress.ts';
import { RateLimit } from './rate-limit.ts';
import { Rounds } from './rounds.ts';
import type { MigrationRun } from './run.ts';
import { setUp } from './set-up.ts';
import { Standstill } from './standstill.ts';
import { downtimeLimit, type Look, type StopRule, stopRule } from './stop-rule.ts';
import { switchOver } from './switch-over.ts';
import { AutoConverge, throttle } from './throttle.ts';

/** Everything that pre-copy keeps while it goes from round to round. */
export interface PreCopyState {
  readonly pending: PendingPages;
  readonly limit: RateLimit;
  readonly rounds: Rounds;
  readonly rule: StopRule;
  readonly standstill: Standstill;
  readonly autoConverge: AutoConverge | null;
  readonly dirtyLimit: DirtyLimit | null;
  readonly began: Nanoseconds;
}

/**
 * Live migration in rounds (Clark et al., "Live Migration of Virtual Machines", NSDI 2005), by the rules of QEMU:
 * send everything while the machine runs, then what it dirtied meanwhile, again and again, until so little is pending
 * that the rest fits into the downtime limit. Then the machine is paused and the rest follows.
 */
export function* preCopy(run: MigrationRun): Process<DowntimeBreakdown> {
  const state = yield* beginPreCopy(run);
  while ((yield* look(run, state)) !== 'switch-over') {
    yield* sendForOneIteration(run, state);
    yield* endOfIteration(run, state);
  }
  return yield* switchOver(run, state.pending);
}

/** Setup and the beginning of the first round. */
export function* beginPreCopy(run: MigrationRun): Process<PreCopyState> {
  const { parameters } = run;
  const { dirtyLimitBytesPerSecond: dirtyLimit } = parameters;
  const pending = yield* setUp(run);
  run.report({ kind: 'migration.phase', phase: 'pre-copy' });
  const now = yield* run.ports.clock.now();
  const state: PreCopyState = {
    pending,
    limit: new RateLimit(parameters.maxBandwidthBytesPerSecond, now),
    rounds: new Rounds(now),
    rule: run.stopRule ?? stopRule(parameters),
    standstill: new Standstill(),
    autoConverge: parameters.throttle === null ? null : new AutoConverge(parameters.throttle),
    dirtyLimit: dirtyLimit > 0 ? new DirtyLimit(dirtyLimit) : null,
    began: now,
  };
  reportRound(run, state, pending.count);
  return state;
}

/** Looks at what is pending, takes the dirty log if this round is over, and decides how to go on. */
export function* look(run: MigrationRun, state: PreCopyState): Process<'send' | 'sync' | 'switch-over'> {
  const { pending, rounds, rule } = state;
  const before = yield* lookAt(run, state);
  if (!rule.endsRound(before)) {
    state.standstill.goesOn(pending.count);
    return reportDecision(run, state, before, 'send');
  }

  state.limit.use(yield* putInStep(run));
  const dirty = yield* run.ports.source.collectDirtyLog();
  const newPages = pending.add(dirty);
  const now = yield* run.ports.clock.now();
  const period = run.progress.synchronized(now, newPages, pending.count);
  rounds.synchronized(now, pending.count, run.progress.transferredBytes);
  if (period !== null) yield* slowDown(run, state, period);

  const after = yield* lookAt(run, state);
  if (rule.switchesOver(after)) return reportDecision(run, state, after, 'switch-over');
  state.standstill.goesOn(pending.count);
  reportDecision(run, state, after, 'sync');
  rounds.next();
  reportRound(run, state, newPages);
  return 'sync';
}

/** Slows a guest down that writes too fast, by the means that was chosen. */
function* slowDown(run: MigrationRun, { autoConverge, dirtyLimit }: PreCopyState, period: DirtyPeriod): Process<void> {
  if (autoConverge !== null) yield* throttle(run, autoConverge, period);
  if (dirtyLimit !== null) yield* limitGuest(run, dirtyLimit, period);
}

function* lookAt(run: MigrationRun, { pending, limit, rounds, began }: PreCopyState): Process<Look> {
  const longest = downtimeLimit(run.parameters);
  return {
    round: rounds.round,
    pendingBytes: pending.bytes,
    thresholdBytes: Math.floor((limit.bandwidthBytesPerSecond * longest) / NANOSECONDS_PER_SECOND),
    downtimeLimit: longest,
    totalBytes: run.progress.totalBytes,
    transferredBytes: run.progress.transferredBytes,
    elapsed: (yield* run.ports.clock.now()) - began,
    dirtyPagesOfSyncs: rounds.dirtyPagesOfSyncs,
    roundBytesPerSecond: rounds.bytesPerSecond,
  };
}

function reportDecision<Verdict extends 'send' | 'sync' | 'switch-over'>(
  run: MigrationRun,
  { limit, rule }: PreCopyState,
  look: Look,
  verdict: Verdict,
): Verdict {
  const { round, pendingBytes, thresholdBytes } = look;
  const { bandwidthBytesPerSecond } = limit;
  // Looks in the middle of a round are thousands, and take no decision but to go on.
  const grounds = verdict === 'send' ? undefined : rule.grounds?.(look);
  run.report({
    kind: 'migration.decision',
    round,
    pendingBytes,
    thresholdBytes,
    bandwidthBytesPerSecond,
    verdict,
    ...(grounds && { grounds }),
  });
  return verdict;
}

function reportRound(run: MigrationRun, { rounds, pending }: PreCopyState, newDirtyPages: number): void {
  const { transferredBytes, dirtySyncCount } = run.progress;
  const { round } = rounds;
  run.report({
    kind: 'migration.round',
    round,
    newDirtyPages,
    pendingBytes: pending.bytes,
    transferredBytes,
    dirtySyncCount,
    ...run.progress.encoded,
  });
}
