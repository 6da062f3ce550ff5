import type { Nanoseconds } from '../kernel/time.ts';
import type { PageNumber } from '../memory/page.ts';

/** What a background snapshot reports while it runs; the data center adds which VM and snapshot it is, and when. */
export type BackgroundReport =
  | {
      /** CPU and devices are saved, all memory is write-protected, and the machine goes on. */
      readonly kind: 'snapshot.protected';
      /** How long the vCPUs stood still for it; 0 for a machine that was paused before. */
      readonly pause: Nanoseconds;
    }
  | ({ readonly kind: 'snapshot.progress' } & BackgroundCounters);

/** How far a background snapshot is. */
export interface BackgroundCounters {
  readonly savedPages: number;
  /** Of them, those saved before their turn because the guest was about to write them. */
  readonly savedOnFault: number;
  readonly savedBytes: number;
  readonly remainingPages: number;
  /** Bytes a second that the storage took since the last report. */
  readonly bytesPerSecond: number;
  /** Pages that the guest stood still for so far. */
  readonly writeFaults: number;
  /** How long it stood still for them, in all. */
  readonly blocked: Nanoseconds;
  /** The page saved last. */
  readonly page: PageNumber;
}
