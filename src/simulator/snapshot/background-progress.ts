import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import type { MigrationFigures } from '../migration/events.ts';
import type { WireSize } from '../migration/wire.ts';
import type { BackgroundCounters } from './background-report.ts';

/**
 * The counters of a background snapshot. To QEMU it is a migration to a file, and its monitor prints the same figures;
 * what it knows nothing of, such as dirty pages, stays 0: a background snapshot keeps no dirty log (migration/ram.c:
 * ram_init_bitmaps).
 */
export class BackgroundProgress {
  readonly #totalPages: number;
  readonly #started: Nanoseconds;
  #setupTime: Nanoseconds = 0;
  #pause: Nanoseconds | null = null;
  #ended: Nanoseconds | null = null;
  #savedPages = 0;
  #savedOnFault = 0;
  #normalPages = 0;
  #zeroPages = 0;
  #savedBytes = 0;
  #page: PageNumber = 0;
  #writeFaults = 0;
  #blocked: Nanoseconds = 0;
  #windowStart: Nanoseconds;
  #windowBytes = 0;
  #windowPages = 0;
  #bytesPerSecond = 0;
  #pagesPerSecond = 0;

  constructor(totalPages: number, started: Nanoseconds) {
    this.#totalPages = totalPages;
    this.#started = started;
    this.#windowStart = started;
  }

  get remainingPages(): number {
    return this.#totalPages - this.#savedPages;
  }

  /** The machine stood still so long, and runs again. */
  paused(from: Nanoseconds, to: Nanoseconds): void {
    this.#setupTime = from - this.#started;
    this.#pause = to - from;
    this.#windowStart = to;
  }

  /** Pages are in the file; `last` is the one written last. */
  saved(size: WireSize, last: PageNumber, onFault: boolean): void {
    this.#savedPages += size.pages;
    this.#normalPages += size.normalPages;
    this.#zeroPages += size.zeroPages;
    this.#savedBytes += size.bytes;
    this.#windowBytes += size.bytes;
    this.#windowPages += size.pages;
    this.#page = last;
    if (onFault) this.#savedOnFault += size.pages;
  }

  /** The guest stood still so long for a page. */
  faulted(blocked: Nanoseconds): void {
    this.#writeFaults++;
    this.#blocked += blocked;
  }

  /** Closes the window over which the rate is measured, if it was at least so long; says whether it was. */
  measured(now: Nanoseconds, window: Nanoseconds): boolean {
    const elapsed = now - this.#windowStart;
    if (elapsed < window) return false;
    this.#bytesPerSecond = Math.round((this.#windowBytes * NANOSECONDS_PER_SECOND) / elapsed);
    this.#pagesPerSecond = Math.round((this.#windowPages * NANOSECONDS_PER_SECOND) / elapsed);
    this.#windowStart = now;
    this.#windowBytes = 0;
    this.#windowPages = 0;
    return true;
  }

  /** The file is complete. */
  ended(now: Nanoseconds): void {
    this.#ended = now;
  }

  /** How far it is, for an event. */
  counters(): BackgroundCounters {
    return {
      savedPages: this.#savedPages,
      savedOnFault: this.#savedOnFault,
      savedBytes: this.#savedBytes,
      remainingPages: this.remainingPages,
      bytesPerSecond: this.#bytesPerSecond,
      writeFaults: this.#writeFaults,
      blocked: this.#blocked,
      page: this.#page,
    };
  }

  /** The same as a monitor would print it now. */
  figures(now: Nanoseconds): MigrationFigures {
    return {
      totalTime: (this.#ended ?? now) - this.#started,
      setupTime: this.#setupTime,
      downtime: this.#pause,
      expectedDowntime: this.#pause ?? 0,
      transferredBytes: this.#savedBytes,
      // The machine runs while its memory is written; QEMU counts all of it as sent before a pause.
      precopyBytes: this.#savedBytes,
      downtimeBytes: 0,
      postcopyBytes: 0,
      postcopyRequests: 0,
      postcopyBlockedTime: 0,
      remainingBytes: this.remainingPages * PAGE_BYTES,
      totalBytes: this.#totalPages * PAGE_BYTES,
      zeroPages: this.#zeroPages,
      normalPages: this.#normalPages,
      dirtyPagesPerSecond: 0,
      dirtySyncCount: 0,
      throttlePercent: 0,
      megabitsPerSecond: (this.#bytesPerSecond * 8) / 1e6,
      pagesPerSecond: this.#pagesPerSecond,
    };
  }
}
