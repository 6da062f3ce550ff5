import { milliseconds, type Nanoseconds, seconds } from '../../kernel/time.ts';
import type { Endpoint } from './segment.ts';
import { advance, type SequenceNumber } from './sequence.ts';

/** Timers count in ticks of 4 ms, as Linux does with HZ=250: 32 bits of them are 198 days. */
export type Ticks = number;

const TICK: Nanoseconds = milliseconds(4);

/** Whole ticks that have passed at a time. */
export function ticksOf(time: Nanoseconds): Ticks {
  return Math.floor(time / TICK);
}

/** When so many ticks have passed. */
export function timeOf(ticks: Ticks): Nanoseconds {
  return ticks * TICK;
}

/** The states of RFC 9293, section 3.3.2, that a side goes through; a side that listens has no block. */
export const CONNECTION_STATES = [
  'closed',
  'syn-sent',
  'syn-received',
  'established',
  'fin-wait-1',
  'fin-wait-2',
  'last-ack',
  'time-wait',
] as const;

/** One of them. */
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** The most bytes of data in a segment: an Ethernet frame without its headers. */
export const MAXIMUM_SEGMENT = 1460;
/** Bytes beyond the next expected one that are let in. */
export const RECEIVE_WINDOW = 65_535;

/** RFC 6298: 1 s before the first measurement (2.1), and never less (2.4). */
export const LEAST_TIMEOUT: Ticks = ticksOf(seconds(1));
/** RFC 6298, 2.5: the limit may be no less than 60 s. */
export const MOST_TIMEOUT: Ticks = ticksOf(seconds(60));

/** RFC 1122, section 4.2.3.5: R2, after which a side gives up, is at least 100 s. */
export const GIVE_UP_AFTER: Nanoseconds = seconds(100);
/** RFC 1122, section 4.2.3.6: an idle connection is probed after no less than two hours where nobody says otherwise. */
export const KEEP_ALIVE_AFTER: Nanoseconds = seconds(7200);

/** What one side knows of a connection (a TCB): all of it fits into words, so that a guest can keep it in its pages. */
export interface ControlBlock {
  state: ConnectionState;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** ISS: the number of this side's SYN. */
  initialSend: SequenceNumber;
  /** SND.UNA: the oldest number that the other side has not acknowledged. */
  sendUnacknowledged: SequenceNumber;
  /** SND.NXT: the next number to send. */
  sendNext: SequenceNumber;
  /** IRS: the number of the other side's SYN. */
  initialReceive: SequenceNumber;
  /** RCV.NXT: the next number expected from the other side. */
  receiveNext: SequenceNumber;
  /** The bytes that are not acknowledged, the oldest first; kept to be sent again. */
  unacknowledged: number[];
  /** SRTT and RTTVAR in eighths of a tick; SRTT is -1 before the first measurement. */
  smoothedRoundTrip: number;
  roundTripVariation: number;
  /** RTO. */
  retransmissionTimeout: Ticks;
  /** When the oldest unacknowledged segment is sent again; 0 where nothing waits for an acknowledgement. */
  retransmitAt: Ticks;
  /** How often it was sent again. */
  retransmissions: number;
  /** When it was sent first. */
  unansweredSince: Ticks;
  /** The acknowledgement that ends the measurement of a round trip, and when it began; only one at a time. */
  timedSequence: SequenceNumber;
  timedAt: Ticks;
  isTiming: boolean;
  /** When the other side was last heard of. */
  heardAt: Ticks;
  /** Keep-alive probes sent since. */
  probes: number;
  /** Silence before the first probe. */
  keepAlive: Ticks;
  /** How long to try again before giving up. */
  giveUp: Ticks;
}

/** What whoever opens a connection may choose. */
export interface ConnectionTimers {
  readonly keepAlive: Ticks;
  readonly giveUp: Ticks;
}

/** A block before its first segment. */
export function newBlock(local: Endpoint, remote: Endpoint, initialSend: SequenceNumber, timers: ConnectionTimers, now: Ticks): ControlBlock {
  return {
    state: 'closed',
    local,
    remote,
    initialSend,
    sendUnacknowledged: initialSend,
    sendNext: initialSend,
    initialReceive: 0,
    receiveNext: 0,
    unacknowledged: [],
    smoothedRoundTrip: -1,
    roundTripVariation: 0,
    retransmissionTimeout: LEAST_TIMEOUT,
    retransmitAt: 0,
    retransmissions: 0,
    unansweredSince: 0,
    timedSequence: 0,
    timedAt: 0,
    isTiming: false,
    heardAt: now,
    probes: 0,
    ...timers,
  };
}

/** The number of the first byte in `unacknowledged`: a SYN that is not acknowledged comes before it. */
export function firstByte({ sendUnacknowledged, initialSend }: ControlBlock): SequenceNumber {
  return sendUnacknowledged === initialSend ? advance(initialSend, 1) : sendUnacknowledged;
}
