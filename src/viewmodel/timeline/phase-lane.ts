import type { Nanoseconds } from '../../simulator/index.ts';
import { closeLast, type PhaseName, type PhaseSpan } from './spans.ts';

/** Phases, one after the other. */
export class PhaseLane {
  readonly #spans: PhaseSpan[] = [];

  get spans(): readonly PhaseSpan[] {
    return this.#spans;
  }

  get current(): PhaseSpan | undefined {
    return this.#spans.at(-1);
  }

  enter(phase: PhaseName, time: Nanoseconds): void {
    this.end(time);
    this.#spans.push({ phase, from: time, to: null });
  }

  /** Closes the phase that lasts. */
  end(time: Nanoseconds): void {
    closeLast(this.#spans, time);
  }
}
