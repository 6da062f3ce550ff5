import type { Nanoseconds } from '../../kernel/time.ts';
import type { JournalEntry } from '../../network/peer/peer.ts';
import type { Segment } from '../../network/tcp/segment.ts';

/** A segment on its way through the network. */
export interface Flight {
  readonly arrivesAt: Nanoseconds;
  readonly segment: Segment;
  /** Name of the VM that sent it; null where it comes from outside. */
  readonly from: string | null;
  /** Where people can read of it; absent after the world was saved, or where no peer has to do with it. */
  readonly entry?: JournalEntry;
}

/** The segment does not arrive. */
export function lose({ entry }: Flight, why: string): void {
  if (entry !== undefined) entry.lost = why;
}
