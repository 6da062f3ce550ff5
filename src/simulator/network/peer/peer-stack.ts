import type { Nanoseconds } from '../../kernel/time.ts';
import { type Answer, decodeAnswer, encodeRequest } from '../guest/message.ts';
import { nextTimer, checkTimers, type TimerOutcome } from '../tcp/timers.ts';
import { type ConnectionTimers, newBlock, type Ticks, ticksOf, timeOf } from '../tcp/control-block.ts';
import { receive, type ReceptionNotice } from '../tcp/receive.ts';
import type { Endpoint, ResetCause, Segment } from '../tcp/segment.ts';
import { abort, acknowledge, finish, open, transmit } from '../tcp/transmit.ts';
import type { Peer } from './peer.ts';

/** What a peer does when something comes, or is due. */
export interface PeerReaction {
  readonly segments: readonly Segment[];
  readonly notice: ReceptionNotice | null;
  /** The answer that came; it is to the peer's own request. */
  readonly answer: Answer | null;
  readonly timer: TimerOutcome;
}

/** A peer before it has said anything. */
export interface NewPeer {
  readonly name: string;
  readonly vm: string;
  readonly endpoint: Endpoint;
  readonly server: Endpoint;
  readonly initialSend: number;
  readonly requestEvery: Nanoseconds | null;
  readonly timers: ConnectionTimers;
}

const QUIET: PeerReaction = { segments: [], notice: null, answer: null, timer: { kind: 'nothing' } };

/** A peer that begins to open its connection, and its SYN. */
export function openPeer({ name, vm, endpoint, server, initialSend, requestEvery, timers }: NewPeer, now: Nanoseconds): { readonly peer: Peer; readonly segment: Segment } {
  const block = newBlock(endpoint, server, initialSend, timers, ticksOf(now));
  const peer: Peer = {
    name, vm, endpoint, block, requestEvery,
    openedAt: now,
    outstanding: null,
    nextRequestAt: null,
    requestsSent: 0,
    answers: 0,
    lastAnswerAt: null,
    latency: null,
    session: null,
    repeated: null,
    clockBehind: null,
    clockTold: 0,
    end: null,
    journal: [],
  };
  return { peer, segment: open(block, 'syn-sent', ticksOf(now)) };
}

/** A segment has come for the peer. `from` is the name of the machine that sent it. */
export function receiveAtPeer(peer: Peer, segment: Segment, from: string, now: Nanoseconds): PeerReaction {
  const { block } = peer;
  const ticks = ticksOf(now);
  const wasOpen = block.state !== 'syn-sent';
  const { replies, delivered, owesAcknowledgement, notice } = receive(block, segment, ticks);
  const segments = [...replies];
  if (notice?.kind === 'reset-received') peer.end ??= { kind: 'reset', time: now, from, cause: notice.cause, wasOpen };
  if (notice?.kind === 'reset-sent') peer.end ??= { kind: 'aborted', time: now, cause: notice.cause };
  if (notice?.kind === 'finished') segments.push(finish(block, 'last-ack', ticks));
  if (notice?.kind === 'finished') peer.end ??= { kind: 'closed', time: now };
  if (notice?.kind === 'established') peer.nextRequestAt = now;
  if (delivered.length > 0) {
    const answer = decodeAnswer(delivered);
    const wrong = wrongAnswer(peer, answer);
    if (wrong !== null) {
      peer.end = { kind: 'aborted', time: now, cause: wrong };
      return { ...QUIET, segments: [...segments, abort(block, wrong)], notice: { kind: 'reset-sent', cause: wrong } };
    }
    takeAnswer(peer, answer, now);
    return { ...QUIET, segments: [...segments, acknowledge(block)], notice, answer };
  }
  if (owesAcknowledgement) segments.push(acknowledge(block));
  return { ...QUIET, segments, notice };
}

/** What is due: a request, a retransmission, a probe. */
export function wakePeer(peer: Peer, requestBody: (id: number) => readonly number[], now: Nanoseconds): PeerReaction {
  const { block } = peer;
  const ticks = ticksOf(now);
  if (peer.end !== null && block.state === 'closed') return QUIET;
  const timer = checkTimers(block, ticks);
  if (timer.kind === 'gave-up') {
    const { waited, attempts, probing } = timer;
    peer.end ??= { kind: 'timed-out', time: now, waited: timeOf(waited), attempts, probing };
    return { ...QUIET, timer };
  }
  const segments: Segment[] = timer.kind === 'nothing' ? [] : [timer.segment];
  if (peer.nextRequestAt !== null && now >= peer.nextRequestAt && block.state === 'established') {
    segments.push(...sendRequest(peer, requestBody, ticks, now));
  }
  return { ...QUIET, segments, timer };
}

/** When the peer has something to do; null where it waits to be spoken to. */
export function nextWake(peer: Peer): Nanoseconds | null {
  if (peer.block.state === 'closed') return null;
  const timer = timeOf(nextTimer(peer.block));
  const request = peer.block.state === 'established' ? (peer.nextRequestAt ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const next = Math.min(timer, request);
  return Number.isFinite(next) ? next : null;
}

/** The peer says goodbye, and still takes the answer that it waits for; where the connection is not open yet it just goes. */
export function closePeer(peer: Peer, now: Nanoseconds): readonly Segment[] {
  const { block } = peer;
  peer.end = { kind: 'closed', time: now };
  peer.nextRequestAt = null;
  if (block.state === 'established') return [finish(block, 'fin-wait-1', ticksOf(now))];
  block.state = 'closed';
  return [];
}

/** The peer is gone without a word. */
export function removePeer(peer: Peer, now: Nanoseconds): void {
  peer.end = { kind: 'left', time: now };
  peer.block.state = 'closed';
  peer.nextRequestAt = null;
}

function sendRequest(peer: Peer, requestBody: (id: number) => readonly number[], ticks: Ticks, now: Nanoseconds): Segment[] {
  peer.requestsSent++;
  peer.nextRequestAt = null;
  const id = peer.requestsSent;
  peer.outstanding = { id, sentAt: now };
  return transmit(peer.block, encodeRequest({ id, body: requestBody(id) }), ticks);
}

/** The first answer to a silent peer's greeting, too, is to a request of its own. */
function wrongAnswer({ outstanding }: Peer, { id }: Answer): ResetCause | null {
  const expected = outstanding?.id ?? 0;
  return id === expected ? null : { kind: 'wrong-answer', expected, received: id };
}

/** How far the server's clock is behind for certain: it was read between the question and now. */
function clockError(read: Nanoseconds, asked: Nanoseconds, now: Nanoseconds): Nanoseconds {
  if (read < asked) return asked - read;
  return read > now ? now - read : 0;
}

function takeAnswer(peer: Peer, answer: Answer, now: Nanoseconds): void {
  peer.answers++;
  peer.lastAnswerAt = now;
  const asked = peer.outstanding?.sentAt ?? now;
  peer.latency = now - asked;
  peer.outstanding = null;
  peer.session = answer.session;
  peer.clockBehind = clockError(timeOf(answer.wallClock), asked, now);
  peer.nextRequestAt = peer.requestEvery === null ? null : now + peer.requestEvery;
}
