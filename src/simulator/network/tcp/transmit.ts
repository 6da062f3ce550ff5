import { type ControlBlock, firstByte, MAXIMUM_SEGMENT, type Ticks } from './control-block.ts';
import type { ResetCause, Segment } from './segment.ts';
import { advance, distance, type SequenceNumber } from './sequence.ts';

/** An acknowledgement without data. */
export function acknowledge(block: ControlBlock): Segment {
  return segment(block, block.sendNext);
}

/** A segment that lies just before what was acknowledged, so that a live side answers it (RFC 1122, 4.2.3.6). */
export function probe(block: ControlBlock): Segment {
  return segment(block, advance(block.sendNext, -1));
}

/** Breaks the connection off (RFC 9293, section 3.10.5): the block is of no use afterwards. */
export function abort(block: ControlBlock, cause: ResetCause, sequence: SequenceNumber = block.sendNext): Segment {
  block.state = 'closed';
  block.retransmitAt = 0;
  return { ...segment(block, sequence), acknowledgement: null, rst: true, cause };
}

/** Sends the SYN of a side that opens, or the SYN with ACK of one that accepts. */
export function open(block: ControlBlock, state: 'syn-sent' | 'syn-received', now: Ticks): Segment {
  block.state = state;
  return sent(block, synchronise(block), now);
}

/** Sends whatever has not been sent yet. */
export function transmit(block: ControlBlock, bytes: readonly number[], now: Ticks): Segment[] {
  const segments: Segment[] = [];
  for (let start = 0; start < bytes.length; start += MAXIMUM_SEGMENT) {
    const data = bytes.slice(start, start + MAXIMUM_SEGMENT);
    for (const byte of data) block.unacknowledged.push(byte);
    segments.push(sent(block, { ...segment(block, block.sendNext), data }, now));
  }
  return segments;
}

/** Says that nothing more will come. */
export function finish(block: ControlBlock, state: 'fin-wait-1' | 'last-ack', now: Ticks): Segment {
  block.state = state;
  return sent(block, { ...segment(block, block.sendNext), fin: true }, now);
}

/** The oldest segment that is not acknowledged, once more. */
export function oldestAgain(block: ControlBlock): Segment {
  if (block.state === 'syn-sent' || block.state === 'syn-received') return synchronise(block);
  const data = block.unacknowledged.slice(0, MAXIMUM_SEGMENT);
  const sequence = firstByte(block);
  const end = advance(sequence, data.length);
  return { ...segment(block, sequence), data, fin: hasFinished(block) && distance(end, block.sendNext) === 1 };
}

function hasFinished({ state }: ControlBlock): boolean {
  return state === 'fin-wait-1' || state === 'last-ack';
}

function synchronise(block: ControlBlock): Segment {
  const syn = { ...segment(block, block.initialSend), syn: true };
  return block.state === 'syn-sent' ? { ...syn, acknowledgement: null } : syn;
}

/** Notes that a segment with new numbers leaves; the timer runs from now if it did not (RFC 6298, 5.1). */
function sent(block: ControlBlock, made: Segment, now: Ticks): Segment {
  block.sendNext = advance(made.sequence, made.data.length + (made.syn || made.fin ? 1 : 0));
  if (block.retransmitAt === 0) {
    block.retransmitAt = now + block.retransmissionTimeout;
    block.unansweredSince = now;
    block.retransmissions = 0;
  }
  if (!block.isTiming && block.retransmissions === 0) {
    block.isTiming = true;
    block.timedSequence = block.sendNext;
    block.timedAt = now;
  }
  return made;
}

function segment({ local, remote, receiveNext }: ControlBlock, sequence: SequenceNumber): Segment {
  return { source: local, destination: remote, sequence, acknowledgement: receiveNext, syn: false, fin: false, rst: false, data: [] };
}
