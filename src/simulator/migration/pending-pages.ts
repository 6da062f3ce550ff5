import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import { lowestBit, PageBitmap } from '../memory/page-bitmap.ts';

/** A word with every bit set. */
const ALL = 0xffff_ffff;

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
  #turns = 0;

  /** Starts with every page pending, as a migration does. */
  constructor(pageCount: number) {
    this.#bitmap = PageBitmap.full(pageCount);
    this.#count = pageCount;
  }

  get count(): number {
    return this.#count;
  }

  /** How often the scan has passed the last page and begun anew. */
  get turns(): number {
    return this.#turns;
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
    return new PageBitmap(this.#bitmap.pageCount, this.#bitmap.words.slice());
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
  take(limit: number): Uint32Array {
    const taken = new Uint32Array(Math.min(limit, this.#count));
    const { words, pageCount } = this.#bitmap;
    let length = 0;
    while (length < taken.length) {
      if (this.#cursor >= pageCount) {
        this.#cursor = 0;
        this.#turns++;
      }
      const index = this.#cursor >>> 5;
      const word = words[index] as number;
      let ahead = word & (ALL << (this.#cursor & 31));
      const behind = word & ~ahead;
      while (ahead !== 0 && length < taken.length) {
        taken[length++] = index * 32 + lowestBit(ahead);
        ahead &= ahead - 1;
      }
      words[index] = behind | ahead;
      // With the list full the scan stands right behind the page taken last, else it goes on with the next word.
      this.#cursor = length === taken.length ? (taken[length - 1] as number) + 1 : (index + 1) * 32;
    }
    this.#count -= length;
    return taken;
  }
}
