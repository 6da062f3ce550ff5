import type { Nanoseconds } from '../../kernel/time.ts';
import { ask, type Process } from './effect.ts';

/** What can be asked of the clock. */
export type ClockEffect = { readonly kind: 'now' } | { readonly kind: 'wait'; readonly nanoseconds: Nanoseconds };

/** Time, as the driver keeps it: simulated or real nanoseconds. */
export class Clock {
  /** The time now. */
  now(): Process<Nanoseconds> {
    return ask({ kind: 'now' });
  }

  /** Returns after so many nanoseconds. */
  wait(nanoseconds: Nanoseconds): Process<void> {
    return ask({ kind: 'wait', nanoseconds });
  }
}
