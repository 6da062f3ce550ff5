import type { Nanoseconds } from '../../simulator/index.ts';
import { GrowingColumn } from './growing-column.ts';
import type { Viewport } from './viewport.ts';

/** Pages of one stretch of time that the guest had to wait for. */
export interface FaultGroup {
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  readonly count: number;
  /** How long the guest stood still for them, in all. */
  readonly blocked: Nanoseconds;
}

/** The pages that the guest stood still for in post-copy, by the time of their arrival. Empty in pre-copy. */
export class FaultLane {
  readonly #time = new GrowingColumn();
  readonly #blocked = new GrowingColumn();
  #blockedInAll = 0;

  get count(): number {
    return this.#time.length;
  }

  get blockedInAll(): Nanoseconds {
    return this.#blockedInAll;
  }

  arrived(time: Nanoseconds, blocked: Nanoseconds): void {
    this.#time.push(time);
    this.#blocked.push(blocked);
    this.#blockedInAll += blocked;
  }

  /** Every page with the time of its arrival, in that order. */
  all(): { readonly time: Nanoseconds; readonly blocked: Nanoseconds }[] {
    return Array.from({ length: this.count }, (_, index) => ({ time: this.#time.at(index), blocked: this.#blocked.at(index) }));
  }

  /** The pages in sight, in stretches of this length that have any. */
  groups(view: Viewport, length: Nanoseconds): FaultGroup[] {
    const groups: FaultGroup[] = [];
    const end = this.#time.firstAbove(view.to);
    for (let index = this.#time.firstAtLeast(view.from); index < end; index += 1) {
      const place = Math.floor(this.#time.at(index) / length);
      const last = groups.at(-1);
      const blocked = this.#blocked.at(index);
      if (last?.from === place * length) {
        groups[groups.length - 1] = { ...last, count: last.count + 1, blocked: last.blocked + blocked };
      } else groups.push({ from: place * length, to: (place + 1) * length, count: 1, blocked });
    }
    return groups;
  }
}
