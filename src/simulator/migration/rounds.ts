import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';

/** The rounds of a pre-copy so far, as stop rules look back on them. */
export class Rounds {
  readonly dirtyPagesOfSyncs: number[] = [];
  #round = 1;
  #began: Nanoseconds;
  #bytesAtBegin = 0;
  #bytesPerSecond = 0;

  constructor(now: Nanoseconds) {
    this.#began = now;
  }

  /** 1 is the first round. */
  get round(): number {
    return this.#round;
  }

  /** Bytes a second over the last round that ended; 0 in the first. */
  get bytesPerSecond(): number {
    return this.#bytesPerSecond;
  }

  /** A sync ended what was being sent: so many pages were dirty, and so many bytes had been sent in all. */
  synchronized(now: Nanoseconds, dirtyPages: number, transferredBytes: number): void {
    this.dirtyPagesOfSyncs.push(dirtyPages);
    const elapsed = now - this.#began;
    if (elapsed > 0) this.#bytesPerSecond = ((transferredBytes - this.#bytesAtBegin) * NANOSECONDS_PER_SECOND) / elapsed;
    this.#began = now;
    this.#bytesAtBegin = transferredBytes;
  }

  /** The next round begins. */
  next(): void {
    this.#round++;
  }
}
