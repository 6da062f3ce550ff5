import type { Nanoseconds } from '../kernel/time.ts';
import type { DiskSettings } from '../machine/disk.ts';
import type { GuestReport } from '../machine/guest-report.ts';
import type { GuestSettings } from '../machine/guest-settings.ts';
import type { StorageSettings } from '../machine/shared-storage.ts';
import type { MigrationFigures, MigrationPhase } from '../migration/events.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import type { CheckpointInventory } from './containers/checkpoint-inventory.ts';
import type { ContainerInventory } from './containers/container-inventory.ts';
import type { ReplicationFigures } from '../replication/figures.ts';
import type { NetworkInventory, SavedConnection } from './network/network-inventory.ts';
import type { BackgroundCounters } from '../snapshot/background-report.ts';
import type { DiskChainInventory } from './storage/disk-inventory.ts';
import type { SnapshotContents, SnapshotMethod } from '../snapshot/saved-state.ts';

/** A data center as plain data, for views and checks: no methods, safe to post and to serialise. */
export interface Inventory {
  readonly seed: number;
  readonly time: Nanoseconds;
  readonly hosts: readonly HostInventory[];
  readonly links: readonly LinkInventory[];
  /** The storage that all hosts share, where the files of snapshots are. */
  readonly storage: StorageSettings;
  /** Checkpoints of containers; absent where there are none. */
  readonly checkpoints?: readonly CheckpointInventory[];
}

/** A host with all that is on it. */
export interface HostInventory {
  readonly name: string;
  readonly memoryBytes: number;
  /** Memory that neither VMs nor containers have, and that no incoming migration has reserved. */
  readonly freeBytes: number;
  /** False after it failed, until it is repaired. */
  readonly up: boolean;
  /** Why its kernel crashed; absent where it did not. */
  readonly panic?: string;
  /** Its VMs are being migrated away, so none is to come. */
  readonly draining: boolean;
  readonly vms: readonly VmInventory[];
  /** Absent where there are none. */
  readonly containers?: readonly ContainerInventory[];
  /** What its CPUs can do; absent where nobody said, and then it counts as everything. */
  readonly cpuFeatures?: readonly string[];
}

/** A link between two hosts. */
export interface LinkInventory {
  readonly between: readonly [string, string];
  readonly bytesPerSecond: number;
  /** What one connection can carry at most; absent where it is as much as the link. */
  readonly streamBytesPerSecond?: number;
  readonly latencyNanoseconds: Nanoseconds;
  readonly up: boolean;
}

/** Whether a VM is on, and its vCPU runs: a paused one is on and stands still. */
export type VmState = 'stopped' | 'running' | 'paused';

/** A VM with its guest, its disk, its snapshots and what is under way with it. */
export interface VmInventory {
  readonly name: string;
  readonly host: string;
  readonly state: VmState;
  /** Why its memory was lost, until it is started anew or rolled back; null where it was not. */
  readonly lost: string | null;
  readonly memoryBytes: number;
  readonly guest: GuestSettings;
  /** CPU features that a host must have for it; absent where there are none. */
  readonly requiredCpuFeatures?: readonly string[];
  /** Its own disk; absent where it is on shared storage. */
  readonly disk?: DiskSettings;
  /** The images of that disk; absent where it has none. */
  readonly chain?: DiskChainInventory;
  /** Steps a second that the guest makes now: 0 while it stands still, less than its settings say while throttled. */
  readonly guestStepsPerSecond: number;
  /** Steps the guest has made since it was started: page writes of a workload, counts of the counter. */
  readonly guestSteps: number;
  /** What the guest says of itself; null where it cannot tell, or does not run. */
  readonly guestReport: GuestReport | null;
  /** Snapshots, parents before children. */
  readonly snapshots: readonly SnapshotInventory[];
  /** Id of the snapshot that the running state descends from; null where it was booted, or there is none. */
  readonly currentSnapshot: string | null;
  /** Absent where no snapshot is being taken and no roll back goes on. */
  readonly snapshotWork?: SnapshotWorkInventory;
  readonly migration: MigrationInventory | null;
  /** Its replica on another host; absent where it has none. */
  readonly replication?: ReplicationInventory;
  /** Its machine is gone, and its replica, on the host where it is now, about to run; absent otherwise. */
  readonly failingOver?: true;
  /** The clients of its server, or null where it has none. */
  readonly clients: ClientInventory | null;
  /** Absent where nobody was ever connected to it. */
  readonly network?: NetworkInventory;
}

/** A population of clients of a VM's server. */
export interface ClientInventory {
  readonly requestsPerSecond: number;
  /** Running time of the guest that one request takes. */
  readonly microsecondsPerRequest: number;
}

/** A snapshot of a VM. */
export interface SnapshotInventory {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly parent: string | null;
  readonly takenAt: Nanoseconds;
  readonly method: SnapshotMethod;
  /** `disk` where only the disk was taken; absent otherwise. */
  readonly contents?: SnapshotContents;
  readonly quiesced?: boolean;
  /** Size of the file that a background snapshot is in. */
  readonly fileBytes?: number;
  /** The guest's own checksum in it; absent where the guest has none. */
  readonly checksum?: string;
  readonly pause: Nanoseconds;
  /** The connections that the VM had then, as it saw them; absent where it was never connected. */
  readonly connections?: readonly SavedConnection[];
}

/** A snapshot or roll back under way. */
export interface SnapshotWorkInventory {
  /** What is going on, as the beginning of a sentence. */
  readonly description: string;
  /** The snapshot that is being taken; absent for a roll back. */
  readonly snapshot?: string;
  /** How far a background snapshot is. */
  readonly progress?: BackgroundCounters;
}

/** A replica of a VM, and what keeping it has cost. */
export interface ReplicationInventory {
  readonly to: string;
  /** From one checkpoint to the next, in nanoseconds. */
  readonly interval: Nanoseconds;
  /** `first-copy`: there is nothing to go over to yet. */
  readonly status: 'first-copy' | 'protected';
  /** The checkpoint that the replica is at. */
  readonly checkpoint: number;
  readonly figures: ReplicationFigures;
}

/** The migration of a VM that is under way, or the last one that ended. */
export interface MigrationInventory {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly status: 'active' | 'completed' | 'cancelled' | 'failed';
  readonly phase: MigrationPhase;
  /** Post-copy has lost its link and is paused; `vm.recoverMigration` lets it go on. */
  readonly awaitsRecovery: boolean;
  readonly parameters: MigrationParameters;
  readonly figures: MigrationFigures;
}
