import { type Nanoseconds, seconds } from '../../kernel/time.ts';
import type { Place } from '../../network/network-events.ts';

/** IEEE 802.1D, table 7-5: what was not heard of for so long is forgotten. */
const AGEING_TIME: Nanoseconds = seconds(300);

/** Where an address was heard of last, and when. */
export interface Hearing {
  readonly place: Place;
  readonly heardAt: Nanoseconds;
}

/**
 * What the switches have learned: behind which port an address was heard of last (IEEE 802.1D, section 7.8). There is
 * one entry for an address, so that of two machines with the same one only that which spoke last is reached. A frame for
 * an address without an entry goes out on every port.
 */
export class AddressTable {
  readonly #hearings = new Map<number, Hearing>();

  /** Null where a frame for this address has to go everywhere. */
  where(address: number, now: Nanoseconds): Place | null {
    const hearing = this.#hearings.get(address);
    return hearing === undefined || now - hearing.heardAt > AGEING_TIME ? null : hearing.place;
  }

  /** A frame from this address came from this place: returns the place before, where that was another machine's. */
  learn(address: number, place: Place, now: Nanoseconds): Place | null {
    const before = this.where(address, now);
    this.#hearings.set(address, { place, heardAt: now });
    return before !== null && before.vm !== place.vm ? before : null;
  }

  entries(): readonly (readonly [number, Hearing])[] {
    return [...this.#hearings];
  }
}
