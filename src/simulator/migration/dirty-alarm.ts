import type { DirtyPeriod } from './progress.ts';

/** Two periods that were too dirty, with clean ones between them or not, give the alarm. */
const PERIODS_PER_ALARM = 2;

/**
 * Finds out that the guest dirties memory nearly as fast as it can be sent: what auto-converge and the dirty limit act
 * upon. QEMU, migration/ram.c: migration_trigger_throttle.
 */
export class DirtyAlarm {
  readonly #triggerPercent: number;
  #dirtyPeriods = 0;

  /** Dirtied bytes over sent bytes, in percent, above which a period counts as too dirty. */
  constructor(triggerPercent: number) {
    this.#triggerPercent = triggerPercent;
  }

  /** Bytes that may be dirtied while so many are sent. */
  allowedBytes(sentBytes: number): number {
    return (sentBytes * this.#triggerPercent) / 100;
  }

  /** Takes note of a period that has ended; returns whether something has to be done now. */
  periodEnded({ dirtiedBytes, sentBytes }: DirtyPeriod): boolean {
    if (dirtiedBytes <= this.allowedBytes(sentBytes)) return false;
    this.#dirtyPeriods++;
    if (this.#dirtyPeriods < PERIODS_PER_ALARM) return false;
    this.#dirtyPeriods = 0;
    return true;
  }
}
