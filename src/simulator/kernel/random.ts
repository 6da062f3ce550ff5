/**
 * Seeded random numbers: xorshift128 (Marsaglia, "Xorshift RNGs", 2003), seeded by a hash of the world's seed and the
 * name of the component that draws. Each component has a stream of its own, so that one more draw in one place
 * changes nothing in another.
 */
export class RandomStream {
  readonly #state: Uint32Array;

  constructor(seed: number, component: string) {
    this.#state = seedWords(seed, component);
  }

  /** The next 32 bits, as a number from 0 to 2^32 - 1. */
  next(): number {
    const state = this.#state;
    let word = state[3] as number;
    const first = state[0] as number;
    word ^= word << 11;
    word ^= word >>> 8;
    state[3] = state[2] as number;
    state[2] = state[1] as number;
    state[1] = first;
    state[0] = word ^ first ^ (first >>> 19);
    return state[0];
  }

  /** A number from 0 (included) to 1 (not included). */
  unit(): number {
    return this.next() / 2 ** 32;
  }

  /**
   * A number from the exponential distribution with mean 1, by von Neumann's method of 1951, which only compares:
   * logarithms differ from platform to platform in their last bits.
   */
  exponential(): number {
    for (let whole = 0; ; whole++) {
      const first = this.unit();
      let smallest = first;
      let length = 1;
      for (let next = this.unit(); next < smallest; next = this.unit()) {
        smallest = next;
        length++;
      }
      if (length % 2 === 1) return whole + first;
    }
  }

  /** A whole number from 0 (included) to `limit` (not included). */
  below(limit: number): number {
    return Math.floor(this.unit() * limit);
  }
}

/** Four 32-bit words, never all 0, that depend on every bit of the seed and every letter of the name. */
export function seedWords(seed: number, component: string): Uint32Array {
  const words = new Uint32Array(4);
  let hash = mix(seed >>> 0) ^ mix(Math.floor(seed / 2 ** 32) >>> 0);
  for (let index = 0; index < component.length; index++) {
    hash = mix(hash ^ component.charCodeAt(index));
  }
  for (let index = 0; index < words.length; index++) {
    hash = mix(hash + 0x9e37_79b9);
    words[index] = hash;
  }
  words[0] = (words[0] as number) | 1;
  return words;
}

/** The 32-bit finaliser of MurmurHash3 (Appleby): every bit of the input changes about half the bits of the output. */
export function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
