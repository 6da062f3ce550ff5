import type { Nanoseconds } from '../kernel/time.ts';
import type { DiskState } from '../machine/disk-state.ts';
import type { MemoryImage } from '../machine/memory-image.ts';
import type { DeviceState } from '../machine/ports.ts';

/**
 * How a snapshot takes the memory.
 * `copy-on-write`: pages are shared with the running machine, which pauses for its CPU and device state only.
 * `full-copy`: every page is read while the machine stands still; the naive way, for comparison.
 */
export type SnapshotMethod = 'copy-on-write' | 'full-copy';

/** All of a machine at one moment: what rolling back puts back. */
export interface SavedState {
  readonly memory: MemoryImage;
  readonly device: DeviceState;
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
