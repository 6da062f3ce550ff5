import type { Nanoseconds } from '../kernel/time.ts';

/**
 * The numbers that a stop rule decided by, where they are others than pending bytes and threshold. `dirtyPages` is what
 * the dirty log brought at the end of the round; see `stop-rule.ts` for where each rule comes from.
 */
export type DecisionGrounds =
  | { readonly rule: 'xen-2004'; readonly dirtyPages: number; readonly transferredBytes: number }
  | { readonly rule: 'xen-4.10'; readonly dirtyPages: number }
  | {
      readonly rule: 'cloud-hypervisor';
      /** Over the whole of the round that ended. */
      readonly roundBytesPerSecond: number;
      /** What is pending at that rate. */
      readonly expectedDowntime: Nanoseconds;
    }
  | {
      readonly rule: 'virtualbox';
      readonly dirtyPages: number;
      /** Average dirty pages of the last 4 and the last 64 rounds. */
      readonly shortAveragePages: number;
      readonly longAveragePages: number;
      /** Whether as few are dirty as on short average, and no more on short than on long average. */
      readonly isLull: boolean;
      /** How long the two averages take at the rate of the whole migration so far. */
      readonly shortAverageTime: Nanoseconds;
      readonly longAverageTime: Nanoseconds;
    };
