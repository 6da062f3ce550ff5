import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import type { SpareArrays } from '../memory/spare-arrays.ts';
import { lowestBit, PageBitmap } from '../memory/page-bitmap.ts';

/** A word with every bit set, as bit operations give it. */
const ALL = -1;

/**
 * The pages still to be sent, and where the scan stands. The scan goes on where it stopped, round after round, and
 * comes back to page 0 only when it has passed the last page: a page that is written again right behind it waits for a
 * whole turn. QEMU, migration/ram.c: find_dirty_block.
 */
export class PendingPages {
  #bitmap: PageBitmap;
  #count: number;
  /** The next page that the scan looks at. */
  #cursor = 0;

  /** Starts with every page pending, as a migration does. */
  constructor(pageCount: number) {
    this.#bitmap = PageBitmap.full(pageCount);
    this.#count = pageCount;
  }

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#count * PAGE_BYTES;
  }

  /** Adds what the dirty log brought; a page that is pending already counts once. Returns how many were not. */
  add(dirty: PageBitmap): number {
    const added = this.#bitmap.merge(dirty);
    this.#count += added;
    return added;
  }

  has(page: PageNumber): boolean {
    return this.#bitmap.has(page);
  }

  /** A copy of what is pending. */
  pages(): PageBitmap {
    return this.#bitmap.copy();
  }

  /** Forgets what was pending: these pages are. */
  replace(pages: PageBitmap): void {
    this.#bitmap = pages;
    this.#count = pages.count();
  }

  /** The scan goes on from this page (QEMU sends on from a page that was asked for). */
  jumpTo(page: PageNumber): void {
    this.#cursor = page;
  }

  /** Takes up to so many pages from where the scan stands, in the order of the scan. */
  take(limit: number, spares?: SpareArrays): Uint32Array {
    const length = Math.min(limit, this.#count);
    const taken = spares?.take(length) ?? new Uint32Array(length);
    const { words, pageCount } = this.#bitmap;
    const cursor = this.#cursor < pageCount ? this.#cursor : 0;
    let index = cursor >>> 5;
    let ahead = (words[index] as number) & (ALL << (cursor & 31));
    let filled = 0;
    while (filled < length) {
      const first = index << 5;
      let left = ahead;
      // As nearly every word of the first round is.
      if (ahead === ALL && filled + 32 <= length) {
        for (let bit = 0; bit < 32; bit++) taken[filled + bit] = first + bit;
        filled += 32;
        left = 0;
      }
      for (; left !== 0 && filled < length; left &= left - 1) taken[filled++] = first + lowestBit(left);
      words[index] = (words[index] as number) ^ ahead ^ left;
      if (filled === length) break;
      index = nextUsedWord(words, index + 1);
      ahead = (words[index] as number) | 0;
    }
    // With the list full the scan stands right behind the page taken last.
    if (length > 0) this.#cursor = (taken[length - 1] as number) + 1;
    this.#count -= length;
    return taken;
  }
}

/** The first word from this one on, round and round, that is not 0; there must be one. */
function nextUsedWord(words: Uint32Array, from: number): number {
  let index = from;
  while (index < words.length && words[index] === 0) index++;
  return index < words.length ? index : nextUsedWord(words, 0);
}
