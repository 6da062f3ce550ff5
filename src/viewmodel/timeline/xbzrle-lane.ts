import type { Nanoseconds, XbzrleFigures } from '../../simulator/index.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Viewport } from './viewport.ts';

/** What XBZRLE did with the pages of a stretch of time. */
export interface XbzrleGroup {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Pages found in the cache, of which the difference was sent. */
  readonly encodedPages: number;
  /** Pages found in the cache that had changed too much: they went whole. */
  readonly overflowPages: number;
  /** Pages that were not in the cache: they went whole. */
  readonly missedPages: number;
  /** Bytes sent for the pages that were found. */
  readonly bytes: number;
}

/** What XBZRLE did in the course of a migration. Empty where it is off. */
export class XbzrleLane {
  readonly #time = new GrowingColumn();
  readonly #found = new GrowingColumn();
  readonly #missed = new GrowingColumn();
  readonly #overflowed = new GrowingColumn();
  readonly #bytes = new GrowingColumn();
  #latest: XbzrleFigures | null = null;

  /** The counters so far; null where XBZRLE is off. */
  get latest(): XbzrleFigures | null {
    return this.#latest;
  }

  /** Takes the counters as an event told them, or nothing where it told none. */
  hear(figures: XbzrleFigures | undefined, time: Nanoseconds): void {
    if (!figures) return;
    this.#latest = figures;
    this.#time.push(time);
    this.#found.push(figures.pages);
    this.#missed.push(figures.cacheMiss);
    this.#overflowed.push(figures.overflow);
    this.#bytes.push(figures.bytes);
  }

  /** What it did from one time to another. */
  between(from: Nanoseconds, to: Nanoseconds): XbzrleGroup {
    return this.#difference(this.#time.firstAbove(from) - 1, this.#time.firstAbove(to) - 1, from, to);
  }

  /** What it did in stretches of at least this length, those in sight in which it did something. */
  groups(view: Viewport, length: Nanoseconds): XbzrleGroup[] {
    const groups: XbzrleGroup[] = [];
    const first = Math.max(0, this.#time.firstAtLeast(view.from) - 1);
    for (let start = first; start < this.#time.length - 1 && this.#time.at(start) <= view.to; ) {
      let stop = start + 1;
      while (stop < this.#time.length - 1 && this.#time.at(stop) - this.#time.at(start) < length) stop += 1;
      const group = this.#difference(start, stop, this.#time.at(start), this.#time.at(stop));
      if (pagesOf(group) > 0) groups.push(group);
      start = stop;
    }
    return groups;
  }

  /** From the counters at one index to those at another; before the first everything is 0. */
  #difference(start: number, stop: number, from: Nanoseconds, to: Nanoseconds): XbzrleGroup {
    const rise = (column: GrowingColumn) => (stop < 0 ? 0 : column.at(stop)) - (start < 0 ? 0 : column.at(start));
    const overflowPages = rise(this.#overflowed);
    return {
      from, to, overflowPages,
      encodedPages: rise(this.#found) - overflowPages,
      missedPages: rise(this.#missed),
      bytes: rise(this.#bytes),
    };
  }
}

/** Pages that were looked for in the cache. */
export function pagesOf({ encodedPages, overflowPages, missedPages }: XbzrleGroup): number {
  return encodedPages + overflowPages + missedPages;
}
