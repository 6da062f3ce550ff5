import type { Nanoseconds } from '../kernel/time.ts';
import type { DiskState } from '../machine/disk-state.ts';
import type { MemoryImage } from '../machine/memory-image.ts';
import type { DeviceState } from '../machine/device-state.ts';

/**
 * How a snapshot takes the memory.
 * `copy-on-write`: pages are shared with the running machine, which pauses for its CPU and device state only.
 * `full-copy`: every page is read while the machine stands still; the naive way, for comparison.
 * `background`: memory is write-protected and written to a file while the machine runs.
 */
export type SnapshotMethod = 'copy-on-write' | 'full-copy' | 'background';

/** All of them, the usual one first. */
export const SNAPSHOT_METHODS: readonly [SnapshotMethod, ...SnapshotMethod[]] = ['copy-on-write', 'full-copy', 'background'];

/** What a snapshot is of: the whole machine, or its disk alone, to which a VM goes back as after a loss of power. */
export type SnapshotContents = 'machine' | 'disk';

/** Both, the usual one first. */
export const SNAPSHOT_CONTENTS: readonly [SnapshotContents, ...SnapshotContents[]] = ['machine', 'disk'];

/** All of a machine at one moment: what rolling back puts back. Memory and device state are null where only the disk was taken. */
export interface SavedState {
  readonly memory: MemoryImage | null;
  readonly device: DeviceState | null;
  /** Its own disk; null where it has none. */
  readonly disk: DiskState | null;
}

/** A finished snapshot, and what taking it cost the guest. */
export interface TakenSnapshot {
  readonly state: SavedState;
  readonly takenAt: Nanoseconds;
  /** How long the vCPUs stood still. */
  readonly pause: Nanoseconds;
}
