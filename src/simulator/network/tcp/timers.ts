import { type ControlBlock, LEAST_TIMEOUT, MOST_TIMEOUT, type Ticks, ticksOf } from './control-block.ts';
import { seconds } from '../../kernel/time.ts';
import type { Segment } from './segment.ts';
import { distance, type SequenceNumber } from './sequence.ts';
import { oldestAgain, probe } from './transmit.ts';

/** Linux, tcp_keepalive_intvl: time between two probes that nobody answers. */
const PROBE_EVERY: Ticks = ticksOf(seconds(75));

/** Linux, TCP_TIMEWAIT_LEN: so long a side that closed still answers what comes late. */
const TIME_WAIT: Ticks = ticksOf(seconds(60));

/** What a look at the clock has come to. */
export type TimerOutcome =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'retransmitted'; readonly segment: Segment; readonly attempt: number; readonly timeout: Ticks }
  | { readonly kind: 'probed'; readonly segment: Segment }
  /** Nobody has answered for as long as this side was told to try. */
  | { readonly kind: 'gave-up'; readonly waited: Ticks; readonly attempts: number; readonly probing: boolean };

/** Does what is due: sends again what was not acknowledged, or probes a side that has been silent for long. */
export function checkTimers(block: ControlBlock, now: Ticks): TimerOutcome {
  if (block.state === 'time-wait' && now >= block.heardAt + TIME_WAIT) block.state = 'closed';
  if (block.state === 'closed' || block.state === 'time-wait') return { kind: 'nothing' };
  if (block.retransmitAt > 0) return now < block.retransmitAt ? { kind: 'nothing' } : retransmit(block, now);
  if (block.state !== 'established' || now < nextProbe(block)) return { kind: 'nothing' };
  const waited = now - block.heardAt - block.keepAlive;
  if (block.probes > 0 && waited >= block.giveUp) return giveUp(block, waited, block.probes, true);
  block.probes++;
  return { kind: 'probed', segment: probe(block) };
}

/** When something may be due; infinite where nothing will. */
export function nextTimer(block: ControlBlock): Ticks {
  if (block.state === 'closed') return Number.POSITIVE_INFINITY;
  if (block.state === 'time-wait') return block.heardAt + TIME_WAIT;
  if (block.retransmitAt > 0) return block.retransmitAt;
  return block.state === 'established' ? nextProbe(block) : Number.POSITIVE_INFINITY;
}

/** RFC 6298, 5.4 to 5.6: the oldest segment, with the timeout doubled. Its round trip is not measured (Karn). */
function retransmit(block: ControlBlock, now: Ticks): TimerOutcome {
  const waited = now - block.unansweredSince;
  if (waited >= block.giveUp) return giveUp(block, waited, block.retransmissions, false);
  block.retransmissions++;
  block.isTiming = false;
  const timeout = Math.min(2 * block.retransmissionTimeout, MOST_TIMEOUT);
  block.retransmissionTimeout = timeout;
  // The last wait is no longer than what is left to try.
  block.retransmitAt = Math.min(now + timeout, Math.max(now + 1, block.unansweredSince + block.giveUp));
  return { kind: 'retransmitted', segment: oldestAgain(block), attempt: block.retransmissions, timeout };
}

function giveUp(block: ControlBlock, waited: Ticks, attempts: number, probing: boolean): TimerOutcome {
  block.state = 'closed';
  block.retransmitAt = 0;
  return { kind: 'gave-up', waited, attempts, probing };
}

function nextProbe({ heardAt, keepAlive, probes, giveUp: patience }: ControlBlock): Ticks {
  const first = heardAt + keepAlive;
  if (probes === 0) return first;
  return Math.min(first + probes * Math.min(PROBE_EVERY, Math.max(1, keepAlive)), first + patience);
}

/** The other side has acknowledged everything up to here: measures the round trip and sets the timer anew. */
export function acknowledged(block: ControlBlock, upTo: SequenceNumber, now: Ticks): void {
  if (block.isTiming && distance(block.timedSequence, upTo) >= 0) {
    block.isTiming = false;
    measure(block, now - block.timedAt);
  }
  // Something new came through, so the back-off is over (RFC 6298, 5.7 and the note that follows it).
  block.retransmissionTimeout = timeoutOf(block);
  const allAcknowledged = distance(upTo, block.sendNext) === 0;
  block.retransmitAt = allAcknowledged ? 0 : now + block.retransmissionTimeout;
  block.unansweredSince = now;
  block.retransmissions = 0;
}

/** RFC 6298, 2.2 and 2.3, in eighths of a tick, as in Jacobson's paper of 1988. */
function measure(block: ControlBlock, roundTrip: Ticks): void {
  const measured = 8 * roundTrip;
  if (block.smoothedRoundTrip < 0) {
    block.smoothedRoundTrip = measured;
    block.roundTripVariation = measured >>> 1;
    return;
  }
  const error = Math.abs(block.smoothedRoundTrip - measured);
  block.roundTripVariation += (error - block.roundTripVariation) >> 2;
  block.smoothedRoundTrip += (measured - block.smoothedRoundTrip) >> 3;
}

function timeoutOf({ smoothedRoundTrip, roundTripVariation }: ControlBlock): Ticks {
  if (smoothedRoundTrip < 0) return LEAST_TIMEOUT;
  const timeout = Math.ceil((smoothedRoundTrip + Math.max(8, 4 * roundTripVariation)) / 8);
  return Math.min(Math.max(timeout, LEAST_TIMEOUT), MOST_TIMEOUT);
}
