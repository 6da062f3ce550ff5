import { MEBIBYTE } from '../memory/page.ts';

/** How memory is moved: all of it while the machine is paused, or in rounds while it runs on. */
export type MigrationStrategy = 'stop-and-copy' | 'pre-copy';

/** When pre-copy stops the machine; each name is a policy in `stop-rule.ts`. */
export type StopRuleName = 'qemu' | 'qemu-10.1' | 'fixed-rounds';

/** Settings of one migration, with the names and units of QEMU's `migrate-set-parameters`. */
export interface MigrationParameters {
  readonly strategy: MigrationStrategy;
  /** Longest pause that is acceptable, in milliseconds. */
  readonly downtimeLimitMilliseconds: number;
  /** Cap on the rate of the rounds, in bytes a second; 0 is no cap. The stop phase goes at link speed. */
  readonly maxBandwidthBytesPerSecond: number;
  readonly stopRule: StopRuleName;
  /** For the `fixed-rounds` rule: stop after so many live rounds. */
  readonly rounds: number;
  /**
   * QEMU's capability `return-path`: downtime and total time end when the destination has confirmed. Without it they
   * end when the last byte is in the link's send buffer, before everything has arrived.
   */
  readonly returnPath: boolean;
}

/** QEMU's defaults: 300 ms of downtime, 128 MiB/s. */
export const DEFAULT_PARAMETERS: MigrationParameters = {
  strategy: 'pre-copy',
  downtimeLimitMilliseconds: 300,
  maxBandwidthBytesPerSecond: 128 * MEBIBYTE,
  stopRule: 'qemu',
  rounds: 5,
  returnPath: true,
};
