import type { Nanoseconds } from '../kernel/time.ts';

/** What a replication has cost so far. */
export interface ReplicationFigures {
  /** Checkpoints that the replica has, whole and confirmed. */
  readonly checkpoints: number;
  /** Bytes on the wire, those of the first copy as well. */
  readonly sentBytes: number;
  readonly firstCopyBytes: number;
  /** From the start until the first checkpoint was confirmed; null before. */
  readonly firstCopyTime: Nanoseconds | null;
  /** How long there has been a replica to go over to. */
  readonly protectedTime: Nanoseconds;
  /** What the checkpoints after the first came to, each in all. */
  readonly pauseTime: Nanoseconds;
  readonly commitTime: Nanoseconds;
  readonly dirtyPages: number;
}

/** The counters of a replication. */
export class ReplicationProgress {
  readonly #started: Nanoseconds;
  #checkpoints = 0;
  #sentBytes = 0;
  #firstCopyBytes = 0;
  #protectedSince: Nanoseconds | null = null;
  #pauseTime: Nanoseconds = 0;
  #commitTime: Nanoseconds = 0;
  #dirtyPages = 0;

  constructor(started: Nanoseconds) {
    this.#started = started;
  }

  sent(bytes: number): void {
    this.#sentBytes += bytes;
  }

  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** The first checkpoint has the whole of memory before it, so that it says nothing about those that follow. */
  confirmed(now: Nanoseconds, pause: Nanoseconds, latency: Nanoseconds, dirtyPages: number): void {
    this.#checkpoints++;
    if (this.#protectedSince === null) {
      this.#protectedSince = now;
      this.#firstCopyBytes = this.#sentBytes;
      return;
    }
    this.#pauseTime += pause;
    this.#commitTime += latency;
    this.#dirtyPages += dirtyPages;
  }

  figures(now: Nanoseconds): ReplicationFigures {
    const since = this.#protectedSince;
    return {
      checkpoints: this.#checkpoints,
      sentBytes: this.#sentBytes,
      firstCopyBytes: since === null ? this.#sentBytes : this.#firstCopyBytes,
      firstCopyTime: since === null ? null : since - this.#started,
      protectedTime: since === null ? 0 : now - since,
      pauseTime: this.#pauseTime,
      commitTime: this.#commitTime,
      dirtyPages: this.#dirtyPages,
    };
  }
}
