import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';
import { TimeShare } from './time-share.ts';
import type { VirtualCpu } from './virtual-cpu.ts';

/**
 * The time that a guest has: how much of the world's time it gets, and how many steps are due in it. Running time and
 * steps stand in the vCPU, for they move with it; throttle and limits belong to the machine that runs it.
 */
export class GuestClock {
  readonly #vcpu: VirtualCpu;
  readonly #stepsPerSecond: number;
  readonly #throttleOverheadPercent: number;
  #throttlePercent = 0;
  #stepRateLimit: number | null = null;
  #share = TimeShare.whole();
  #stepLimit = Number.POSITIVE_INFINITY;

  constructor(vcpu: VirtualCpu, stepsPerSecond: number, throttleOverheadPercent: number) {
    this.#vcpu = vcpu;
    this.#stepsPerSecond = stepsPerSecond;
    this.#throttleOverheadPercent = throttleOverheadPercent;
  }

  get throttlePercent(): number {
    return this.#throttlePercent;
  }

  /** Share of the world's time that the guest has, above 0 and up to 100. */
  get runningPercent(): number {
    return (100 * this.#share.numerator) / this.#share.denominator;
  }

  /** Takes this share of its time away from the guest; 0 gives all back. */
  throttle(percent: number): void {
    this.#throttlePercent = percent;
    this.#share = this.#smallestShare();
  }

  /** The guest makes no more steps a second than these, a whole number from 1; null lets it go as fast as it can. */
  limitStepRate(stepsPerSecond: number | null): void {
    this.#stepRateLimit = stepsPerSecond;
    this.#share = this.#smallestShare();
  }

  /** The guest may make so many steps in all. It stands still before the next one, and its running time does too. */
  limitSteps(stepLimit: number): void {
    this.#stepLimit = stepLimit;
  }

  /** The world's time goes on while the guest runs: returns how many steps the guest has to make now. */
  advance(elapsed: Nanoseconds): number {
    const vcpu = this.#vcpu;
    vcpu.runningTime += this.#share.of(elapsed);
    const due = stepsAfter(vcpu.runningTime, this.#stepsPerSecond);
    if (due <= this.#stepLimit) return due - vcpu.steps;
    vcpu.runningTime = runningTimeOf(this.#stepLimit + 1, this.#stepsPerSecond);
    return this.#stepLimit - vcpu.steps;
  }

  #smallestShare(): TimeShare {
    const throttled =
      this.#throttlePercent === 0
        ? TimeShare.whole()
        : new TimeShare(Math.max(1, 100 - this.#throttlePercent - this.#throttleOverheadPercent), 100);
    const limit = this.#stepRateLimit;
    if (limit === null || limit >= this.#stepsPerSecond) return throttled;
    const limited = new TimeShare(limit, this.#stepsPerSecond);
    return limited.isLessThan(throttled) ? limited : throttled;
  }

  /** How long until the guest, running on unthrottled, makes this step, counted from its start. */
  timeUntilStep(step: number): Nanoseconds {
    return Math.max(0, runningTimeOf(step, this.#stepsPerSecond) - this.#vcpu.runningTime);
  }
}

/** Steps due after so much running time: computed from the whole, so that nothing is lost by rounding. */
export function stepsAfter(runningTime: Nanoseconds, stepsPerSecond: number): number {
  const wholeSeconds = Math.floor(runningTime / NANOSECONDS_PER_SECOND);
  const rest = runningTime - wholeSeconds * NANOSECONDS_PER_SECOND;
  return wholeSeconds * stepsPerSecond + Math.floor((rest * stepsPerSecond) / NANOSECONDS_PER_SECOND);
}

/** The least running time after which so many steps are due. */
function runningTimeOf(steps: number, stepsPerSecond: number): Nanoseconds {
  const wholeSeconds = Math.floor(steps / stepsPerSecond);
  const rest = steps - wholeSeconds * stepsPerSecond;
  return wholeSeconds * NANOSECONDS_PER_SECOND + Math.ceil((rest * NANOSECONDS_PER_SECOND) / stepsPerSecond);
}
