import type { Nanoseconds } from '../kernel/time.ts';
import type { StorageSettings } from '../machine/shared-storage.ts';
import type { DeviceState } from '../machine/device-state.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import type { SnapshotContents, SnapshotMethod } from '../snapshot/saved-state.ts';
import type { SavedCheckpoint, SavedMissingPages } from './containers/save-checkpoints.ts';
import type { SavedContainers } from './containers/save-containers.ts';
import type { CopyWatch } from './copy-watch.ts';
import type { EventBody, WorldEvent } from './events.ts';
import type { ClientInventory, VmState } from './inventory.ts';
import type { TimedCommand } from './scenario.ts';
import type { SavedNetwork, SavedVmNetwork } from './network/save-network.ts';
import type { EndedMigration, VmSettings } from './virtual-machine.ts';
import type { Host } from './world.ts';

/**
 * A whole world as plain, structured-cloneable data: restored, it goes on as if it had never stopped.
 * `header` is the JSON of a `SavedHeader`, which names page tables and states by their numbers; whoever keeps a saved
 * world need not look into it. Page tables are shared with the world that was saved and with each other: a directory
 * or a leaf that was in an earlier save is the same object, and has the same content.
 */
export interface SavedWorld {
  readonly version: 2;
  readonly header: string;
  readonly tables: ReadonlyMap<number, PageTableImage>;
  readonly states: ReadonlyMap<number, DeviceState>;
  /** The events of the last 20 migrations and the last 10 000 others: a world is saved often, and may get old. */
  readonly trace: readonly WorldEvent[];
}

/** What the header of a saved world says: all of it but page tables and states, which it names by their numbers. */
export interface SavedHeader {
  readonly seed: number;
  readonly time: Nanoseconds;
  readonly migrationsStarted: number;
  readonly hosts: readonly SavedHost[];
  readonly links: readonly SavedLink[];
  /** The storage that all hosts share; absent in worlds that were saved before it was kept. */
  readonly storage?: StorageSettings;
  /** Frozen images of disks, each after the one it is backed by. */
  readonly diskImages: readonly SavedDiskImage[];
  readonly vms: readonly SavedVm[];
  /** Absent where no host has containers. */
  readonly containers?: readonly SavedContainers[];
  /** Absent where there are none. */
  readonly checkpoints?: readonly SavedCheckpoint[];
  /** What there is to tell of what was under way with containers; absent where nothing was. */
  readonly brokenWorks?: readonly EventBody[];
  /** Of containers that run while memory is still to come; absent where none was. */
  readonly missingPages?: readonly SavedMissingPages[];
  /** Peers and what is on its way; null where nobody was ever connected, absent in worlds of before. */
  readonly network?: SavedNetwork | null;
  /** What a scenario has in store; absent where nothing is, and in worlds that were saved before it was kept. */
  readonly agenda?: readonly TimedCommand[];
}

/** A host, without what is on it. */
export interface SavedHost extends Pick<Host, 'name' | 'memoryBytes' | 'cpuFeatures' | 'up'> {
  /** What there is to tell of a drain that was under way; absent in worlds that were saved before it was kept. */
  readonly brokenDrain?: EventBody | null;
}

/** A link between two hosts; what was on its way over it is not saved. */
export interface SavedLink {
  readonly between: readonly [string, string];
  readonly bytesPerSecond: number;
  readonly streamBytesPerSecond?: number;
  readonly latencyNanoseconds: Nanoseconds;
  readonly sendBufferBytes: number;
  readonly up: boolean;
}

/** A VM with its machine and its snapshots. */
export interface SavedVm {
  readonly settings: VmSettings;
  readonly host: string;
  readonly state: VmState;
  /** Absent in worlds that were saved before it was kept. */
  readonly lost?: string | null;
  /** Number of the page table of its memory. */
  readonly memory: number;
  /** The top of its own disk's chain; absent where it has none. */
  readonly disk?: SavedDisk;
  /** Number of the state of its vCPU. */
  readonly device: number;
  /** What waits for an answer is not saved; the same clients come anew. */
  readonly clients: ClientInventory | null;
  /** Null where it was never connected; absent in worlds that were saved before there were connections. */
  readonly network?: SavedVmNetwork | null;
  /** The crash of its guest that was told of; absent where there was none. */
  readonly crash?: string;
  readonly snapshots: readonly SavedSnapshot[];
  readonly currentSnapshot: string | null;
  readonly snapshotsTaken: number;
  readonly lastMigration: EndedMigration | null;
  /** A migration that was under way when the world was saved. */
  readonly brokenMigration: EndedMigration | null;
  /** What there is to tell of a job on its disk that was under way; absent where there was none. */
  readonly brokenDiskJob?: EventBody;
  /** What there is to tell of a replica that it had; absent where it had none. */
  readonly brokenReplication?: EventBody;
  /** A snapshot whose later cost is being told; absent where there is none. */
  readonly copyWatch?: CopyWatch;
  /** What there is to tell of a snapshot or roll back that was under way. */
  readonly brokenSnapshot: EventBody | null;
}

/** A snapshot of a VM. */
export interface SavedSnapshot {
  readonly id: string;
  readonly parent: string | null;
  readonly name: string;
  readonly description: string;
  readonly method: SnapshotMethod;
  readonly wasRunning: boolean;
  readonly takenAt: Nanoseconds;
  readonly pause: Nanoseconds;
  readonly contents?: SnapshotContents;
  readonly quiesced?: boolean;
  readonly fileBytes?: number;
  readonly checksum?: string;
  /** Absent, as is `device`, where only the disk was taken. */
  readonly memory?: number;
  /** Which of the disk images it has; absent where it has none. */
  readonly disk?: number;
  readonly device?: number;
}

/** A layer of a backing chain. */
export interface SavedLayer {
  readonly name: string;
  /** Number of the table of what is read through it. */
  readonly contents: number;
  /** Number of the state with the runs of its own clusters; null: it has every one. */
  readonly clusters: number | null;
  /** Place of the image below it in the list of disk images; null where there is none. */
  readonly backing: number | null;
}

/** The image of a disk that is written, on top of its chain. */
export interface SavedDisk extends SavedLayer {
  readonly imagesMade: number;
}

/** An image that is only read. */
export interface SavedDiskImage extends SavedLayer {
  readonly damage: string | null;
}
