import type { Process } from '../machine/ports/effect.ts';
import { PAGE_BYTES } from '../memory/page.ts';
import { DirtyAlarm } from './dirty-alarm.ts';
import { DEFAULT_THROTTLE } from './parameters.ts';
import type { DirtyPeriod } from './progress.ts';
import type { MigrationRun } from './run.ts';

/**
 * Dirty limit (QEMU 8.1, migration/ram.c: migration_dirty_limit_guest; softmmu/dirtylimit.c): where auto-converge would
 * take time from the guest, bound the pages that each vCPU writes in a second instead. KVM makes a vCPU wait when its
 * dirty ring is full, so it needs that ring; and one that only reads never waits. The bound is set once and stays.
 * Here each page write counts, also one to a page that is dirty already, which a dirty ring would not count again.
 */
export class DirtyLimit {
  readonly #bytesPerSecond: number;
  readonly #alarm = new DirtyAlarm(DEFAULT_THROTTLE.triggerPercent);
  #isOn = false;

  /** Bytes of pages that the guest may write in a second, a page at least. */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** Takes note of a period that has ended; returns the pages a second to limit the guest to, or null for no change. */
  periodEnded(period: DirtyPeriod): number | null {
    if (this.#isOn || !this.#alarm.periodEnded(period)) return null;
    this.#isOn = true;
    return Math.floor(this.#bytesPerSecond / PAGE_BYTES);
  }
}

/** Bounds what the guest writes if the period gives reason to. */
export function* limitGuest(run: MigrationRun, dirtyLimit: DirtyLimit, period: DirtyPeriod): Process<void> {
  const pagesPerSecond = dirtyLimit.periodEnded(period);
  if (pagesPerSecond === null) return;
  yield* run.ports.source.limitPageWrites(pagesPerSecond);
  run.report({ kind: 'migration.dirty-limited', pagesPerSecond, ...period });
}

/** The guest has all of its time again: neither throttled nor limited. */
export function* letGuestGo({ ports, parameters }: MigrationRun): Process<void> {
  yield* ports.source.setThrottle(0);
  if (parameters.dirtyLimitBytesPerSecond > 0) yield* ports.source.limitPageWrites(null);
}
