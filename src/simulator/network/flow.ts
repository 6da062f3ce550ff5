import type { Appointment } from '../kernel/event-queue.ts';
import type { Completion } from '../kernel/process.ts';
import type { Nanoseconds } from '../kernel/time.ts';
import type { LinkSettings } from './link-model.ts';

/** What a flow needs of its link. */
export interface FlowContext {
  readonly now: () => Nanoseconds;
  readonly at: (time: Nanoseconds, action: () => void) => Appointment;
  readonly settings: () => LinkSettings;
  /** The flow became busy or idle, so the link's bandwidth has to be shared anew. */
  readonly onActivity: () => void;
  readonly onClose: () => void;
}

interface Transfer {
  /** Where its last byte stands in the stream of all bytes ever sent. */
  readonly end: number;
  readonly deliver: () => void;
}

interface Waiting {
  /** The stream position that must have left for the sender to go on. */
  readonly position: number;
  readonly completion: Completion;
}

/** Somebody who waits until everything is in place at the receiver. */
interface Flush {
  /** When the receiver has dealt with all that has arrived. */
  readonly readyAt: () => Nanoseconds;
  readonly completion: Completion;
}

/**
 * One connection over a link. Positions are counted in bytes since it was opened: `#queued` have been handed in,
 * `#leftAt(now)` have left onto the wire. A send is accepted once all but a buffer's worth has left.
 */
export class Flow {
  readonly #context: FlowContext;
  #queued = 0;
  /** At `#baseTime`, `#basePosition` bytes had left; since then they leave at `#rate` bytes a nanosecond. */
  #baseTime: Nanoseconds;
  #basePosition = 0;
  #rate = 0;
  #transfers: Transfer[] = [];
  #sender: Waiting | null = null;
  #flush: Flush | null = null;
  #next: Appointment | null = null;
  readonly #arrivals = new Set<Appointment>();
  #lastArrival: Nanoseconds = 0;
  #failure: Error | null = null;

  constructor(context: FlowContext) {
    this.#context = context;
    this.#baseTime = context.now();
  }

  /** One way. */
  get latency(): Nanoseconds {
    return this.#context.settings().latencyNanoseconds;
  }

  get isBusy(): boolean {
    return this.#transfers.length > 0;
  }

  /** Queues bytes; `deliver` is called when the last of them has arrived. Completes when the buffer has taken them. */
  send(bytes: number, deliver: () => void, completion: Completion): void {
    if (this.#failure !== null) {
      completion.fail(this.#failure);
      return;
    }
    const wasBusy = this.isBusy;
    if (!wasBusy) this.#rebase(this.#queued);
    this.#queued += bytes;
    this.#transfers.push({ end: this.#queued, deliver });
    const position = this.#queued - this.#context.settings().sendBufferBytes;
    if (position <= this.#leftAt(this.#context.now())) completion.succeed();
    else this.#sender = { position, completion };
    if (wasBusy) this.#plan();
    else this.#context.onActivity();
  }

  /** Completes when everything has arrived, the receiver has dealt with it, and its word of that is back. */
  flush(completion: Completion, readyAt: () => Nanoseconds = () => 0): void {
    if (this.#failure !== null) {
      completion.fail(this.#failure);
      return;
    }
    this.#flush = { readyAt, completion };
    this.#confirm();
  }

  /** Nobody waits any more; what is queued still goes its way. */
  abandon(): void {
    this.#sender = null;
    this.#flush = null;
  }

  /** From now on bytes leave at so many a nanosecond. */
  setRate(rate: number): void {
    if (rate !== this.#rate) {
      this.#rebase(this.#leftAt(this.#context.now()));
      this.#rate = rate;
    }
    this.#plan();
  }

  /** Loses everything under way and tells whoever waits. */
  fail(error: Error): void {
    this.#failure = error;
    this.#drop();
    const waiting = this.#sender ?? this.#flush;
    this.abandon();
    waiting?.completion.fail(error);
  }

  /** Gives the link back; what is under way is lost. */
  close(): void {
    this.#failure ??= new Error('The connection is closed.');
    this.#drop();
    this.abandon();
    this.#context.onClose();
  }

  #drop(): void {
    this.#next?.cancel();
    this.#next = null;
    for (const arrival of this.#arrivals) arrival.cancel();
    this.#arrivals.clear();
    this.#transfers = [];
  }

  #leftAt(time: Nanoseconds): number {
    return Math.min(this.#queued, this.#basePosition + (time - this.#baseTime) * this.#rate);
  }

  #rebase(position: number): void {
    this.#basePosition = position;
    this.#baseTime = this.#context.now();
  }

  #timeOf(position: number): Nanoseconds {
    return this.#baseTime + Math.ceil((position - this.#basePosition) / this.#rate);
  }

  /** Wakes up at the next instant at which something happens: the sender may go on, or a transfer has left. */
  #plan(): void {
    this.#next?.cancel();
    this.#next = null;
    const first = this.#transfers[0];
    if (first === undefined || this.#rate === 0) return;
    const position = this.#sender === null ? first.end : Math.min(first.end, this.#sender.position);
    this.#next = this.#context.at(this.#timeOf(position), () => {
      this.#next = null;
      this.#progress(position);
    });
  }

  #progress(left: number): void {
    let transfer = this.#transfers[0];
    while (transfer !== undefined && transfer.end <= left) {
      this.#transfers.shift();
      this.#arrive(transfer);
      transfer = this.#transfers[0];
    }
    const sender = this.#sender;
    const isAccepted = sender !== null && sender.position <= left;
    if (isAccepted) this.#sender = null;
    if (transfer === undefined) this.#context.onActivity();
    else this.#plan();
    if (isAccepted) sender.completion.succeed();
  }

  #arrive(transfer: Transfer): void {
    // Where the latency has become shorter, nothing overtakes what was sent before.
    this.#lastArrival = Math.max(this.#lastArrival, this.#context.now() + this.latency);
    const arrival = this.#context.at(this.#lastArrival, () => {
      this.#arrivals.delete(arrival);
      transfer.deliver();
      this.#confirm();
    });
    this.#arrivals.add(arrival);
  }

  #confirm(): void {
    const flush = this.#flush;
    if (flush === null || this.isBusy || this.#arrivals.size > 0) return;
    const ready = Math.max(this.#context.now(), flush.readyAt());
    const confirmation = this.#context.at(ready + this.latency, () => {
      this.#arrivals.delete(confirmation);
      if (this.#flush !== flush) {
        // That one was abandoned; somebody else may wait by now.
        this.#confirm();
        return;
      }
      this.#flush = null;
      flush.completion.succeed();
    });
    this.#arrivals.add(confirmation);
  }
}
