import type { PageNumber } from '../memory/page.ts';
import { PageBitmap } from '../memory/page-bitmap.ts';
import type { CountedTraps } from './faulting-guest.ts';

/**
 * Memory that may be read but not written, page by page, until each page is released (Linux: userfaultfd in its
 * write-protect mode, UFFDIO_WRITEPROTECT). Whoever writes a protected page stands still and is noted as a write fault.
 */
export class WriteProtection implements CountedTraps {
  readonly stopReads = false;
  readonly #protected: PageBitmap;
  #count: number;
  readonly #faults: PageNumber[] = [];
  readonly #onFault: () => void;

  /** Protects every page. `onFault` is called when somebody begins to wait for a page. */
  constructor(pageCount: number, onFault: () => void = () => undefined) {
    this.#protected = PageBitmap.full(pageCount);
    this.#count = pageCount;
    this.#onFault = onFault;
  }

  get count(): number {
    return this.#count;
  }

  has(page: PageNumber): boolean {
    return this.#protected.has(page);
  }

  /** Somebody waits until this page may be written. */
  want(page: PageNumber): void {
    if (!this.has(page) || this.#faults.includes(page)) return;
    this.#faults.push(page);
    this.#onFault();
  }

  /** The pages that somebody has begun to wait for since this was last called. */
  takeFaults(): readonly PageNumber[] {
    return this.#faults.splice(0);
  }

  /** These pages may be written from now on. */
  release(pages: Uint32Array): void {
    for (const page of pages) {
      if (!this.#protected.has(page)) continue;
      this.#protected.clear(page);
      this.#count--;
    }
  }

  /** All pages may be written from now on. */
  releaseAll(): void {
    this.#protected.words.fill(0);
    this.#count = 0;
    this.#faults.length = 0;
  }
}
