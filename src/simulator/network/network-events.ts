import type { Nanoseconds } from '../kernel/time.ts';
import type { ResetCause } from './tcp/segment.ts';

/** Which side of a connection does something. */
export type Side = 'peer' | 'vm';

/** A place in the network: a machine on a host. */
export interface Place {
  readonly vm: string;
  readonly host: string;
}

/** What happens to connections, and what others come to feel of a machine that was put back in time. */
export type NetworkEvent =
  | { readonly kind: 'connection.opened'; readonly vm: string; readonly peer: string; readonly requestEvery: Nanoseconds | null }
  | { readonly kind: 'connection.established'; readonly vm: string; readonly peer: string }
  /** Nobody acknowledged what was sent, so it was sent again; the next time comes after `next`. */
  | {
      readonly kind: 'connection.retransmitted';
      readonly vm: string;
      readonly peer: string;
      readonly by: Side;
      readonly attempt: number;
      readonly next: Nanoseconds;
    }
  /** `by` sent a RST, for this reason. */
  | { readonly kind: 'connection.reset'; readonly vm: string; readonly peer: string; readonly by: Side; readonly cause: ResetCause }
  /** `by` gave up: for so long nobody answered. */
  | {
      readonly kind: 'connection.timed-out';
      readonly vm: string;
      readonly peer: string;
      readonly by: Side;
      readonly waited: Nanoseconds;
      readonly attempts: number;
      readonly probing: boolean;
    }
  /** The peer said goodbye, or vanished without a word. */
  | { readonly kind: 'connection.closed'; readonly vm: string; readonly peer: string; readonly how: 'closed' | 'left' }
  /** The server gave a session the same random number that another one had. */
  | {
      readonly kind: 'random.repeated';
      readonly vm: string;
      readonly peer: string;
      readonly session: number;
      readonly before: string;
      readonly since: Nanoseconds;
    }
  /** The guest saw a new generation and mixed it into its random numbers. */
  | { readonly kind: 'random.reseeded'; readonly vm: string }
  /** A peer sees that the guest's wall clock is wrong by so much. */
  | { readonly kind: 'clock.behind'; readonly vm: string; readonly peer: string; readonly behind: Nanoseconds }
  /** The guest asked a time server, and set its clock forward by so much. */
  | { readonly kind: 'clock.corrected'; readonly vm: string; readonly by: Nanoseconds }
  | { readonly kind: 'generation.changed'; readonly vm: string; readonly generation: string }
  /** Two machines have one address: the switch now sends what is for it to another port than before. */
  | { readonly kind: 'address.moved'; readonly address: string; readonly from: Place; readonly to: Place }
  /** Null: output goes out at once from now on. */
  | { readonly kind: 'output-commit.set'; readonly vm: string; readonly every: Nanoseconds | null }
  | { readonly kind: 'generation-id.set'; readonly vm: string; readonly present: boolean }
  /** The VM went back to its last checkpoint; so many segments that it had said since were never let out. */
  | { readonly kind: 'checkpoint.returned'; readonly vm: string; readonly takenAt: Nanoseconds; readonly discarded: number };
