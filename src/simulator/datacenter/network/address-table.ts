import type { Place } from '../../network/network-events.ts';

/**
 * What the switches have learned: behind which port an address was heard of last (IEEE 802.1D, section 7.8). There is
 * one entry for an address, so that of two machines with the same one only that which spoke last is reached.
 */
export class AddressTable {
  readonly #places = new Map<number, Place>();

  where(address: number): Place | undefined {
    return this.#places.get(address);
  }

  /** A frame from this address came from this place: returns the place before, where that was another machine's. */
  learn(address: number, place: Place): Place | null {
    const before = this.#places.get(address);
    this.#places.set(address, place);
    return before !== undefined && before.vm !== place.vm ? before : null;
  }

  entries(): readonly (readonly [number, Place])[] {
    return [...this.#places];
  }
}
