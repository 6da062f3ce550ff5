import type { DowntimeBreakdown, Nanoseconds } from '../../simulator/index.ts';
import { downtimeParts } from './sentences.ts';
import { closeLast, type DowntimePart, type MachineSpan } from './spans.ts';

/** Where the machine runs, and when it stands still. */
export class MachineLane {
  readonly #spans: MachineSpan[] = [];
  #parts: readonly DowntimePart[] = [];

  get spans(): readonly MachineSpan[] {
    return this.#spans;
  }

  get state(): MachineSpan['state'] | undefined {
    return this.#spans.at(-1)?.state;
  }

  /** The pause, as soon as it has begun. */
  get pause(): MachineSpan | undefined {
    return this.#spans.find(({ state }) => state === 'paused');
  }

  /** The downtime in its parts, laid end to end from the pause on; empty until the migration has completed. */
  get downtimeParts(): readonly DowntimePart[] {
    return this.#parts;
  }

  enter(state: MachineSpan['state'], time: Nanoseconds): void {
    if (this.state === state) return;
    this.#close(time);
    this.#spans.push({ state, from: time, to: null });
  }

  breakDown(breakdown: DowntimeBreakdown): void {
    let from = this.pause?.from ?? 0;
    this.#parts = downtimeParts(breakdown).map(({ name, duration }) => {
      const part = { name, from, to: from + duration };
      from = part.to;
      return part;
    });
  }

  /** A machine whose migration was given up is where it was; one that was paused before arrives paused. */
  end(time: Nanoseconds, completed: boolean): void {
    if (this.state === 'paused') this.enter(completed ? 'destination' : 'source', time);
    this.#close(time);
  }

  #close(time: Nanoseconds): void {
    closeLast(this.#spans, time);
  }
}
