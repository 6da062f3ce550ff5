import { milliseconds, NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import { NORMAL_PAGE_WIRE_BYTES } from './wire.ts';

/** QEMU measures bandwidth and meters its cap over windows of 100 ms (migration.c: BUFFER_DELAY). */
export const WINDOW: Nanoseconds = milliseconds(100);

/**
 * The window of the rate limit: with a cap, a tenth of a second's bytes may be sent at once, then the rest of the
 * window is waited out. When a window of at least 100 ms closes, its bytes over its time are the measured bandwidth.
 */
export class RateLimit {
  /** Bytes that a window may carry; null is no cap. */
  readonly #windowBytes: number | null;
  #start: Nanoseconds;
  #used = 0;
  #bandwidth = 0;

  constructor(maxBandwidthBytesPerSecond: number, start: Nanoseconds) {
    this.#windowBytes =
      maxBandwidthBytesPerSecond === 0 ? null : (maxBandwidthBytesPerSecond * WINDOW) / NANOSECONDS_PER_SECOND;
    this.#start = start;
  }

  /** Bytes per second in the last window that closed; 0 before. */
  get bandwidthBytesPerSecond(): number {
    return this.#bandwidth;
  }

  get isUsedUp(): boolean {
    return this.#windowBytes !== null && this.#used >= this.#windowBytes;
  }

  /** Pages that may still be sent in this window if all are normal ones; the last one may go over the limit. */
  get pagesLeft(): number {
    if (this.#windowBytes === null) return Number.MAX_SAFE_INTEGER;
    return Math.ceil(Math.max(0, this.#windowBytes - this.#used) / NORMAL_PAGE_WIRE_BYTES);
  }

  get windowEnd(): Nanoseconds {
    return this.#start + WINDOW;
  }

  /** So many bytes were handed to the link in this window. */
  use(bytes: number): void {
    this.#used += bytes;
  }

  /** Closes the window if it has had its 100 ms, and says whether it did. */
  closeWindow(now: Nanoseconds): boolean {
    const elapsed = now - this.#start;
    if (elapsed < WINDOW) return false;
    this.#bandwidth = (this.#used * NANOSECONDS_PER_SECOND) / elapsed;
    this.#used = 0;
    this.#start = now;
    return true;
  }
}
