import type { Nanoseconds } from '../kernel/time.ts';
import type { Damage } from '../machine/damage.ts';
import type { StorageSettings } from '../machine/shared-storage.ts';
import type { MigrationEvent, MigrationFigures } from '../migration/events.ts';
import type { NetworkEvent } from '../network/network-events.ts';
import type { ServiceSample } from '../network/service.ts';
import type { BackgroundReport } from '../snapshot/background-report.ts';
import type { SnapshotContents, SnapshotMethod } from '../snapshot/saved-state.ts';
import type { Command } from './commands.ts';
import type { ContainerEvent } from './containers/container-events.ts';
import type { DiskEvent } from './storage/disk-events.ts';
import type { ReplicationEvent } from './replication/replication-events.ts';

/** What a command, or the passing of time, brought about. */
export type EventBody =
  | { readonly kind: 'host.added'; readonly host: string; readonly memoryBytes: number }
  | { readonly kind: 'host.removed'; readonly host: string }
  | { readonly kind: 'host.failed'; readonly host: string }
  | { readonly kind: 'host.repaired'; readonly host: string }
  | { readonly kind: 'host.exhausted'; readonly host: string }
  | {
      readonly kind: 'host.drain-started';
      readonly host: string;
      readonly vms: readonly string[];
      /** Absent where none run there. */
      readonly containers?: readonly string[];
      readonly parallel: number;
    }
  /** Nothing is left to migrate: `left` could not be moved, each with the reason. */
  | {
      readonly kind: 'host.drain-ended';
      readonly host: string;
      /** Names of VMs and containers. */
      readonly moved: readonly string[];
      readonly left: readonly (({ readonly vm: string } | { readonly container: string }) & { readonly reason: string })[];
    }
  | {
      readonly kind: 'link.edited';
      readonly between: readonly [string, string];
      readonly bytesPerSecond: number;
      /** Absent where one connection can carry as much as the link. */
      readonly streamBytesPerSecond?: number;
      readonly latencyNanoseconds: Nanoseconds;
      readonly up: boolean;
    }
  | { readonly kind: 'vm.created'; readonly vm: string; readonly host: string; readonly memoryBytes: number }
  | { readonly kind: 'vm.started'; readonly vm: string }
  | { readonly kind: 'vm.paused'; readonly vm: string }
  | { readonly kind: 'vm.resumed'; readonly vm: string }
  | { readonly kind: 'vm.stopped'; readonly vm: string }
  | { readonly kind: 'vm.deleted'; readonly vm: string }
  /** Harmed from within: so many words of memory, files or log records. */
  | { readonly kind: 'vm.broken'; readonly vm: string; readonly damage: Damage; readonly places: number }
  /** The guest found out that something is wrong with it, and stopped for good. */
  | { readonly kind: 'vm.guest-crashed'; readonly vm: string; readonly reason: string }
  | {
      readonly kind: 'vm.clients-attached';
      readonly vm: string;
      readonly requestsPerSecond: number;
      readonly microsecondsPerRequest: number;
    }
  | { readonly kind: 'vm.clients-detached'; readonly vm: string }
  /** What clients saw in the tenth of a second before; only while the VM migrates, and for 3 s after. */
  | ({ readonly kind: 'service.sample'; readonly vm: string } & ServiceSample)
  /** The migrated VM told the network where it is; before round 1 requests do not find it. */
  | { readonly kind: 'network.announced'; readonly vm: string; readonly host: string; readonly round: number }
  /** Its memory is gone for good; it can be started anew, or rolled back to a snapshot. */
  | { readonly kind: 'vm.lost'; readonly vm: string; readonly reason: string }
  | {
      readonly kind: 'snapshot.started';
      readonly vm: string;
      readonly snapshot: string;
      readonly name: string;
      readonly method: SnapshotMethod;
      readonly contents: SnapshotContents;
      readonly quiesce: boolean;
      readonly memoryBytes: number;
      /** 0 where it has no disk of its own. */
      readonly diskBytes: number;
    }
  | {
      readonly kind: 'snapshot.taken';
      readonly vm: string;
      readonly snapshot: string;
      readonly name: string;
      readonly parent: string | null;
      readonly method: SnapshotMethod;
      /** `machine` where not given. */
      readonly contents?: SnapshotContents;
      /** How long the vCPUs stood still for it. */
      readonly pause: Nanoseconds;
      /** Bytes of memory and disk that were copied for it; none by copy on write. */
      readonly copiedBytes?: number;
      /** What the monitor says of a background snapshot, which to it is a migration to a file. */
      readonly figures?: MigrationFigures;
    }
  | ({ readonly vm: string; readonly snapshot: string } & BackgroundReport)
  /** What copy on write put off: so many pages have been copied since the snapshot, each at the first write to it. */
  | {
      readonly kind: 'snapshot.copied';
      readonly vm: string;
      readonly snapshot: string;
      /** Time since the snapshot. */
      readonly after: Nanoseconds;
      readonly copiedPages: number;
      readonly copiedBytes: number;
    }
  | { readonly kind: 'snapshot.cancelled'; readonly vm: string; readonly snapshot: string; readonly figures?: MigrationFigures }
  /** A snapshot, or a roll back, came to nothing. */
  | { readonly kind: 'snapshot.failed'; readonly vm: string; readonly snapshot?: string; readonly reason: string; readonly figures?: MigrationFigures }
  | {
      readonly kind: 'snapshot.rolled-back';
      readonly vm: string;
      readonly snapshot: string;
      /** The guest's own checksum now; absent where it has none. */
      readonly checksum?: string;
    }
  /** Merging its disk's image into what is above it copied so many bytes; absent where none. */
  | { readonly kind: 'snapshot.deleted'; readonly vm: string; readonly snapshot: string; readonly mergedBytes?: number }
  | { readonly kind: 'snapshot.renamed'; readonly vm: string; readonly snapshot: string; readonly name: string }
  | { readonly kind: 'snapshot.described'; readonly vm: string; readonly snapshot: string; readonly description: string }
  | { readonly kind: 'snapshot.imported'; readonly vm: string; readonly snapshot: string; readonly name: string }
  | DiskEvent
  | ({ readonly kind: 'storage.edited' } & StorageSettings)
  /** A command that the scenario had for this time changed nothing. */
  | { readonly kind: 'scenario.refused'; readonly command: Command; readonly reason: string }
  /** A second VM was made from a snapshot of `from`. */
  | { readonly kind: 'vm.cloned'; readonly vm: string; readonly host: string; readonly from: string; readonly snapshot: string }
  | NetworkEvent
  | ContainerEvent
  | ReplicationEvent
  | MigrationEvent;

/** An entry of the trace: `sequence` counts from 0 and breaks ties of `time`. */
export type WorldEvent = { readonly sequence: number; readonly time: Nanoseconds } & EventBody;

/** The name that an event goes by, such as "migration.round". */
export type EventKind = EventBody['kind'];

/** The answer to a command: its events, or one sentence that says why not and what would help. */
export type Outcome =
  | { readonly ok: true; readonly events: readonly WorldEvent[] }
  | { readonly ok: false; readonly refusal: string };
