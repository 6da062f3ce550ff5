import { milliseconds, NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import type { Process } from '../machine/ports/effect.ts';
import type { PreCopyState } from './pre-copy.ts';
import { type MigrationRun, sendPages } from './run.ts';
import { NORMAL_PAGE_WIRE_BYTES } from './wire.ts';

/** An iteration without a cap sends until more than 50 ms have passed (QEMU, migration/ram.c: MAX_WAIT). */
const LONGEST_ITERATION: Nanoseconds = milliseconds(50);
/** It looks at the clock after its first page and then after every 64 pages (migration/ram.c: ram_save_iterate). */
const PAGES_BETWEEN_CLOCK_LOOKS = 64;

type Sending = Pick<PreCopyState, 'pending' | 'limit' | 'rounds'>;

/** Sends until the window's bytes are used up, 50 ms have passed, or nothing is left. */
export function* sendForOneIteration(run: MigrationRun, { pending, limit }: Sending): Process<void> {
  const { clock } = run.ports;
  const began = yield* clock.now();
  let pages = 1;
  while (pending.count > 0 && !limit.isUsedUp) {
    const size = yield* sendPages(run, pending.take(Math.min(pages, limit.pagesLeft), run.spares));
    limit.use(size.bytes);
    const elapsed = (yield* clock.now()) - began;
    if (elapsed > LONGEST_ITERATION) return;
    pages = batchPages(limit.bandwidthBytesPerSecond, LONGEST_ITERATION - elapsed);
  }
}

/**
 * How many pages may go without a look at the clock. The iteration ends at a multiple of 64 pages as QEMU's does; as
 * long as half of the time that is left is enough for more at the measured bandwidth, looks in between change nothing.
 */
function batchPages(bytesPerSecond: number, timeLeft: Nanoseconds): number {
  const half = (bytesPerSecond * timeLeft) / 2 / NANOSECONDS_PER_SECOND / NORMAL_PAGE_WIRE_BYTES;
  return Math.max(1, Math.floor(half / PAGES_BETWEEN_CLOCK_LOOKS)) * PAGES_BETWEEN_CLOCK_LOOKS;
}

/** Sends what the mirrored disk lacks, waits out the window if its bytes are used up, and takes the measurement when a window closes. */
export function* endOfIteration(run: MigrationRun, { pending, limit, rounds }: Sending): Process<void> {
  const { clock } = run.ports;
  if (run.mirror) yield* run.mirror.follow(run);
  const now = yield* clock.now();
  if (limit.isUsedUp && now < limit.windowEnd) yield* clock.wait(limit.windowEnd - now);
  if (!limit.closeWindow(yield* clock.now())) return;
  run.progress.measured(limit.bandwidthBytesPerSecond);
  run.report({
    kind: 'migration.progress',
    round: rounds.round,
    transferredBytes: run.progress.transferredBytes,
    pendingBytes: pending.bytes,
    bandwidthBytesPerSecond: limit.bandwidthBytesPerSecond,
    ...run.progress.encoded,
  });
}
