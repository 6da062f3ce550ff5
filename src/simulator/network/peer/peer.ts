import type { Nanoseconds } from '../../kernel/time.ts';
import type { ControlBlock } from '../tcp/control-block.ts';
import type { Endpoint, ResetCause, Segment } from '../tcp/segment.ts';

/** How a connection came to its end, as its peer knows it. */
export type PeerEnd =
  /** A RST came. `from` is the machine that sent it: the peer knows only the address. */
  | { readonly kind: 'reset'; readonly time: Nanoseconds; readonly from: string; readonly cause: ResetCause | null; readonly wasOpen: boolean }
  /** The peer broke off, because an answer was not to its request. */
  | { readonly kind: 'aborted'; readonly time: Nanoseconds; readonly cause: ResetCause }
  /** Nothing came back for as long as the peer would try. */
  | {
      readonly kind: 'timed-out';
      readonly time: Nanoseconds;
      readonly waited: Nanoseconds;
      readonly attempts: number;
      /** Whether it was an idle connection that was probed. */
      readonly probing: boolean;
    }
  /** The peer said goodbye. */
  | { readonly kind: 'closed'; readonly time: Nanoseconds }
  /** The peer vanished without a word, as when its machine loses power. */
  | { readonly kind: 'left'; readonly time: Nanoseconds };

/** A segment as the network saw it, for people to read. */
export interface JournalEntry {
  readonly time: Nanoseconds;
  /** Name of the machine that sent it; null for the peer. */
  readonly from: string | null;
  readonly segment: Segment;
  /** Why it did not arrive; null where it did, or is under way. */
  lost: string | null;
}

/** A number that the server gave to more than one session. */
export interface RepeatedNumber {
  readonly session: number;
  /** The peer that had it first. */
  readonly before: string;
  readonly since: Nanoseconds;
}

/**
 * A remote client with one connection to a VM's server. It lives outside: snapshots and roll backs do not touch it.
 * Plain data, so that a saved world can keep it.
 */
export interface Peer {
  readonly name: string;
  /** The VM that it was told to talk to. It knows only its address. */
  readonly vm: string;
  readonly endpoint: Endpoint;
  readonly block: ControlBlock;
  /** Time from an answer to the next request; null for a peer that only keeps its connection open. */
  readonly requestEvery: Nanoseconds | null;
  readonly openedAt: Nanoseconds;
  /** The request that waits for its answer. */
  outstanding: { readonly id: number; readonly sentAt: Nanoseconds } | null;
  nextRequestAt: Nanoseconds | null;
  requestsSent: number;
  answers: number;
  lastAnswerAt: Nanoseconds | null;
  latency: Nanoseconds | null;
  /** The session number that the server gave to it. */
  session: number | null;
  repeated: RepeatedNumber | null;
  /** How far the server's wall clock is behind; null before the first answer. */
  clockBehind: Nanoseconds | null;
  /** How far it was behind when that was last told. */
  clockTold: Nanoseconds;
  end: PeerEnd | null;
  /** The latest last. */
  journal: JournalEntry[];
}

const JOURNAL_LENGTH = 24;

/** Adds to the journal, which keeps the latest segments. */
export function noteSegment(peer: Peer, entry: JournalEntry): void {
  peer.journal.push(entry);
  if (peer.journal.length > JOURNAL_LENGTH) peer.journal.shift();
}
