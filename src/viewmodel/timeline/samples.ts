import type { Nanoseconds } from '../../simulator/index.ts';
import { GrowingColumn } from './growing-column.ts';

/** What was known about a migration at one instant. */
export interface Sample {
  /** Since the migration began. */
  readonly time: Nanoseconds;
  readonly pendingBytes: number;
  /** 0 before the first measurement of the bandwidth, and under a rule that has none. */
  readonly thresholdBytes: number;
  readonly bandwidthBytesPerSecond: number;
  readonly transferredBytes: number;
}

/** The samples of one pixel column: what a line drawn through all of them would cover. */
export interface SampleColumn {
  /** Times of the first and the last sample in the column. */
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  readonly firstPendingBytes: number;
  readonly lastPendingBytes: number;
  readonly lowestPendingBytes: number;
  readonly highestPendingBytes: number;
  readonly thresholdBytes: number;
}

/** The samples of a migration, in the order of time, in 40 bytes each. */
export class Samples {
  readonly #time = new GrowingColumn();
  readonly #pending = new GrowingColumn();
  readonly #threshold = new GrowingColumn();
  readonly #bandwidth = new GrowingColumn();
  readonly #transferred = new GrowingColumn();
  #highestBytes = 0;

  get length(): number {
    return this.#time.length;
  }

  /** The highest pending or threshold bytes so far. */
  get highestBytes(): number {
    return this.#highestBytes;
  }

  push(sample: Sample): void {
    this.#time.push(sample.time);
    this.#pending.push(sample.pendingBytes);
    this.#threshold.push(sample.thresholdBytes);
    this.#bandwidth.push(sample.bandwidthBytesPerSecond);
    this.#transferred.push(sample.transferredBytes);
    this.#highestBytes = Math.max(this.#highestBytes, sample.pendingBytes, sample.thresholdBytes);
  }

  at(index: number): Sample | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return {
      time: this.#time.at(index),
      pendingBytes: this.#pending.at(index),
      thresholdBytes: this.#threshold.at(index),
      bandwidthBytesPerSecond: this.#bandwidth.at(index),
      transferredBytes: this.#transferred.at(index),
    };
  }

  /** The last sample at or before a time, or the first one. */
  before(time: Nanoseconds): Sample | undefined {
    return this.at(Math.max(0, this.#time.firstAbove(time) - 1));
  }

  /** The highest pending or threshold bytes between two times, and at their neighbours outside: what is in sight. */
  highestBetween(from: Nanoseconds, to: Nanoseconds): number {
    const first = Math.max(0, this.#time.firstAtLeast(from) - 1);
    const end = Math.min(this.length, this.#time.firstAtLeast(to) + 1);
    let highest = 0;
    for (let index = first; index < end; index += 1) {
      highest = Math.max(highest, this.#pending.at(index), this.#threshold.at(index));
    }
    return highest;
  }

  /**
   * The samples between two times, with one neighbour outside on each side so that lines reach the edges,
   * drawn together into at most `columns` + 2 columns of equal width.
   */
  columns(from: Nanoseconds, to: Nanoseconds, columns: number): SampleColumn[] {
    const first = Math.max(0, this.#time.firstAtLeast(from) - 1);
    const end = Math.min(this.length, this.#time.firstAtLeast(to) + 1);
    const width = Math.max(1, (to - from) / Math.max(1, columns));
    const found: SampleColumn[] = [];
    for (let start = first; start < end; ) {
      const stop = this.#endOfColumn(start, end, from, width);
      found.push(this.#together(start, stop));
      start = stop;
    }
    return found;
  }

  #endOfColumn(start: number, end: number, from: Nanoseconds, width: number): number {
    const column = Math.floor((this.#time.at(start) - from) / width);
    let stop = start + 1;
    while (stop < end && Math.floor((this.#time.at(stop) - from) / width) === column) stop += 1;
    return stop;
  }

  #together(start: number, stop: number): SampleColumn {
    let lowest = Number.POSITIVE_INFINITY;
    let highest = 0;
    for (let index = start; index < stop; index += 1) {
      const pending = this.#pending.at(index);
      if (pending < lowest) lowest = pending;
      if (pending > highest) highest = pending;
    }
    return {
      from: this.#time.at(start),
      to: this.#time.at(stop - 1),
      firstPendingBytes: this.#pending.at(start),
      lastPendingBytes: this.#pending.at(stop - 1),
      lowestPendingBytes: lowest,
      highestPendingBytes: highest,
      thresholdBytes: this.#threshold.at(stop - 1),
    };
  }
}
