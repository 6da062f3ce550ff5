import type { PageNumber } from '../memory/page.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import type { CountedTraps } from './faulting-guest.ts';

/**
 * Memory of which some pages are not here yet, as after the switch to post-copy: a guest that touches a missing page
 * stands still until that page arrives (Linux: userfaultfd). This says which pages are missing.
 */
export class DemandPaging implements CountedTraps {
  readonly stopReads = true;
  readonly #missing: PageBitmap;
  #count: number;

  constructor(missing: PageBitmap) {
    this.#missing = missing;
    this.#count = missing.count();
  }

  get count(): number {
    return this.#count;
  }

  has(page: PageNumber): boolean {
    return this.#missing.has(page);
  }

  /** A copy of what is missing now. */
  missing(): PageBitmap {
    return this.#missing.copy();
  }

  /** A page has come. Returns false where it was here already: the guest may have written it since, so it must stay. */
  arrived(page: PageNumber): boolean {
    if (!this.#missing.has(page)) return false;
    this.#missing.clear(page);
    this.#count--;
    return true;
  }
}
