import { type ControlBlock, firstByte, RECEIVE_WINDOW, type Ticks } from './control-block.ts';
import { endOf, lengthOf, type ResetCause, type Segment } from './segment.ts';
import { advance, distance, isAfter } from './sequence.ts';
import { acknowledged } from './timers.ts';
import { abort, acknowledge } from './transmit.ts';

/** What came of a segment. The caller sends the replies, then what it has to say itself. */
export interface Reception {
  readonly replies: readonly Segment[];
  /** Bytes that are next in the stream: each is delivered once, in order. */
  readonly delivered: readonly number[];
  /** Something came that has to be acknowledged, unless data goes back that says so by the way. */
  readonly owesAcknowledgement: boolean;
  readonly notice: ReceptionNotice | null;
}

/** What a segment has made of the connection. */
export type ReceptionNotice =
  | { readonly kind: 'established' }
  /** The other side has nothing more to say. */
  | { readonly kind: 'finished' }
  /** Both sides have said goodbye, and know it. */
  | { readonly kind: 'closed' }
  | { readonly kind: 'reset-received'; readonly cause: ResetCause | null }
  | { readonly kind: 'reset-sent'; readonly cause: ResetCause };

const NOTHING: Reception = { replies: [], delivered: [], owesAcknowledgement: false, notice: null };

/**
 * What a side does with a segment of its connection: RFC 9293, section 3.10.7, with RFC 5961's care for RST and SYN.
 *
 * One answer is another than there. A segment that acknowledges what was never sent is answered with a RST, and not with
 * an ACK that the other side would answer with an ACK, and so on. Only a side that was put back in time gets such a
 * segment, and if it went on until its numbers met the other side's again, bytes of two pasts would be joined in one
 * stream. The RFC says of sides that are out of step that they "will automatically become reset if an attempt is made to
 * send data" (section 3.5.1).
 */
export function receive(block: ControlBlock, segment: Segment, now: Ticks): Reception {
  if (block.state === 'syn-sent') return receiveInSynSent(block, segment, now);
  const { acknowledgement } = segment;
  if (!segment.rst && acknowledgement !== null && isAfter(acknowledgement, block.sendNext)) {
    return reset(block, { kind: 'acknowledges-unsent', acknowledged: acknowledgement, sent: block.sendNext }, acknowledgement);
  }
  if (!isAcceptable(block, segment)) {
    // A sign of life all the same: the answer to a probe, or an old segment that comes once more.
    if (!segment.rst) heard(block, now);
    return segment.rst ? NOTHING : { ...NOTHING, replies: [acknowledge(block)] };
  }
  if (segment.rst) return receiveReset(block, segment);
  if (segment.syn) return { ...NOTHING, replies: [acknowledge(block)] };
  if (acknowledgement === null) return NOTHING;
  heard(block, now);
  const notice = takeAcknowledgement(block, acknowledgement, now);
  if (notice?.kind === 'closed') return { ...NOTHING, notice };
  return takeData(block, segment, notice);
}

function receiveInSynSent(block: ControlBlock, segment: Segment, now: Ticks): Reception {
  const { acknowledgement } = segment;
  if (acknowledgement !== null && acknowledgement !== block.sendNext) {
    return segment.rst ? NOTHING : reset(block, { kind: 'acknowledges-unsent', acknowledged: acknowledgement, sent: block.sendNext }, acknowledgement);
  }
  if (segment.rst) return acknowledgement === null ? NOTHING : broken(block, segment.cause ?? null);
  if (!segment.syn || acknowledgement === null) return NOTHING;
  block.state = 'established';
  block.initialReceive = segment.sequence;
  block.receiveNext = advance(segment.sequence, 1);
  block.sendUnacknowledged = acknowledgement;
  heard(block, now);
  acknowledged(block, acknowledgement, now);
  return { ...NOTHING, owesAcknowledgement: true, notice: { kind: 'established' } };
}

/** RFC 9293, section 3.4: some of it lies in the window. */
function isAcceptable({ receiveNext }: ControlBlock, segment: Segment): boolean {
  const length = lengthOf(segment);
  const begin = distance(receiveNext, segment.sequence);
  const beginsInside = begin >= 0 && begin < RECEIVE_WINDOW;
  if (length === 0) return beginsInside;
  const last = begin + length - 1;
  return beginsInside || (last >= 0 && last < RECEIVE_WINDOW);
}

/** RFC 5961, section 3.2: only a RST with exactly the next number counts. */
function receiveReset(block: ControlBlock, segment: Segment): Reception {
  if (segment.sequence !== block.receiveNext) return { ...NOTHING, replies: [acknowledge(block)] };
  return broken(block, segment.cause ?? null);
}

function broken(block: ControlBlock, cause: ResetCause | null): Reception {
  block.state = 'closed';
  block.retransmitAt = 0;
  return { ...NOTHING, notice: { kind: 'reset-received', cause } };
}

function reset(block: ControlBlock, cause: ResetCause, sequence: number): Reception {
  return { ...NOTHING, replies: [abort(block, cause, sequence)], notice: { kind: 'reset-sent', cause } };
}

function heard(block: ControlBlock, now: Ticks): void {
  block.heardAt = now;
  block.probes = 0;
}

function takeAcknowledgement(block: ControlBlock, acknowledgement: number, now: Ticks): ReceptionNotice | null {
  const wasOpening = block.state === 'syn-received';
  if (!isAfter(acknowledgement, block.sendUnacknowledged)) return null;
  const bytes = Math.min(Math.max(0, distance(firstByte(block), acknowledgement)), block.unacknowledged.length);
  block.unacknowledged.splice(0, bytes);
  block.sendUnacknowledged = acknowledgement;
  acknowledged(block, acknowledgement, now);
  if (wasOpening) {
    block.state = 'established';
    return { kind: 'established' };
  }
  const all = acknowledgement === block.sendNext;
  if (all && block.state === 'fin-wait-1') block.state = 'fin-wait-2';
  if (!all || block.state !== 'last-ack') return null;
  block.state = 'closed';
  return { kind: 'closed' };
}

/** Delivers what is next in the stream. What lies beyond a gap is not kept: the other side sends it again. */
function takeData(block: ControlBlock, segment: Segment, notice: ReceptionNotice | null): Reception {
  if (lengthOf(segment) === 0) return { ...NOTHING, notice };
  const known = distance(segment.sequence, block.receiveNext);
  if (known < 0) return { ...NOTHING, replies: [acknowledge(block)], notice };
  const delivered = segment.data.slice(known);
  block.receiveNext = endOf(segment);
  if (!segment.fin) return { ...NOTHING, delivered, owesAcknowledgement: true, notice };
  if (block.state === 'fin-wait-1' || block.state === 'fin-wait-2') {
    block.state = 'time-wait';
    return { ...NOTHING, delivered, owesAcknowledgement: true, notice: { kind: 'closed' } };
  }
  return { ...NOTHING, delivered, owesAcknowledgement: true, notice: { kind: 'finished' } };
}
