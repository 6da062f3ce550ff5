import type { DeviceState } from '../machine/device-state.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import type { VmSettings } from './virtual-machine.ts';

/**
 * One snapshot as plain, structured-cloneable data, by itself: whatever it shares in its world comes with it, and its
 * disk is one image without a backing chain. `header` is the JSON of an `ExportedHeader`.
 */
export interface ExportedSnapshot {
  readonly version: 1;
  readonly header: string;
  readonly tables: ReadonlyMap<number, PageTableImage>;
  readonly states: ReadonlyMap<number, DeviceState>;
}

/** What is known of a snapshot besides what it holds. */
export type SnapshotFacts = Pick<
  SnapshotNode,
  'name' | 'description' | 'method' | 'contents' | 'quiesced' | 'wasRunning' | 'takenAt' | 'pause'
>;

/** What the header of an exported snapshot says: whose it is, and the numbers of its parts. */
export interface ExportedHeader {
  /** The machine that the state is of. */
  readonly settings: VmSettings;
  readonly facts: SnapshotFacts;
  /** Number of the page table of its memory, and of the state of its vCPU; null where only the disk was taken. */
  readonly memory: number | null;
  readonly device: number | null;
  /** Numbers of the table of its disk and of the state with the clusters that are allocated; null where it has none. */
  readonly disk: { readonly contents: number; readonly clusters: number } | null;
}
