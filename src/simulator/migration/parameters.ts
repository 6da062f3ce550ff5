import { MEBIBYTE } from '../memory/page.ts';

/**
 * How memory is moved. `stop-and-copy`: all of it while the machine is paused. `pre-copy`: in rounds while it runs on
 * at the source. `post-copy`: the machine moves first, and memory follows while it runs at the destination. `hybrid`:
 * rounds of pre-copy, then post-copy on request or after `postCopyAfterRounds`.
 */
export const STRATEGIES = ['stop-and-copy', 'pre-copy', 'post-copy', 'hybrid'] as const;

/** One of them. */
export type MigrationStrategy = (typeof STRATEGIES)[number];

/** Slowing the guest down so that pre-copy gets ahead of it; QEMU's parameters of the capability `auto-converge`. */
export interface ThrottleParameters {
  /** Percent taken from the guest at first. */
  readonly initialPercent: number;
  /** Percent added each further time. */
  readonly incrementPercent: number;
  readonly maximumPercent: number;
  /** Adds less than the increment where less is enough to get below the trigger. */
  readonly tailSlow: boolean;
  /** Dirtied bytes over sent bytes in a period, in percent, above which the period counts as too dirty. */
  readonly triggerPercent: number;
}

/** QEMU's defaults. */
export const DEFAULT_THROTTLE: ThrottleParameters = {
  initialPercent: 20,
  incrementPercent: 10,
  maximumPercent: 99,
  tailSlow: false,
  triggerPercent: 50,
};

/** When pre-copy stops the machine; each name is a policy in `stop-rule.ts`. */
export const STOP_RULES = [
  'qemu',
  'qemu-10.1',
  'xen-2004',
  'xen-4.10',
  'cloud-hypervisor',
  'virtualbox',
  'fixed-rounds',
] as const;

/** One of them. */
export type StopRuleName = (typeof STOP_RULES)[number];

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
  /** For `hybrid`: go over to post-copy after so many rounds; 0 leaves it to a request. */
  readonly postCopyAfterRounds: number;
  /** Cap on the background push of post-copy, in bytes a second; 0 is no cap. Pages asked for do not wait for it. */
  readonly maxPostCopyBandwidthBytesPerSecond: number;
  /** Size of the XBZRLE cache; 0 leaves XBZRLE off. */
  readonly xbzrleCacheBytes: number;
  /**
   * Streams beside the main one that pages go over in packets (`multifd.ts`; QEMU's capability `multifd` and its
   * parameter `multifd-channels`); 0 sends all over the main stream. Not with post-copy nor XBZRLE.
   */
  readonly multifdChannels: number;
  /** Auto-converge, or null where the guest is left alone. */
  readonly throttle: ThrottleParameters | null;
  /** Dirty limit: bytes of pages that each vCPU may write in a second once there is reason to; 0 leaves it off. */
  readonly dirtyLimitBytesPerSecond: number;
}

/** QEMU's default of `vcpu-dirty-limit`, 1 MB/s; it counts a MiB as a MB. */
export const DEFAULT_DIRTY_LIMIT_BYTES_PER_SECOND = MEBIBYTE;

/** QEMU's defaults: 300 ms of downtime, 128 MiB/s. */
export const DEFAULT_PARAMETERS: MigrationParameters = {
  strategy: 'pre-copy',
  downtimeLimitMilliseconds: 300,
  maxBandwidthBytesPerSecond: 128 * MEBIBYTE,
  stopRule: 'qemu',
  rounds: 5,
  returnPath: true,
  postCopyAfterRounds: 2,
  maxPostCopyBandwidthBytesPerSecond: 0,
  xbzrleCacheBytes: 0,
  multifdChannels: 0,
  throttle: null,
  dirtyLimitBytesPerSecond: 0,
};
