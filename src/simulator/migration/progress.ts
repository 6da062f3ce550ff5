import { NANOSECONDS_PER_SECOND, type Nanoseconds, seconds } from '../kernel/time.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import type { MigrationFigures } from './events.ts';
import type { WireSize } from './wire.ts';
import type { XbzrleEncoder, XbzrleFigures } from './xbzrle.ts';

/** QEMU, migration/ram.c: migration_bitmap_sync closes a period after more than 1000 ms. */
const SHORTEST_PERIOD = seconds(1);

/** migration.c: migration_update_counters takes a window with less than this for one in which nothing was sent. */
const LEAST_WINDOW_BYTES = 10_000;

/** A stretch of more than a second between two syncs, over which the dirty rate is measured. */
export interface DirtyPeriod {
  readonly dirtiedBytes: number;
  readonly sentBytes: number;
}

/** The counters of a running migration, kept as QEMU keeps them (migration/ram.c, migration/migration.c). */
export class MigrationProgress {
  readonly #totalPages: number;
  readonly #started: Nanoseconds;
  #setupBegan: Nanoseconds;
  #setupTime: Nanoseconds = 0;
  #downtime: Nanoseconds | null = null;
  #ended: Nanoseconds | null = null;
  #expectedDowntime: Nanoseconds;
  #transferredBytes = 0;
  /** Bytes sent before the pause; null before it. */
  #precopyBytes: number | null = null;
  #pendingPages: number;
  /** Pages pending after the last sync. */
  #pagesAtSync: number;
  /** Bytes that went over channels beside the main stream; null where there are none. */
  #multifdBytes: number | null = null;
  #zeroPages = 0;
  #normalPages = 0;
  #dirtySyncCount = 0;
  #bandwidth = 0;
  #pagesPerSecond = 0;
  #windowBytes = 0;
  #windowPages = 0;
  #dirtyPagesPerSecond = 0;
  #throttlePercent = 0;
  /** Counts for itself what XBZRLE does; null where it is off. */
  #encoder: Pick<XbzrleEncoder, 'figures'> | null = null;
  #postcopyRequests = 0;
  #postcopyBlockedTime: Nanoseconds = 0;
  #bytesBeforePostCopy: number | null = null;
  #periodStart: Nanoseconds;
  #periodPages = 0;
  /** Bytes that had been sent when the period began. */
  #periodTransferred = 0;

  constructor(totalPages: number, started: Nanoseconds, downtimeLimit: Nanoseconds) {
    this.#totalPages = totalPages;
    this.#pendingPages = totalPages;
    this.#pagesAtSync = totalPages;
    this.#started = started;
    this.#setupBegan = started;
    this.#periodStart = started;
    // As QEMU does, the limit stands in for the expectation until there is a measurement.
    this.#expectedDowntime = downtimeLimit;
  }

  get totalBytes(): number {
    return this.#totalPages * PAGE_BYTES;
  }

  get transferredBytes(): number {
    return this.#transferredBytes;
  }

  get dirtySyncCount(): number {
    return this.#dirtySyncCount;
  }

  /** The disk has been mirrored; what is measured of memory begins here. */
  mirrored(now: Nanoseconds): void {
    this.#setupBegan = now;
    this.#periodStart = now;
  }

  /** The dirty log is on. */
  setupDone(now: Nanoseconds): void {
    this.#setupTime = now - this.#setupBegan;
  }

  /** XBZRLE is on: from now on its figures go with the others. */
  encodesWith(encoder: Pick<XbzrleEncoder, 'figures'>): void {
    this.#encoder = encoder;
  }

  /** What XBZRLE did so far, to be told with an event; empty where it is off. */
  get encoded(): { readonly xbzrle?: XbzrleFigures } {
    return this.#encoder === null ? {} : { xbzrle: this.#encoder.figures() };
  }

  /** Pages have been handed to the link. */
  sent(size: WireSize): void {
    this.#transferredBytes += size.bytes;
    this.#normalPages += size.normalPages;
    this.#zeroPages += size.zeroPages;
    this.#pendingPages -= size.pages;
    this.#windowBytes += size.bytes;
    this.#windowPages += size.pages;
  }

  /** There are channels beside the main stream; from now on what they carry goes with the other figures. */
  usesChannels(): void {
    this.#multifdBytes = 0;
  }

  get multifdBytes(): number {
    return this.#multifdBytes ?? 0;
  }

  /** So many bytes went over a channel; their pages were counted when they were queued. */
  multifdSent(bytes: number): void {
    this.#multifdBytes = this.multifdBytes + bytes;
    this.wordSent(bytes);
  }

  /** So many bytes went that are no page. */
  wordSent(bytes: number): void {
    this.#transferredBytes += bytes;
    this.#windowBytes += bytes;
  }

  /** The dirty log was collected: `newPages` were not pending before. Returns the period that this sync closes. */
  synchronized(now: Nanoseconds, newPages: number, pendingPages: number): DirtyPeriod | null {
    this.#dirtySyncCount++;
    this.#pendingPages = pendingPages;
    this.#pagesAtSync = pendingPages;
    this.#periodPages += newPages;
    return now - this.#periodStart > SHORTEST_PERIOD ? this.#closePeriod(now) : null;
  }

  /** Auto-converge takes this share from the guest from now on. */
  throttled(percent: number): void {
    this.#throttlePercent = percent;
  }

  /**
   * A window closed with this bandwidth, in bytes a second. What is expected as downtime is new then: what was pending
   * after the last sync, at this bandwidth, once a dirty rate is known (migration.c: migration_update_counters).
   */
  measured(bandwidth: number): void {
    this.#bandwidth = bandwidth;
    if (this.#dirtyPagesPerSecond > 0 && this.#windowBytes > LEAST_WINDOW_BYTES) {
      this.#expectedDowntime = Math.round((this.#pagesAtSync * PAGE_BYTES * NANOSECONDS_PER_SECOND) / bandwidth);
    }
    const pagesPerByte = this.#windowBytes === 0 ? 0 : this.#windowPages / this.#windowBytes;
    this.#pagesPerSecond = Math.round(bandwidth * pagesPerByte);
    this.#windowBytes = 0;
    this.#windowPages = 0;
  }

  /** The guest stood still so long for a page (post-copy). */
  pageFaulted(blocked: Nanoseconds): void {
    this.#postcopyRequests++;
    this.#postcopyBlockedTime += blocked;
  }

  /** The machine runs at the destination and its memory follows: there is no way back (post-copy). */
  postCopyBegan(pausedAt: Nanoseconds, resumedAt: Nanoseconds): void {
    this.#downtime = resumedAt - pausedAt;
    this.#bytesBeforePostCopy = this.#transferredBytes;
  }

  /** Whether the machine has moved for good, so that the source must not run any more. */
  get isHandedOver(): boolean {
    return this.#bytesBeforePostCopy !== null;
  }

  /** What is pending is known anew, after a recovery. */
  pendingIs(pages: number): void {
    this.#pendingPages = pages;
  }

  /** Whether the machine has been paused for the last time. */
  get isPaused(): boolean {
    return this.#precopyBytes !== null;
  }

  /** From now on bytes count as sent in the downtime. */
  sourcePaused(): void {
    this.#precopyBytes = this.#transferredBytes;
  }

  /** The machine was paused then, and the migration is over as far as its monitor can tell. */
  ended(pausedAt: Nanoseconds, endedAt: Nanoseconds): void {
    this.#downtime = endedAt - pausedAt;
    this.#ended = endedAt;
  }

  #closePeriod(now: Nanoseconds): DirtyPeriod {
    const period = {
      dirtiedBytes: this.#periodPages * PAGE_BYTES,
      sentBytes: this.#transferredBytes - this.#periodTransferred,
    };
    this.#dirtyPagesPerSecond = Math.round((this.#periodPages * NANOSECONDS_PER_SECOND) / (now - this.#periodStart));
    this.#periodStart = now;
    this.#periodPages = 0;
    this.#periodTransferred = this.#transferredBytes;
    return period;
  }

  /** Everything so far, as a monitor would print it now. */
  figures(now: Nanoseconds): MigrationFigures {
    const bytesBeforePostCopy = this.#bytesBeforePostCopy ?? this.#transferredBytes;
    const precopyBytes = this.#precopyBytes ?? this.#transferredBytes;
    return {
      totalTime: (this.#ended ?? now) - this.#started,
      setupTime: this.#setupTime,
      downtime: this.#downtime,
      expectedDowntime: this.#expectedDowntime,
      transferredBytes: this.#transferredBytes,
      precopyBytes,
      downtimeBytes: bytesBeforePostCopy - precopyBytes,
      postcopyBytes: this.#transferredBytes - bytesBeforePostCopy,
      postcopyRequests: this.#postcopyRequests,
      postcopyBlockedTime: this.#postcopyBlockedTime,
      remainingBytes: this.#pendingPages * PAGE_BYTES,
      totalBytes: this.#totalPages * PAGE_BYTES,
      zeroPages: this.#zeroPages,
      normalPages: this.#normalPages,
      dirtyPagesPerSecond: this.#dirtyPagesPerSecond,
      dirtySyncCount: this.#dirtySyncCount,
      throttlePercent: this.#throttlePercent,
      megabitsPerSecond: (this.#bandwidth * 8) / 1e6,
      pagesPerSecond: this.#pagesPerSecond,
      ...(this.#multifdBytes !== null && { multifdBytes: this.#multifdBytes }),
      ...this.encoded,
    };
  }
}
