import type { Nanoseconds } from './time.ts';

/** An action that waits for its time. */
export interface Appointment {
  /** The action will not happen. Cancelling twice, or too late, does nothing. */
  cancel(): void;
}

interface Entry {
  readonly time: Nanoseconds;
  readonly sequence: number;
  action: (() => void) | null;
}

/**
 * The simulated clock and all that is to happen: a binary heap ordered by (time, sequence), so that two appointments
 * for the same instant happen in the order in which they were made. Time moves only in `runUntil`.
 */
export class EventQueue {
  #now: Nanoseconds;
  #sequence = 0;
  #waiting = 0;
  readonly #heap: Entry[] = [];

  constructor(now: Nanoseconds = 0) {
    this.#now = now;
  }

  get now(): Nanoseconds {
    return this.#now;
  }

  /** How many appointments are neither kept nor cancelled. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Plans an action for an instant; an instant that has passed counts as now. */
  at(time: Nanoseconds, action: () => void): Appointment {
    const entry: Entry = { time: Math.max(time, this.#now), sequence: this.#sequence++, action };
    this.#push(entry);
    this.#waiting++;
    return {
      cancel: () => {
        if (entry.action === null) return;
        entry.action = null;
        this.#waiting--;
      },
    };
  }

  /** Plans an action for so many nanoseconds from now. */
  after(delay: Nanoseconds, action: () => void): Appointment {
    return this.at(this.#now + delay, action);
  }

  /** Keeps every appointment up to and including this time, then stands at this time. */
  runUntil(time: Nanoseconds): void {
    for (let first = this.#heap[0]; first !== undefined && first.time <= time; first = this.#heap[0]) {
      this.#pop();
      const { action } = first;
      if (action === null) continue;
      first.action = null;
      this.#waiting--;
      this.#now = first.time;
      action();
    }
    this.#now = Math.max(this.#now, time);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Entry;
      if (isBefore(above, entry)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop() as Entry;
    if (heap.length === 0) return;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (isBefore(last, below)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(first: Entry, second: Entry): boolean {
  return first.time < second.time || (first.time === second.time && first.sequence < second.sequence);
}
