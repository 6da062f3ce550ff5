import type { Nanoseconds } from '../../simulator/index.ts';
import type { ThrottleSpan } from './spans.ts';

/** How much auto-converge takes from the guest, step by step. Empty where it never does. */
export class ThrottleLane {
  readonly #spans: ThrottleSpan[] = [];

  get spans(): readonly ThrottleSpan[] {
    return this.#spans;
  }

  enter(percent: number, time: Nanoseconds): void {
    this.end(time);
    this.#spans.push({ percent, from: time, to: null });
  }

  /** Closes the step that lasts. */
  end(time: Nanoseconds): void {
    const last = this.#spans.at(-1);
    if (last && last.to === null) this.#spans[this.#spans.length - 1] = { ...last, to: time };
  }
}
