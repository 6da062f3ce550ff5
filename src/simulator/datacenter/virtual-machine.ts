import type { GuestSettings } from '../machine/guest-settings.ts';
import type { DiskSettings } from '../machine/disk.ts';
import type { ModelMachine } from '../machine/model-machine.ts';
import type { MigrationFigures, MigrationPhase } from '../migration/events.ts';
import type { MigrationParameters } from '../migration/parameters.ts';
import type { BackgroundCounters } from '../snapshot/background-report.ts';
import { SnapshotTree } from '../snapshot/snapshot-tree.ts';
import type { VmMigration } from './vm-migration.ts';
import type { ActiveReplication } from './replication/active-replication.ts';
import type { FailingOver } from './replication/fail-over.ts';
import type { PlannedWatch } from './copy-watch.ts';
import type { EventBody } from './events.ts';
import type { VmClients } from './client-commands.ts';
import type { GuestWatch } from './guest-watch.ts';
import type { VmNetwork } from './network/vm-network.ts';
import type { DiskJob } from './storage/disk-job.ts';
import type { VmState } from './inventory.ts';

/** What is kept of the last migration of a VM that ended. */
export interface EndedMigration {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly parameters: MigrationParameters;
  readonly status: 'completed' | 'cancelled' | 'failed';
  readonly phase: MigrationPhase;
  readonly figures: MigrationFigures;
}

/** What a VM is created with, and keeps for its life. */
export interface VmSettings {
  readonly name: string;
  readonly memoryBytes: number;
  readonly guest: GuestSettings;
  /** Share of memory, 0 to 1, that is zero at boot. */
  readonly zeroShare: number;
  /** CPU features that a host must have for it; absent where there are none. */
  readonly requiredCpuFeatures?: readonly string[];
  /** Its own disk; absent where it is on shared storage. */
  readonly disk?: DiskSettings;
}

/** A snapshot or roll back under way; it takes a moment of simulated time. */
export interface SnapshotWork {
  /** What is going on, as the beginning of a sentence. */
  readonly description: string;
  readonly interrupt: (error: Error) => void;
  /** The snapshot that is being taken; absent for a roll back. */
  readonly snapshot?: string;
  /** How far a background snapshot is. */
  readonly progress?: () => BackgroundCounters;
  /** The unfinished file of a background snapshot, which is gone where the snapshot comes to nothing. */
  readonly file?: { readonly roomTaken: number };
  /** It is not saved; this is what the trace of a world that is saved now has to say of it. */
  whenClosed: EventBody;
}

/** A VM of the inventory: where it is, the machine that plays it, and its snapshots. */
export class VirtualMachine {
  readonly settings: VmSettings;
  readonly snapshots = new SnapshotTree();
  host: string;
  machine: ModelMachine;
  state: VmState = 'stopped';
  /** Why its memory was lost; null where it was not, or is there again. */
  lost: string | null = null;
  activeMigration: VmMigration | null = null;
  lastMigration: EndedMigration | null = null;
  snapshotWork: SnapshotWork | null = null;
  /** What is under way on its disk. */
  diskJob: DiskJob | null = null;
  replication: ActiveReplication | null = null;
  failingOver: FailingOver | null = null;
  copyWatch: PlannedWatch | null = null;
  clients: VmClients | null = null;
  /** Null before it was ever connected. */
  network: VmNetwork | null = null;
  /** Looks after its guest; null where the guest cannot tell how it is. */
  watch: GuestWatch | null = null;

  constructor(settings: VmSettings, host: string, machine: ModelMachine) {
    this.settings = settings;
    this.host = host;
    this.machine = machine;
  }

  get name(): string {
    return this.settings.name;
  }

  get memoryBytes(): number {
    return this.settings.memoryBytes;
  }
}
