import { CONNECTION_STATES, type ConnectionState, type ControlBlock } from '../tcp/control-block.ts';
import { type Endpoint, sameEndpoint } from '../tcp/segment.ts';
import { BLOCK_WORDS, type GuestLayout, HEADER_WORDS, SLOTS } from './guest-layout.ts';
import type { GuestWords } from './guest-words.ts';

/** A connection as the guest keeps it. */
export interface GuestConnection {
  readonly slot: number;
  readonly block: ControlBlock;
  /** The number that the server drew for this session. */
  readonly session: number;
}

/** The table of control blocks in guest memory: put memory back, and the connections are as they were. */
export class ConnectionTable {
  readonly #words: GuestWords;
  readonly #layout: GuestLayout;
  /** Of the machine that looks: it is not kept in the table, so that a copy of the memory elsewhere works as well. */
  readonly #address: number;

  constructor(words: GuestWords, layout: GuestLayout, address: number) {
    this.#words = words;
    this.#layout = layout;
    this.#address = address;
  }

  /** Every connection that is not closed, by its slot. */
  all(): GuestConnection[] {
    return Array.from({ length: SLOTS }, (_, slot) => this.#read(slot)).filter((found) => found !== null);
  }

  /** The connection with this other end; null where there is none. */
  find(remote: Endpoint): GuestConnection | null {
    return this.all().find(({ block }) => sameEndpoint(block.remote, remote)) ?? null;
  }

  /** The first slot for a new connection; null where all are taken. */
  freeSlot(): number | null {
    for (let slot = 0; slot < SLOTS; slot++) if (this.#words.read(this.#start(slot)) === 0) return slot;
    return null;
  }

  /** A closed connection frees its slot. */
  write({ slot, block, session }: GuestConnection): void {
    const start = this.#start(slot);
    if (block.state === 'closed') {
      this.#words.write(start, 0);
      return;
    }
    wordsOf(block, session).forEach((word, index) => {
      this.#words.write(start + index, word);
    });
    const bytes = block.unacknowledged;
    for (let index = 0; index < bytes.length; index += 4) {
      const [first = 0, second = 0, third = 0, fourth = 0] = bytes.slice(index, index + 4);
      this.#words.write(start + BLOCK_WORDS + index / 4, first | (second << 8) | (third << 16) | (fourth << 24));
    }
  }

  #read(slot: number): GuestConnection | null {
    const start = this.#start(slot);
    const word = (index: number): number => this.#words.read(start + index);
    const state: ConnectionState | undefined = CONNECTION_STATES[word(0)];
    if (state === undefined || state === 'closed') return null;
    const ports = word(2);
    const block: ControlBlock = {
      state,
      local: { address: this.#address, port: ports & 0xffff },
      remote: { address: word(1), port: ports >>> 16 },
      initialSend: word(3),
      sendUnacknowledged: word(4),
      sendNext: word(5),
      receiveNext: word(6),
      initialReceive: word(22),
      smoothedRoundTrip: this.#words.readSigned(start + 7),
      roundTripVariation: word(8),
      retransmissionTimeout: word(9),
      retransmitAt: word(10),
      retransmissions: word(11),
      unansweredSince: word(12),
      timedSequence: word(13),
      timedAt: word(14),
      isTiming: word(15) === 1,
      heardAt: word(16),
      probes: word(17),
      keepAlive: word(18),
      giveUp: word(19),
      unacknowledged: this.#bytes(start, word(21)),
    };
    return { slot, block, session: word(20) };
  }

  #bytes(start: number, count: number): number[] {
    return Array.from({ length: Math.min(count, 4 * (this.#layout.slotWords - BLOCK_WORDS)) }, (_, index) => {
      return (this.#words.read(start + BLOCK_WORDS + (index >> 2)) >>> (8 * (index & 3))) & 0xff;
    });
  }

  #start(slot: number): number {
    return HEADER_WORDS + slot * this.#layout.slotWords;
  }
}

function wordsOf(block: ControlBlock, session: number): number[] {
  return [
    CONNECTION_STATES.indexOf(block.state),
    block.remote.address,
    (block.remote.port << 16) | block.local.port,
    block.initialSend,
    block.sendUnacknowledged,
    block.sendNext,
    block.receiveNext,
    block.smoothedRoundTrip,
    block.roundTripVariation,
    block.retransmissionTimeout,
    block.retransmitAt,
    block.retransmissions,
    block.unansweredSince,
    block.timedSequence,
    block.timedAt,
    block.isTiming ? 1 : 0,
    block.heardAt,
    block.probes,
    block.keepAlive,
    block.giveUp,
    session,
    block.unacknowledged.length,
    block.initialReceive,
  ];
}
