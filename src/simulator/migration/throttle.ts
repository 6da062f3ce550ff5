import type { Process } from '../machine/ports/effect.ts';
import { DirtyAlarm } from './dirty-alarm.ts';
import type { ThrottleParameters } from './parameters.ts';
import type { DirtyPeriod } from './progress.ts';
import type { MigrationRun } from './run.ts';

/**
 * Auto-converge: when the guest dirties memory nearly as fast as it can be sent, take running time away from it.
 * QEMU, migration/ram.c: mig_throttle_guest_down.
 */
export class AutoConverge {
  readonly #parameters: ThrottleParameters;
  readonly #alarm: DirtyAlarm;
  #percent = 0;

  constructor(parameters: ThrottleParameters) {
    this.#parameters = parameters;
    this.#alarm = new DirtyAlarm(parameters.triggerPercent);
  }

  /** Takes note of a period that has ended; returns the percentage to throttle to from now on, or null for no change. */
  periodEnded(period: DirtyPeriod): number | null {
    if (!this.#alarm.periodEnded(period)) return null;
    this.#percent = this.#nextPercent(this.#alarm.allowedBytes(period.sentBytes) / period.dirtiedBytes);
    return this.#percent;
  }

  #nextPercent(allowedShare: number): number {
    const { initialPercent, incrementPercent, maximumPercent, tailSlow } = this.#parameters;
    if (this.#percent === 0) return initialPercent;
    const running = 100 - this.#percent;
    const enough = Math.floor(running - running * allowedShare);
    const increment = tailSlow ? Math.min(enough, incrementPercent) : incrementPercent;
    return Math.min(this.#percent + increment, maximumPercent);
  }
}

/** Slows the guest down if the period gives reason to. */
export function* throttle(run: MigrationRun, autoConverge: AutoConverge, period: DirtyPeriod): Process<void> {
  const percent = autoConverge.periodEnded(period);
  if (percent === null) return;
  yield* run.ports.source.setThrottle(percent);
  run.progress.throttled(percent);
  run.report({ kind: 'migration.throttled', percent, ...period });
}
