import type { PageBatch } from '../../memory/contents.ts';
import type { PageBitmap } from '../../memory/page-bitmap.ts';
import type { SpareArrays } from '../../memory/spare-arrays.ts';
import type { DeviceState } from '../device-state.ts';
import { ask, type Process } from './effect.ts';

/** What can be asked of the machine that a mechanism works on. */
export type MachineEffect =
  | { readonly kind: 'start-dirty-log'; readonly machine: 'source' }
  | { readonly kind: 'stop-dirty-log'; readonly machine: 'source' }
  | { readonly kind: 'collect-dirty-log'; readonly machine: 'source' }
  | { readonly kind: 'is-running'; readonly machine: 'source' }
  | { readonly kind: 'pause'; readonly machine: 'source' }
  | { readonly kind: 'resume'; readonly machine: 'source' }
  | { readonly kind: 'start-write-log'; readonly machine: 'source' }
  | { readonly kind: 'stop-write-log'; readonly machine: 'source' }
  | { readonly kind: 'collect-write-log'; readonly machine: 'source' }
  | { readonly kind: 'read-blocks'; readonly machine: 'source'; readonly blocks: Uint32Array }
  | { readonly kind: 'read-pages'; readonly machine: 'source'; readonly pages: Uint32Array; readonly spares?: SpareArrays }
  | { readonly kind: 'save-device-state'; readonly machine: 'source' }
  | { readonly kind: 'set-throttle'; readonly machine: 'source'; readonly percent: number }
  | { readonly kind: 'limit-page-writes'; readonly machine: 'source'; readonly pagesPerSecond: number | null };

/** The machine that a mechanism works on, as it sees it: the source of a migration or a replication. */
export class Machine {
  /** Pages of memory, of 4096 bytes. */
  readonly pageCount: number;

  constructor(pageCount: number) {
    this.pageCount = pageCount;
  }

  /** From now on every page written is noted. The log starts empty. */
  startDirtyLog(): Process<void> {
    return ask({ kind: 'start-dirty-log', machine: 'source' });
  }

  /** Writes are noted no more. Stopping a log that is off does nothing. */
  stopDirtyLog(): Process<void> {
    return ask({ kind: 'stop-dirty-log', machine: 'source' });
  }

  /** Every page written since the log was started or last collected; collecting empties the log. Throws where it is off. */
  collectDirtyLog(): Process<PageBitmap> {
    return ask({ kind: 'collect-dirty-log', machine: 'source' });
  }

  /** From now on every block written to the machine's own disk is noted. The log starts empty. Throws where it has no disk of its own. */
  startWriteLog(): Process<void> {
    return ask({ kind: 'start-write-log', machine: 'source' });
  }

  /** Writes to the disk are noted no more. */
  stopWriteLog(): Process<void> {
    return ask({ kind: 'stop-write-log', machine: 'source' });
  }

  /** Every block written since the log was started or last collected; collecting empties the log. */
  collectWriteLog(): Process<PageBitmap> {
    return ask({ kind: 'collect-write-log', machine: 'source' });
  }

  /** Copies of these blocks as they are at this moment. */
  readBlocks(blocks: Uint32Array): Process<PageBatch> {
    return ask({ kind: 'read-blocks', machine: 'source', blocks });
  }

  /** Whether the vCPUs run. */
  isRunning(): Process<boolean> {
    return ask({ kind: 'is-running', machine: 'source' });
  }

  /** Stops the vCPUs. Pausing a paused machine does nothing. */
  pause(): Process<void> {
    return ask({ kind: 'pause', machine: 'source' });
  }

  /** Lets the vCPUs run. Resuming a running machine does nothing. */
  resume(): Process<void> {
    return ask({ kind: 'resume', machine: 'source' });
  }

  /** Copies of these pages as they are at this moment. The machine may use spare arrays for them. */
  readPages(pages: Uint32Array, spares?: SpareArrays): Process<PageBatch> {
    return ask({ kind: 'read-pages', machine: 'source', pages, ...(spares && { spares }) });
  }

  /** vCPU registers and devices. Throws where the machine is not paused. */
  saveDeviceState(): Process<DeviceState> {
    return ask({ kind: 'save-device-state', machine: 'source' });
  }

  /** Takes this share of its running time away from the guest, 0 to 99 percent (auto-converge). */
  setThrottle(percent: number): Process<void> {
    return ask({ kind: 'set-throttle', machine: 'source', percent });
  }

  /** Lets the guest write no more pages a second than these; null lets it write as many as it can (dirty limit). */
  limitPageWrites(pagesPerSecond: number | null): Process<void> {
    return ask({ kind: 'limit-page-writes', machine: 'source', pagesPerSecond });
  }
}
