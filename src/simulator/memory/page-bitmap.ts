import type { PageNumber } from './page.ts';

/**
 * One bit a page, as a hypervisor's dirty log hands it over: which pages were written.
 * 32 pages a word, page 0 in the lowest bit of word 0.
 */
export class PageBitmap {
  readonly pageCount: number;
  readonly words: Uint32Array;

  constructor(pageCount: number, words = new Uint32Array(Math.ceil(pageCount / 32))) {
    this.pageCount = pageCount;
    this.words = words;
  }

  /** A bitmap with every page set. */
  static full(pageCount: number): PageBitmap {
    const bitmap = new PageBitmap(pageCount);
    bitmap.words.fill(0xffff_ffff);
    const rest = pageCount % 32;
    if (rest !== 0) bitmap.words[bitmap.words.length - 1] = 2 ** rest - 1;
    return bitmap;
  }

  /** A bitmap with just these pages set. */
  static of(pageCount: number, pages: Iterable<PageNumber>): PageBitmap {
    const bitmap = new PageBitmap(pageCount);
    for (const page of pages) bitmap.set(page);
    return bitmap;
  }

  set(page: PageNumber): void {
    const word = page >>> 5;
    this.words[word] = (this.words[word] as number) | (1 << (page & 31));
  }

  clear(page: PageNumber): void {
    const word = page >>> 5;
    this.words[word] = (this.words[word] as number) & ~(1 << (page & 31));
  }

  has(page: PageNumber): boolean {
    return (((this.words[page >>> 5] as number) >>> (page & 31)) & 1) === 1;
  }

  /** The same pages, apart from this bitmap. */
  copy(): PageBitmap {
    return new PageBitmap(this.pageCount, this.words.slice());
  }

  /** Number of pages set. */
  count(): number {
    let total = 0;
    for (const word of this.words) total += countBits(word);
    return total;
  }

  /** Sets every page that `other` has; returns how many were not set before. */
  merge(other: PageBitmap): number {
    let added = 0;
    const { words } = this;
    const others = other.words;
    for (let index = 0; index < words.length; index++) {
      const theirs = others[index] as number;
      if (theirs === 0) continue;
      const ours = words[index] as number;
      added += countBits(theirs & ~ours);
      words[index] = ours | theirs;
    }
    return added;
  }

  /** The numbers of the pages set, in ascending order. */
  pages(): Uint32Array {
    const pages = new Uint32Array(this.count());
    let length = 0;
    for (let index = 0; index < this.words.length; index++) {
      let word = this.words[index] as number;
      while (word !== 0) {
        pages[length++] = index * 32 + lowestBit(word);
        word &= word - 1;
      }
    }
    return pages;
  }
}

/** Number of bits set in a 32-bit word. */
export function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Place of the lowest bit set in a 32-bit word that is not 0. */
export function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}
