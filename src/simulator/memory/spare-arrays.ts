import type { PageBatch } from './contents.ts';

/** The least room an array is made with, so that it serves for shorter lists too. */
const LEAST_LENGTH = 1 << 14;

/**
 * Arrays for page lists and content numbers on their way, used again once they have arrived: a migration sends
 * gigabytes of them, and there are never more than a few at a time.
 */
export class SpareArrays {
  readonly #spare: Uint32Array[] = [];

  /** An array of this length. It may still hold anything. */
  take(length: number): Uint32Array {
    const spare = this.#spare.pop();
    const array = spare !== undefined && spare.length >= length ? spare : new Uint32Array(Math.max(length, LEAST_LENGTH));
    return array.subarray(0, length);
  }

  /** The arrays of a batch that nobody will look at any more. */
  giveBack({ pages, contents }: PageBatch): void {
    this.#spare.push(new Uint32Array(pages.buffer));
    if (contents.kind === 'numbers') this.#spare.push(new Uint32Array(contents.data.buffer));
  }
}
