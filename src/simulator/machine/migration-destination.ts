import type { EventQueue } from '../kernel/event-queue.ts';
import type { PageBatch } from '../memory/contents.ts';
import type { PageNumber } from '../memory/page.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import type { MachineCosts } from './costs.ts';
import type { DeviceState } from './device-state.ts';
import type { FaultListener } from './faulting-guest.ts';

/**
 * What the virtual-time driver needs of the empty machine that takes the source's place: where it puts what comes over
 * the link, and how it lets the machine run.
 */
export interface MigrationDestination {
  readonly isRunning: boolean;
  readonly costs: Pick<MachineCosts, 'load'>;
  /** Puts pages in place that come from outside; they are not the guest's writes. */
  writePages(batch: PageBatch): void;
  /** Keeps what the source has saved; the machine does not run yet. */
  loadDeviceState(state: DeviceState): void;
  /** Lets the machine run. Resuming a running machine does nothing. */
  resume(): void;
  /** From now on it does without these pages, and stands still for one that it touches (post-copy). */
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
