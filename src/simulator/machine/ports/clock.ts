import type { Nanoseconds } from '../../kernel/time.ts';
import { ask, type Process } from './effect.ts';

export type ClockEffect = { readonly kind: 'now' } | { readonly kind: 'wait'; readonly nanoseconds: Nanoseconds };

/** Time, as the driver keeps it: simulated or real nanoseconds. */
export class Clock {
  now(): Process<Nanoseconds> {
    return ask({ kind: 'now' });
  }

  wait(nanoseconds: Nanoseconds): Process<void> {
    return ask({ kind: 'wait', nanoseconds });
  }
}
