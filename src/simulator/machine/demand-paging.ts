import { GuestMemory } from '../memory/guest-memory.ts';
import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import { PageBitmap } from '../memory/page-bitmap.ts';
import type { BlockDevice } from '../storage/block-device.ts';
import { ScratchDevice } from '../storage/scratch-device.ts';
import type { GuestProgram } from './guest.ts';

/**
 * Memory of which some pages are not here yet, as after the switch to post-copy: a guest that touches a missing page
 * stands still until that page arrives (Linux: userfaultfd). This says which pages are missing, and finds out how far
 * the guest can go without them.
 */
export class DemandPaging {
  readonly #missing: PageBitmap;
  #count: number;

  constructor(missing: PageBitmap) {
    this.#missing = missing;
    this.#count = missing.count();
  }

  get count(): number {
    return this.#count;
  }

  isMissing(page: PageNumber): boolean {
    return this.#missing.has(page);
  }

  /** A copy of what is missing now. */
  missing(): PageBitmap {
    return new PageBitmap(this.#missing.pageCount, this.#missing.words.slice());
  }

  /** A page has come. Returns false where it was here already: the guest may have written it since, so it must stay. */
  arrived(page: PageNumber): boolean {
    if (!this.#missing.has(page)) return false;
    this.#missing.clear(page);
    this.#count--;
    return true;
  }

  /**
   * How many of the next steps touch only pages that are here, at most `limit`, and the missing page that the step
   * after them touches. The guest is not moved: the steps are tried on copies of the registers and of what they write.
   */
  look(guest: GuestProgram, registers: Uint32Array, memory: GuestMemory, disk: BlockDevice | null, limit: number): Lookahead {
    const probeDisk = disk && new ScratchDevice(disk);
    const probe = new ProbeMemory(memory, this);
    const copy = registers.slice();
    for (let steps = 0; steps < limit; steps++) {
      guest.run(1, copy, probe, probeDisk);
      if (probe.fault !== null) return { steps, page: probe.fault };
    }
    return { steps: limit, page: null };
  }
}

export interface Lookahead {
  /** Steps that can be made. */
  readonly steps: number;
  /** The missing page that stops the next one, or null where none does within the limit. */
  readonly page: PageNumber | null;
}

/** Lets a guest try steps: notes the first missing page that it touches, and keeps what it writes to itself. */
class ProbeMemory extends GuestMemory {
  fault: PageNumber | null = null;
  readonly #paging: DemandPaging;
  readonly #written = new Map<number, number>();

  constructor(memory: GuestMemory, paging: DemandPaging) {
    super(memory.table);
    this.#paging = paging;
  }

  override writePage(page: PageNumber): void {
    this.#touch(page);
  }

  override writePages(pages: Uint32Array, count: number): void {
    for (let index = 0; index < count; index++) this.#touch(pages[index] as PageNumber);
  }

  override writeWord(address: number, value: number): void {
    this.#touch(Math.floor(address / PAGE_BYTES));
    this.#written.set(address, value);
  }

  override readWord(address: number): number {
    this.#touch(Math.floor(address / PAGE_BYTES));
    return this.#written.get(address) ?? super.readWord(address);
  }

  #touch(page: PageNumber): void {
    if (this.fault === null && this.#paging.isMissing(page)) this.fault = page;
  }
}
