import type { Nanoseconds } from '../../kernel/time.ts';
import type { ReplicationReport } from '../../replication/events.ts';
import type { ReplicationFigures } from '../../replication/figures.ts';

/** Events of a replication carry the VM's name: a VM has one replica at most. */
export type ReplicationEvent =
  | {
      readonly kind: 'replication.started';
      readonly vm: string;
      readonly from: string;
      readonly to: string;
      readonly interval: Nanoseconds;
      readonly memoryBytes: number;
      readonly linkBytesPerSecond: number;
    }
  | ({
      readonly vm: string;
      /** Answers, and frames of connections, that waited for this checkpoint and went out with it. */
      readonly released: number;
    } & ReplicationReport)
  /** There is no replica any more; the VM runs on where it is, unprotected. */
  | { readonly kind: 'replication.stopped'; readonly vm: string; readonly reason: string; readonly figures: ReplicationFigures }
  | {
      /** The VM's own machine is gone; the replica takes its place as soon as its host has found out. */
      readonly kind: 'replication.primary-lost';
      readonly vm: string;
      readonly from: string;
      readonly to: string;
      /** Why; null where going over was asked for, which powers it off. */
      readonly reason: string | null;
      /** Where the VM goes on. */
      readonly checkpoint: number;
      /** Running time of the guest that is undone. */
      readonly lostTime: Nanoseconds;
      /** Pages that the guest had written since. */
      readonly lostPages: number;
      /** Answers and frames that were held: nobody outside has ever heard of what is undone. */
      readonly unsaid: number;
      readonly figures: ReplicationFigures;
    }
  | {
      /** The replica runs. */
      readonly kind: 'replication.failed-over';
      readonly vm: string;
      readonly host: string;
      readonly checkpoint: number;
      /** How long the VM stood still. */
      readonly outage: Nanoseconds;
    };
