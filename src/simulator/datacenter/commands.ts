import type { Nanoseconds } from '../kernel/time.ts';
import type { DiskSettings } from '../machine/disk.ts';
import type { GuestSettings } from '../machine/guest-settings.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import type { SnapshotMethod } from '../snapshot/saved-state.ts';

/**
 * The only way to change a world. Hosts and VMs are named by their names, snapshots by their ids.
 * A command either takes effect and yields events, or is refused with a reason and changes nothing.
 */
export type Command =
  | { readonly kind: 'world.advance'; readonly nanoseconds: Nanoseconds }
  | {
      readonly kind: 'host.add';
      readonly host: string;
      readonly memoryBytes: number;
      /** What its CPUs can do, such as "avx2"; where not given, whatever a VM needs. */
      readonly cpuFeatures?: readonly string[];
    }
  | { readonly kind: 'host.remove'; readonly host: string }
  /** Migrates every running VM away, so many at a time, each to the host with the most room. */
  | {
      readonly kind: 'host.drain';
      readonly host: string;
      /** 2 where not given. */
      readonly parallel?: number;
      readonly parameters?: Partial<MigrationParameters>;
    }
  /** A fault: the host loses power. What ran there is lost; snapshots are kept elsewhere and stay. */
  | { readonly kind: 'host.fail'; readonly host: string }
  | { readonly kind: 'host.repair'; readonly host: string }
  /** A fault: something else takes all the memory that is free on the host, so that what is coming in cannot stay. */
  | { readonly kind: 'host.exhaust'; readonly host: string }
  | {
      /** Makes the link between two hosts, or changes it; what is not given stays as it is. */
      readonly kind: 'link.edit';
      readonly between: readonly [string, string];
      readonly bytesPerSecond?: number;
      /** What one connection can carry at most; as much as the link where never given. */
      readonly streamBytesPerSecond?: number;
      readonly latencyNanoseconds?: Nanoseconds;
      readonly up?: boolean;
    }
  | {
      readonly kind: 'vm.create';
      readonly vm: string;
      readonly host: string;
      readonly memoryBytes: number;
      readonly guest: GuestSettings;
      /** Share of memory, 0 to 1, that is still zero when the machine starts; 0 where not given. */
      readonly zeroShare?: number;
      /** CPU features that a host must have for it; none where not given. */
      readonly requiredCpuFeatures?: readonly string[];
      /** A disk of its own, which moves with it; absent: on storage that all hosts share, so that nothing is to move. */
      readonly disk?: DiskSettings;
    }
  | { readonly kind: 'vm.start'; readonly vm: string }
  | { readonly kind: 'vm.pause'; readonly vm: string }
  | { readonly kind: 'vm.resume'; readonly vm: string }
  | { readonly kind: 'vm.stop'; readonly vm: string }
  | { readonly kind: 'vm.delete'; readonly vm: string }
  | {
      readonly kind: 'vm.snapshot';
      readonly vm: string;
      /** Shown in the tree; "Snapshot N" where not given. */
      readonly name?: string;
      readonly description?: string;
      /** `copy-on-write` where not given. */
      readonly method?: SnapshotMethod;
    }
  | {
      readonly kind: 'vm.migrate';
      readonly vm: string;
      readonly to: string;
      readonly parameters?: Partial<MigrationParameters>;
    }
  /** Clients that send requests to the VM's server at random, and measure how they are served. */
  | {
      readonly kind: 'vm.attachClients';
      readonly vm: string;
      readonly requestsPerSecond: number;
      /** Running time of the guest that a request takes; 200 where not given. */
      readonly microsecondsPerRequest?: number;
    }
  | { readonly kind: 'vm.detachClients'; readonly vm: string }
  | { readonly kind: 'vm.cancelMigration'; readonly vm: string }
  /** Lets a hybrid migration go over to post-copy at its next look. */
  | { readonly kind: 'vm.startPostCopy'; readonly vm: string }
  /** Goes on with a paused post-copy over the link between the two hosts, which must be up again. */
  | { readonly kind: 'vm.recoverMigration'; readonly vm: string }
  | { readonly kind: 'snapshot.rollback'; readonly vm: string; readonly snapshot: string }
  | { readonly kind: 'snapshot.delete'; readonly vm: string; readonly snapshot: string }
  | { readonly kind: 'snapshot.rename'; readonly vm: string; readonly snapshot: string; readonly name: string };

export type CommandKind = Command['kind'];
