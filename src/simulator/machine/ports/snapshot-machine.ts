import type { PageNumber } from '../../memory/page.ts';
import type { DeviceState } from '../device-state.ts';
import type { DiskState } from '../disk-state.ts';
import type { MemoryImage } from '../memory-image.ts';
import { ask, type Process } from './effect.ts';
import { Machine } from './machine.ts';

/** What can be asked of a machine that is saved and put back, beside `MachineEffect`. */
export type SnapshotEffect =
  | { readonly kind: 'load-device-state'; readonly machine: 'source'; readonly state: DeviceState }
  | { readonly kind: 'capture-memory'; readonly machine: 'source' }
  | { readonly kind: 'copy-memory'; readonly machine: 'source' }
  | { readonly kind: 'restore-memory'; readonly machine: 'source'; readonly image: MemoryImage }
  | { readonly kind: 'capture-disk'; readonly machine: 'source' }
  | { readonly kind: 'copy-disk'; readonly machine: 'source' }
  | { readonly kind: 'restore-disk'; readonly machine: 'source'; readonly state: DiskState | null }
  | { readonly kind: 'quiesce'; readonly machine: 'source' }
  | { readonly kind: 'protect-memory'; readonly machine: 'source' }
  | { readonly kind: 'take-write-faults'; readonly machine: 'source' }
  | { readonly kind: 'release-pages'; readonly machine: 'source'; readonly pages: Uint32Array }
  | { readonly kind: 'release-memory'; readonly machine: 'source' };

/** A virtual machine whose state can be kept and put back, as a snapshot sees it. */
export class SnapshotMachine extends Machine {
  /** Puts registers and devices back. The machine must be paused; throws where it is not, or the state is of another kind. */
  loadDeviceState(state: DeviceState): Process<void> {
    return ask({ kind: 'load-device-state', machine: 'source', state });
  }

  /** Memory as it is at this moment, shared copy-on-write with the running machine: takes the same time for any size. */
  captureMemory(): Process<MemoryImage> {
    return ask({ kind: 'capture-memory', machine: 'source' });
  }

  /** Memory as it is at this moment, every page copied: takes time in proportion to its size. */
  copyMemory(): Process<MemoryImage> {
    return ask({ kind: 'copy-memory', machine: 'source' });
  }

  /** Puts captured memory back. The machine must be paused. */
  restoreMemory(image: MemoryImage): Process<void> {
    return ask({ kind: 'restore-memory', machine: 'source', image });
  }

  /** The machine's own disk as it is at this moment, which goes on as an overlay on it; null where it has none. */
  captureDisk(): Process<DiskState | null> {
    return ask({ kind: 'capture-disk', machine: 'source' });
  }

  /** The machine's own disk as it is at this moment, every block copied: takes time in proportion to its size. */
  copyDisk(): Process<DiskState | null> {
    return ask({ kind: 'copy-disk', machine: 'source' });
  }

  /** Puts a captured disk back; null leaves the disk as it is. The machine must be paused. */
  restoreDisk(state: DiskState | null): Process<void> {
    return ask({ kind: 'restore-disk', machine: 'source', state });
  }

  /** Lets the guest write to its disk what it has only in memory. The machine must be paused. */
  quiesce(): Process<void> {
    return ask({ kind: 'quiesce', machine: 'source' });
  }

  /** From now on whoever writes a page stands still until it is released; reading is free. The machine must be paused. */
  protectMemory(): Process<void> {
    return ask({ kind: 'protect-memory', machine: 'source' });
  }

  /** The protected pages that somebody has begun to wait for since this was last called. Returns at once. */
  takeWriteFaults(): Process<readonly PageNumber[]> {
    return ask({ kind: 'take-write-faults', machine: 'source' });
  }

  /** These pages may be written again. */
  releasePages(pages: Uint32Array): Process<void> {
    return ask({ kind: 'release-pages', machine: 'source', pages });
  }

  /** All pages may be written again. Does nothing where none is protected. */
  releaseMemory(): Process<void> {
    return ask({ kind: 'release-memory', machine: 'source' });
  }
}
