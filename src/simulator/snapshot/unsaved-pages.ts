import type { PageNumber } from '../memory/page.ts';
import { lowestBit, PageBitmap } from '../memory/page-bitmap.ts';

/** The pages that a background snapshot has still to save. Each is saved once, for none can change before it is. */
export class UnsavedPages {
  readonly #bitmap: PageBitmap;
  #count: number;
  /** No page before this one is unsaved. */
  #cursor: PageNumber = 0;

  /** Starts with every page. */
  constructor(pageCount: number) {
    this.#bitmap = PageBitmap.full(pageCount);
    this.#count = pageCount;
  }

  get count(): number {
    return this.#count;
  }

  has(page: PageNumber): boolean {
    return this.#bitmap.has(page);
  }

  /** Up to so many of them, the lowest first. They stay unsaved until `saved` is told. */
  next(limit: number): Uint32Array {
    const pages = new Uint32Array(Math.min(limit, this.#count));
    const { words } = this.#bitmap;
    let length = 0;
    for (let index = this.#cursor >>> 5; length < pages.length; index++) {
      for (let word = words[index] as number; word !== 0 && length < pages.length; word &= word - 1) {
        pages[length++] = index * 32 + lowestBit(word);
      }
    }
    this.#cursor = pages[0] ?? this.#cursor;
    return pages;
  }

  /** These have been saved. */
  saved(pages: Uint32Array): void {
    for (const page of pages) this.#bitmap.clear(page);
    this.#count -= pages.length;
  }
}
