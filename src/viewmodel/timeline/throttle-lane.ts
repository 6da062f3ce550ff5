import type { Nanoseconds } from '../../simulator/index.ts';
import { type Brake, closeLast, type ThrottleSpan } from './spans.ts';

/** How much the guest is slowed down, step by step. Empty where it never is. */
export class ThrottleLane {
  readonly #spans: ThrottleSpan[] = [];

  get spans(): readonly ThrottleSpan[] {
    return this.#spans;
  }

  /** Title of the lane: auto-converge and the dirty limit are not on together. */
  get title(): 'Throttle' | 'Dirty limit' {
    return this.#spans[0]?.brake.kind === 'dirty-limit' ? 'Dirty limit' : 'Throttle';
  }

  enter(brake: Brake, time: Nanoseconds): void {
    this.end(time);
    this.#spans.push({ brake, from: time, to: null });
  }

  /** Closes the step that lasts. */
  end(time: Nanoseconds): void {
    closeLast(this.#spans, time);
  }
}
