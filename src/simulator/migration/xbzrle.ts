import { isZeroPage, type PageBatch, type PageContents } from '../memory/contents.ts';
import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import { deltaBytes } from './delta.ts';
import { NORMAL_PAGE_WIRE_BYTES, PAGE_HEADER_BYTES, type WireSize, ZERO_PAGE_WIRE_BYTES } from './wire.ts';

/** A page in the cache is not pushed out by another that falls on its place before so many syncs have passed. */
const CACHED_PAGE_LIFETIME = 2;
/** Behind the page header: one byte of flags, two of length. */
const DELTA_HEADER_BYTES = PAGE_HEADER_BYTES + 3;

/** What the cache did, under the names of `query-migrate`'s `xbzrle-cache`. */
export interface XbzrleFigures {
  readonly cacheSize: number;
  /** Bytes of encoded pages, without their page headers. */
  readonly bytes: number;
  /** Pages that were found in the cache, whatever came of it. */
  readonly pages: number;
  readonly cacheMiss: number;
  /** Pages that had changed too much to be worth encoding. */
  readonly overflow: number;
}

interface Entry {
  page: PageNumber;
  /** The dirty-sync-count when it was last used. */
  age: number;
  content: Uint8Array | number;
}

/**
 * XBZRLE, "xor-based zero run-length encoding": keeps what was last sent of as many pages as fit, and sends of a page
 * that is written again only what has changed (Svärd et al., "Evaluation of delta compression techniques for efficient
 * live migration of large virtual machines", 2011; QEMU, migration/ram.c: save_xbzrle_page, migration/page_cache.c).
 * A page that is dirty but was not changed since it was sent costs nothing. It starts with the first page of the
 * second turn of the scan, which goes upwards (migration/ram.c: find_dirty_block turns it on where the scan wraps).
 */
export class XbzrleEncoder {
  readonly #entries: (Entry | undefined)[];
  /** The page that was sent last, -1 at first. */
  #last: PageNumber = -1;
  #state: 'first-turn' | 'on' | 'off' = 'first-turn';
  #bytes = 0;
  #pages = 0;
  #misses = 0;
  #overflows = 0;

  /** The cache has the next power of two of pages below this size, 1 at least. */
  constructor(cacheBytes: number) {
    const slots = 2 ** (31 - Math.clz32(Math.max(1, cacheBytes / PAGE_BYTES)));
    this.#entries = new Array<Entry | undefined>(slots);
  }

  /** From now on pages go whole, as post-copy sends them (migration/ram.c: ram_save_page). */
  turnOff(): void {
    this.#state = 'off';
  }

  /** What was encoded so far. */
  figures(): XbzrleFigures {
    return {
      cacheSize: this.#entries.length * PAGE_BYTES,
      bytes: this.#bytes,
      pages: this.#pages,
      cacheMiss: this.#misses,
      overflow: this.#overflows,
    };
  }

  /** What these pages take on the wire, at this dirty-sync-count; in the last phase nothing new goes into the cache. */
  encode(batch: PageBatch, syncCount: number, isLastPhase: boolean): WireSize {
    let normalPages = 0;
    let zeroPages = 0;
    let bytes = 0;
    for (let index = 0; index < batch.pages.length; index++) {
      const page = batch.pages[index] as PageNumber;
      if (this.#state === 'first-turn' && page <= this.#last) this.#state = 'on';
      this.#last = page;
      if (isZeroPage(batch.contents, index)) {
        zeroPages++;
        bytes += ZERO_PAGE_WIRE_BYTES;
        // So that a small write to it is a small difference (migration/ram.c: xbzrle_cache_zero_page).
        if (this.#state === 'on') this.#keep(page, batch.contents, index, syncCount);
        continue;
      }
      const delta = this.#state === 'on' ? this.#encodePage(page, batch.contents, index, syncCount, isLastPhase) : null;
      if (delta === null) {
        normalPages++;
        bytes += NORMAL_PAGE_WIRE_BYTES;
      } else {
        bytes += delta;
      }
    }
    return { pages: batch.pages.length, normalPages, zeroPages, bytes };
  }

  /** Bytes of the encoded page on the wire; null where the whole page has to be sent. */
  #encodePage(page: PageNumber, contents: PageContents, index: number, age: number, isLastPhase: boolean): number | null {
    const slot = page & (this.#entries.length - 1);
    const entry = this.#entries[slot];
    if (entry?.page !== page) {
      this.#misses++;
      if (!isLastPhase) this.#keep(page, contents, index, age);
      return null;
    }
    entry.age = age;
    this.#pages++;
    const length = deltaBytes(entry.content, contents, index);
    if (!isLastPhase) entry.content = contentOf(contents, index);
    if (length === 0) return 0;
    if (length === null) {
      this.#overflows++;
      this.#bytes += PAGE_BYTES;
      return null;
    }
    this.#bytes += length + DELTA_HEADER_BYTES - PAGE_HEADER_BYTES;
    return length + DELTA_HEADER_BYTES;
  }

  /** Puts a page into its place, unless another one was used there lately (migration/page_cache.c: cache_insert). */
  #keep(page: PageNumber, contents: PageContents, index: number, age: number): void {
    const slot = page & (this.#entries.length - 1);
    const entry = this.#entries[slot];
    if (entry !== undefined && entry.page !== page && entry.age + CACHED_PAGE_LIFETIME > age) return;
    this.#entries[slot] = { page, age, content: contentOf(contents, index) };
  }
}

function contentOf(contents: PageContents, index: number): Uint8Array | number {
  if (contents.kind === 'numbers') return contents.data[index] as number;
  return contents.data.slice(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
}
