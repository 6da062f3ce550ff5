import { type Nanoseconds, transferTime } from '../kernel/time.ts';

/** The storage that all hosts share, as somebody has bought it. */
export interface StorageSettings {
  readonly bytesPerSecond: number;
  /** Room for more files. */
  readonly freeBytes: number;
  /** False where every access ends in an error. */
  readonly works: boolean;
}

/** A disk error, or a disk that is full; the message says which. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}

/** One write under way. */
export interface Write {
  readonly begins: Nanoseconds;
  readonly ends: Nanoseconds;
}

/**
 * The storage that all hosts share, where the files of snapshots are. Writes are served one after the other at one rate,
 * so that several files share it by turns.
 */
export class SharedStorage {
  #settings: StorageSettings;
  #busyUntil: Nanoseconds = 0;

  constructor(settings: StorageSettings) {
    this.#settings = settings;
  }

  get settings(): StorageSettings {
    return this.#settings;
  }

  change(settings: Partial<StorageSettings>): void {
    this.#settings = { ...this.#settings, ...settings };
  }

  /** Takes room for a write and its turn. Throws `StorageFailure` with the error that write(2) would give. */
  begin(bytes: number, now: Nanoseconds): Write {
    const { works, freeBytes } = this.#settings;
    if (!works) throw new StorageFailure('The shared storage does not work: Input/output error.');
    if (bytes > freeBytes) throw new StorageFailure('The shared storage is full: No space left on device.');
    const begins = Math.max(now, this.#busyUntil);
    this.#busyUntil = begins + this.timeFor(bytes);
    this.change({ freeBytes: freeBytes - bytes });
    return { begins, ends: this.#busyUntil };
  }

  /** How long it takes to write so many bytes. */
  timeFor(bytes: number): Nanoseconds {
    return transferTime(bytes, this.#settings.bytesPerSecond);
  }

  /** A write ended at this time, before it was meant to. */
  endedEarly(write: Write, at: Nanoseconds): void {
    if (this.#busyUntil === write.ends) this.#busyUntil = at;
  }

  /** So many bytes of files are gone. */
  giveBack(bytes: number): void {
    this.change({ freeBytes: this.#settings.freeBytes + bytes });
  }
}
