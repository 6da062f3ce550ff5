import type { Nanoseconds } from '../kernel/time.ts';
import type { PageNumber } from '../memory/page.ts';
import type { DecisionGrounds } from './grounds.ts';
import type { MigrationParameters } from './parameters.ts';
import type { XbzrleFigures } from './xbzrle.ts';

/** The phases of a migration, in order; `mirror` only where the machine has a disk of its own. */
export type MigrationPhase = 'mirror' | 'setup' | 'pre-copy' | 'stop-and-copy' | 'post-copy' | 'resume';

/** What the engine decided at one look at the pages still to send, and the numbers it decided by. */
export interface Decision {
  /** 1 is the first round, which sends everything. */
  readonly round: number;
  readonly pendingBytes: number;
  /** Below this the machine may be stopped: measured bandwidth times downtime limit. 0 before the first measurement. */
  readonly thresholdBytes: number;
  /** Bandwidth measured over the last window of at least 100 ms; 0 before the first measurement. */
  readonly bandwidthBytesPerSecond: number;
  /**
   * `send`: go on with this round. `sync`: the round was over, but with what the dirty log brought (`pendingBytes` has
   * it in) there is too much left, so the next round begins. `switch-over`: stop the machine.
   */
  readonly verdict: 'send' | 'sync' | 'switch-over';
  /** What a rule that does not go by the threshold decided by at the end of a round. */
  readonly grounds?: DecisionGrounds;
}

/**
 * Where the time went in which the guest stood still. The parts add up to `downtime` where there is a return path;
 * without one QEMU's downtime ends when all has been handed over, before the destination has it.
 */
export interface DowntimeBreakdown {
  /** Stopping the vCPUs and taking the last dirty log. */
  readonly stop: Nanoseconds;
  /** Handing the last pages to the link. */
  readonly lastCopy: Nanoseconds;
  /** Saving, sending and loading the device state, until the destination confirms that all is in place. */
  readonly deviceState: Nanoseconds;
  /** Letting the vCPUs run at the destination. */
  readonly resume: Nanoseconds;
}

/** Counters of a migration so far; `monitor.ts` prints them under the names of `query-migrate`. */
export interface MigrationFigures {
  readonly totalTime: Nanoseconds;
  readonly setupTime: Nanoseconds;
  /** Pause seen so far by the guest; null while it runs at the source. */
  readonly downtime: Nanoseconds | null;
  readonly expectedDowntime: Nanoseconds;
  readonly transferredBytes: number;
  /** Of them, those sent while the guest ran at the source, and those sent while it stood still. */
  readonly precopyBytes: number;
  readonly downtimeBytes: number;
  readonly remainingBytes: number;
  readonly totalBytes: number;
  readonly zeroPages: number;
  readonly normalPages: number;
  /** Bytes sent after the machine had moved (post-copy). */
  readonly postcopyBytes: number;
  /** Pages that the destination's guest stood still for (post-copy). */
  readonly postcopyRequests: number;
  /** How long it stood still for them, in all (post-copy). */
  readonly postcopyBlockedTime: Nanoseconds;
  /** Of the bytes sent, those that went over channels beside the main stream; absent where there are none. */
  readonly multifdBytes?: number;
  /** What XBZRLE did; absent where it is off. */
  readonly xbzrle?: XbzrleFigures;
  /** Pages dirtied per second, measured between the last two looks at the dirty log. */
  readonly dirtyPagesPerSecond: number;
  /** Times the dirty log was collected: live rounds + 2 after a completed pre-copy. */
  readonly dirtySyncCount: number;
  /** Share of its running time that auto-converge takes from the guest; 0 where it does not. */
  readonly throttlePercent: number;
  /** Throughput in megabits per second over the last window. */
  readonly megabitsPerSecond: number;
  /** Pages sent per second over the last window. */
  readonly pagesPerSecond: number;
}

/** What a migration mechanism reports while it runs; the data center adds which migration it is, and when. */
export type MigrationReport =
  | { readonly kind: 'migration.phase'; readonly phase: MigrationPhase }
  | {
      readonly kind: 'migration.round';
      /** 1 is the first round. */
      readonly round: number;
      /** Pages the dirty log added that were not pending before; in round 1 all pages. */
      readonly newDirtyPages: number;
      readonly pendingBytes: number;
      readonly transferredBytes: number;
      readonly dirtySyncCount: number;
      /** What XBZRLE did so far; absent where it is off. */
      readonly xbzrle?: XbzrleFigures;
    }
  | ({ readonly kind: 'migration.decision' } & Decision)
  | {
      /** Auto-converge takes this share of its running time from the guest from now on. */
      readonly kind: 'migration.throttled';
      readonly percent: number;
      /** Bytes dirtied and sent in the period that gave the reason. */
      readonly dirtiedBytes: number;
      readonly sentBytes: number;
    }
  | {
      /** The dirty limit bounds the pages that the guest writes in a second from now on. */
      readonly kind: 'migration.dirty-limited';
      readonly pagesPerSecond: number;
      /** Bytes dirtied and sent in the period that gave the reason. */
      readonly dirtiedBytes: number;
      readonly sentBytes: number;
    }
  | {
      /** Several streams have been put in step; bytes are those that each has been given so far. */
      readonly kind: 'migration.channels-in-step';
      readonly mainBytes: number;
      readonly channelBytes: readonly number[];
      /** How long the sender waited until every channel was free to say so. */
      readonly waited: Nanoseconds;
    }
  | {
      readonly kind: 'migration.progress';
      readonly round: number;
      readonly transferredBytes: number;
      readonly pendingBytes: number;
      readonly bandwidthBytesPerSecond: number;
      /** What XBZRLE did so far; absent where it is off, and in post-copy. */
      readonly xbzrle?: XbzrleFigures;
    }
  | {
      readonly kind: 'migration.source-paused';
      /** Pages the last look at the dirty log added. */
      readonly newDirtyPages: number;
      readonly pendingBytes: number;
      readonly transferredBytes: number;
      /** What XBZRLE did so far; absent where it is off. */
      readonly xbzrle?: XbzrleFigures;
    }
  | {
      /** How far the machine's own disk is mirrored: `ready` when writes go to both sides, `last` in the pause. */
      readonly kind: 'migration.mirror';
      readonly stage: 'copy' | 'ready' | 'last' | 'done';
      /** Bytes of blocks sent so far, those sent again as well. */
      readonly copiedBytes: number;
      /** Bytes of blocks still to send, as far as the write log has been looked at. */
      readonly dirtyBytes: number;
      readonly totalBytes: number;
    }
  | { readonly kind: 'migration.destination-running' }
  | { readonly kind: 'migration.page-fault'; readonly page: PageNumber }
  | {
      /** A page that the guest stood still for has arrived. */
      readonly kind: 'migration.page-arrived';
      readonly page: PageNumber;
      readonly blocked: Nanoseconds;
    }
  | { readonly kind: 'migration.postcopy-paused'; readonly reason: string; readonly missingPages: number }
  | { readonly kind: 'migration.postcopy-recovered'; readonly missingPages: number };

/** How a migration ended; nothing of it comes after. */
export type MigrationEnding =
  | {
      readonly kind: 'migration.completed';
      readonly figures: MigrationFigures;
      readonly downtimeBreakdown: DowntimeBreakdown;
    }
  | { readonly kind: 'migration.cancelled'; readonly figures: MigrationFigures }
  | { readonly kind: 'migration.failed'; readonly reason: string; readonly figures: MigrationFigures };

/** The first event of every migration. */
export type MigrationStarted = {
  readonly kind: 'migration.started';
  /** The name of the virtual machine, or of what else moves. */
  readonly vm: string;
  /** Absent for a virtual machine. */
  readonly machine?: 'container';
  readonly from: string;
  readonly to: string;
  readonly memoryBytes: number;
  readonly linkBytesPerSecond: number;
  readonly parameters: MigrationParameters;
};

/** Every event of a migration carries its id; the id is unique in a world. */
export type MigrationEvent = { readonly migration: string } & (MigrationStarted | MigrationReport | MigrationEnding);
