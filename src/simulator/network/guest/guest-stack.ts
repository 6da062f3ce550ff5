import type { GuestMemory } from '../../memory/guest-memory.ts';
import { type ConnectionTimers, type ControlBlock, newBlock, type Ticks } from '../tcp/control-block.ts';
import { receive, type ReceptionNotice } from '../tcp/receive.ts';
import { refusal, type ResetCause, type Segment } from '../tcp/segment.ts';
import { advance } from '../tcp/sequence.ts';
import { checkTimers, type TimerOutcome } from '../tcp/timers.ts';
import { acknowledge, finish, open, transmit } from '../tcp/transmit.ts';
import { ConnectionTable, type GuestConnection } from './connection-table.ts';
import { type GenerationId, GuestKernel } from './guest-kernel.ts';
import type { GuestLayout } from './guest-layout.ts';
import { GuestWords } from './guest-words.ts';
import { decodeRequest, encodeAnswer } from './message.ts';

/** What the guest's kernel is told by the hardware it runs on. */
export interface GuestHardware {
  readonly memory: GuestMemory;
  readonly layout: GuestLayout;
  readonly address: number;
  /** How long the guest has been running, by its own clock. */
  readonly uptime: Ticks;
  /** The time of day outside: what a time server would answer. */
  readonly outside: Ticks;
  /** Null where the machine has no such device. */
  readonly generation: GenerationId | null;
  /** The server's program: the body of the answer to this one, or null where it does not take requests now. */
  readonly serve: (body: readonly number[]) => readonly number[] | null;
}

/** Something that happened in the guest's network stack, with the other end where there is one. */
export type GuestNotice =
  | { readonly kind: 'connection'; readonly remote: ControlBlock['remote']; readonly notice: ReceptionNotice }
  | { readonly kind: 'timer'; readonly remote: ControlBlock['remote']; readonly outcome: TimerOutcome }
  | { readonly kind: 'refused'; readonly remote: ControlBlock['remote']; readonly cause: ResetCause }
  | { readonly kind: 'reseeded' }
  | { readonly kind: 'clock-corrected'; readonly by: Ticks };

/** What the guest sends, and what happened in it, in this order. */
export interface GuestReaction {
  readonly segments: readonly Segment[];
  readonly notices: readonly GuestNotice[];
}

/** The port that the server listens on. */
export const SERVER_PORT = 80;

/**
 * The guest's side of its connections. It has no state of its own: each call reads the guest's pages, does what TCP
 * asks for, and writes them.
 */
export class GuestStack {
  readonly kernel: GuestKernel;
  readonly table: ConnectionTable;
  readonly #hardware: GuestHardware;
  readonly #segments: Segment[] = [];
  readonly #notices: GuestNotice[] = [];

  constructor(hardware: GuestHardware) {
    this.#hardware = hardware;
    const words = new GuestWords(hardware.memory, hardware.layout.firstPage);
    this.kernel = new GuestKernel(words);
    this.table = new ConnectionTable(words, hardware.layout, hardware.address);
  }

  /** Starts the server where it does not run; its next connections have these timers. */
  startServer(pool: readonly number[], timers: ConnectionTimers): void {
    const { memory, layout, outside, uptime, generation } = this.#hardware;
    if (!this.kernel.isUp) {
      new GuestWords(memory, layout.firstPage).clear(layout.words);
      this.kernel.start(pool, outside, uptime, generation);
    }
    this.kernel.setTimers(timers);
  }

  /** A segment has come from the network. */
  receive(segment: Segment): GuestReaction {
    const connection = this.kernel.isUp ? this.#awake().table.find(segment.source) : null;
    if (connection !== null) this.#go(connection, segment);
    else if (segment.syn && segment.acknowledgement === null && this.kernel.isUp) this.#accept(segment);
    else this.#refuse(segment);
    return this.#reaction();
  }

  /** Looks at the clock: timers of connections, the time server, the generation of the machine. */
  tick(): GuestReaction {
    if (!this.kernel.isUp) return this.#reaction();
    this.#awake();
    const { uptime, outside } = this.#hardware;
    const corrected = this.kernel.checkClock(uptime, outside);
    if (corrected !== null) this.#notices.push({ kind: 'clock-corrected', by: corrected });
    for (const connection of this.table.all()) {
      const { block } = connection;
      const outcome = checkTimers(block, uptime);
      if (outcome.kind === 'nothing') continue;
      if (outcome.kind !== 'gave-up') this.#segments.push(outcome.segment);
      this.#notices.push({ kind: 'timer', remote: block.remote, outcome });
      this.table.write(connection);
    }
    return this.#reaction();
  }

  /** The generation is looked at before anything random is drawn. */
  #awake(): this {
    const { generation } = this.#hardware;
    if (generation !== null && this.kernel.watchGeneration(generation)) this.#notices.push({ kind: 'reseeded' });
    return this;
  }

  #accept(segment: Segment): void {
    const slot = this.table.freeSlot();
    if (slot === null) {
      this.#refuse(segment);
      return;
    }
    const { uptime } = this.#hardware;
    // RFC 6528 wants numbers that nobody can guess: they are drawn from the random pool, and come back with it.
    const block = newBlock(segment.destination, segment.source, this.kernel.random(), this.kernel.timers, uptime);
    block.initialReceive = segment.sequence;
    block.receiveNext = advance(segment.sequence, 1);
    this.#segments.push(open(block, 'syn-received', uptime));
    this.table.write({ slot, block, session: this.kernel.random() });
  }

  #go(connection: GuestConnection, segment: Segment): void {
    const { block } = connection;
    const { uptime } = this.#hardware;
    const { replies, delivered, owesAcknowledgement, notice } = receive(block, segment, uptime);
    const answer = delivered.length === 0 ? [] : this.#serve(connection.session, delivered);
    // A server that does not take requests has no room for this one: it is dropped, and will be sent again.
    if (answer === null) return;
    const own = transmit(block, answer, uptime);
    if (notice?.kind === 'finished') own.push(finish(block, 'last-ack', uptime));
    if (owesAcknowledgement && own.length === 0) own.push(acknowledge(block));
    this.#segments.push(...replies, ...own);
    if (notice !== null) this.#notices.push({ kind: 'connection', remote: block.remote, notice });
    this.table.write(connection);
  }

  /** The bytes of the server's answer; every request comes in a segment of its own. */
  #serve(session: number, delivered: readonly number[]): readonly number[] | null {
    const { id, body } = decodeRequest(delivered);
    const answer = this.#hardware.serve(body);
    if (answer === null) return null;
    const wallClock = this.kernel.wallClock(this.#hardware.uptime);
    return encodeAnswer({ id, session, wallClock, served: this.kernel.countRequest(), body: answer });
  }

  #refuse(segment: Segment): void {
    const reset = refusal(segment);
    if (reset === null) return;
    this.#segments.push(reset);
    this.#notices.push({ kind: 'refused', remote: segment.source, cause: reset.cause ?? { kind: 'no-connection' } });
  }

  #reaction(): GuestReaction {
    return { segments: this.#segments, notices: this.#notices };
  }
}
