import type { Completion } from '../../kernel/process.ts';
import type { Nanoseconds } from '../../kernel/time.ts';
import { StreamBarrier } from './stream-barrier.ts';
import type { VirtualLink } from './virtual-link.ts';

const MAIN = 0;

/** What crosses a stream: something to put in place, or the word that the stream is in step. */
export type Crossing = { readonly kind: 'message'; readonly deliver: () => void } | { readonly kind: 'in-step' };

interface Waiting {
  /** The channel that it has to go over; null for any. */
  readonly channel: number | null;
  readonly crossing: Crossing;
  readonly bytes: number;
  readonly completion: Completion;
}

/**
 * The main stream of a migration and the channels beside it. Each channel takes one packet at a time, in the manner of
 * QEMU's sending threads: a packet goes to the next one that is free (migration/multifd.c: multifd_send_pages).
 */
export class Channels implements VirtualLink {
  readonly #main: VirtualLink;
  readonly #channels: readonly VirtualLink[];
  readonly #barrier: StreamBarrier;
  readonly #isBusy: boolean[];
  #next = 0;
  #waiting: Waiting | null = null;
  #flush: Completion | null = null;
  #failure: Error | null = null;

  constructor(main: VirtualLink, channels: readonly VirtualLink[]) {
    this.#main = main;
    this.#channels = channels;
    this.#barrier = new StreamBarrier(channels.length + 1);
    this.#isBusy = channels.map(() => false);
  }

  get latency(): Nanoseconds {
    return this.#main.latency;
  }

  /** Over the main stream. */
  send(bytes: number, deliver: () => void, completion: Completion): void {
    this.sendOverMain({ kind: 'message', deliver }, bytes, completion);
  }

  sendOverMain(crossing: Crossing, bytes: number, completion: Completion): void {
    this.#main.send(bytes, () => { this.#arrived(MAIN, crossing); }, completion);
  }

  /** Over this channel, or for null the next one that is free; completes with its number as soon as it is free. */
  sendOverChannel(channel: number | null, crossing: Crossing, bytes: number, completion: Completion): void {
    if (this.#failure !== null) {
      completion.fail(this.#failure);
      return;
    }
    this.#waiting = { channel, crossing, bytes, completion };
    this.#handOver();
  }

  /** Completes when all that was sent on any stream is in place and the word of it is back. */
  flush(completion: Completion, readyAt: () => Nanoseconds): void {
    const streams = [this.#main, ...this.#channels];
    this.#flush = completion;
    let left = streams.length;
    const one: Completion = {
      succeed: () => {
        left--;
        if (left === 0 && this.#flush === completion) completion.succeed();
      },
      fail: (error) => {
        if (this.#flush !== completion) return;
        this.#flush = null;
        completion.fail(error);
      },
    };
    for (const stream of streams) stream.flush(one, readyAt);
  }

  /** Nobody waits any more; what the channels have taken still goes its way. */
  abandon(): void {
    this.#waiting = null;
    this.#flush = null;
    this.#main.abandon();
  }

  /** Gives what waits to the channel that it waits for. What the completion sets going comes last, for it may come back here. */
  #handOver(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    const index = waiting.channel ?? this.#nextFree();
    if (index === null || this.#isBusy[index] === true) return;
    this.#waiting = null;
    this.#isBusy[index] = true;
    this.#channels[index]?.send(waiting.bytes, () => { this.#arrived(index + 1, waiting.crossing); }, {
      succeed: () => {
        this.#isBusy[index] = false;
        this.#handOver();
      },
      fail: (error) => {
        this.#fail(error);
      },
    });
    waiting.completion.succeed(index);
  }

  #nextFree(): number | null {
    const { length } = this.#channels;
    for (let tried = 0; tried < length; tried++) {
      const index = (this.#next + tried) % length;
      if (this.#isBusy[index] === true) continue;
      this.#next = (index + 1) % length;
      return index;
    }
    return null;
  }

  #arrived(stream: number, crossing: Crossing): void {
    if (crossing.kind === 'in-step') this.#barrier.inStep(stream);
    else this.#barrier.arrived(stream, crossing.deliver);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.completion.fail(error);
  }
}
