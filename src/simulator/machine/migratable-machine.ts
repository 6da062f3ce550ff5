import type { EventQueue } from '../kernel/event-queue.ts';
import type { PageBatch } from '../memory/contents.ts';
import type { PageNumber } from '../memory/page.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import type { SpareArrays } from '../memory/spare-arrays.ts';
import type { MachineCosts } from './costs.ts';
import type { FaultListener } from './faulting-guest.ts';
import type { DeviceState } from './ports.ts';

/**
 * All that the drivers need of a machine to migrate it: what a virtual machine has, and a container. See `Machine` among
 * the ports for what each does.
 */
export interface MigratableMachine {
  readonly pageCount: number;
  readonly isRunning: boolean;
  readonly costs: Pick<MachineCosts, 'startDirtyLog' | 'stop' | 'load'>;
  startDirtyLog(): void;
  stopDirtyLog(): void;
  collectDirtyLog(): PageBitmap;
  pause(): void;
  resume(): void;
  readPages(pages: Uint32Array, spares?: SpareArrays): PageBatch;
  /** Puts pages in place that come from outside; they are not the guest's writes. */
  writePages(batch: PageBatch): void;
  saveDeviceState(): DeviceState;
  loadDeviceState(state: DeviceState): void;
  setThrottle(percent: number): void;
  limitPageWrites(pagesPerSecond: number | null): void;
  /** From now on it does without these pages, and stands still for one that it touches. */
  runWithout(queue: EventQueue, missing: PageBitmap, listener: FaultListener): PagedGuest;
}

/** Whoever runs while part of the memory is elsewhere (post-copy). */
export interface PagedGuest {
  /** The pages that it stands still for. */
  readonly awaitedPages: readonly PageNumber[];
  /** A copy of what is still missing. */
  missing(): PageBitmap;
  /** To be called when the machine starts to run. */
  resumed(): void;
  /** Puts pages in place, but for those that are here already. */
  arrived(batch: PageBatch): void;
  /** Nobody will bring what is missing any more. */
  stop(): void;
}
