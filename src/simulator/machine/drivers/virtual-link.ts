import type { Completion } from '../../kernel/process.ts';
import type { Nanoseconds } from '../../kernel/time.ts';

/** A connection of the modelled network, as the drivers need it. */
export interface VirtualLink {
  /** How long a byte is on its way. */
  readonly latency: Nanoseconds;
  /** Completes when the connection has taken all of the bytes; `deliver` is called when the last of them has arrived. */
  send(bytes: number, deliver: () => void, completion: Completion): void;
  /** Completes when all that was sent has arrived, the other side is ready, which it is at `readyAt`, and the word of it is back. */
  flush(completion: Completion, readyAt: () => Nanoseconds): void;
  /** Nobody waits for a completion any more; what was sent still goes its way. */
  abandon(): void;
}
