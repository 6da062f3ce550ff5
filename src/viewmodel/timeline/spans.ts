import type { MigrationPhase, Nanoseconds } from '../../simulator/index.ts';

/** A stretch of a migration; times count from its start, and `to` is null while it lasts. */
export interface Span {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds | null;
}

/** Ends the last stretch at this time where it lasts. */
export function closeLast<Kind extends Span>(spans: Kind[], time: Nanoseconds): void {
  const last = spans.at(-1);
  if (last?.to === null) spans[spans.length - 1] = { ...last, to: time };
}

/** A phase, or that post-copy waits for a new link. */
export type PhaseName = MigrationPhase | 'interrupted';

/** A phase, from its beginning to its end. */
export interface PhaseSpan extends Span {
  readonly phase: PhaseName;
}

/** A round, the last copy while the machine stands still, or the push of post-copy after it. */
export type RoundWhat = 'round' | 'last-copy' | 'push';

/** One of these: what it had to send, and what it sent. */
export interface RoundSpan extends Span {
  /** 1 is the first round, which sends everything. */
  readonly round: number;
  /** Pages the dirty log added at its start; in round 1 all pages. */
  readonly newDirtyPages: number;
  /** Bytes to send when it began. */
  readonly pendingBytes: number;
  /** Bytes on the wire from its start to its end, or so far. */
  readonly sentBytes: number;
  /** The last copy and the push are no rounds, though they are counted on here. */
  readonly what: RoundWhat;
}

/** Where the machine ran, or that it stood still. */
export interface MachineSpan extends Span {
  readonly state: 'source' | 'paused' | 'destination';
}

/** How a guest is slowed down: auto-converge takes a share of its time, the dirty limit bounds the pages it writes. */
export type Brake =
  | { readonly kind: 'auto-converge'; readonly percent: number }
  | { readonly kind: 'dirty-limit'; readonly pagesPerSecond: number };

/** A stretch in which the guest is slowed down. */
export interface ThrottleSpan extends Span {
  readonly brake: Brake;
}

/** A part of the downtime, in the order in which they follow one another. */
export interface DowntimePart extends Span {
  readonly name: string;
}
