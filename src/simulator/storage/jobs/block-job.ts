import { type Nanoseconds, transferTime } from '../../kernel/time.ts';
import type { GuestMemory } from '../../memory/guest-memory.ts';
import type { PageTableImage } from '../../memory/page-table.ts';
import { CLUSTER_BYTES } from '../cluster-set.ts';
import type { Layer } from '../disk-image.ts';

/** A disk that a job works on while its guest goes on writing. */
export interface JobDisk {
  readonly blocks: GuestMemory;
  readonly top: Layer;
  replaceTop(top: Layer, contents: PageTableImage): void;
}

/** How far a job is, as `query-block-jobs` tells it (offset and len). More may come while the guest writes. */
export interface JobProgress {
  doneBytes: number;
  totalBytes: number;
}

/** What a job works with: `bytesPerSecond` is read and written again in a second. */
export interface JobContext {
  readonly disk: JobDisk;
  readonly bytesPerSecond: number;
  readonly progress: JobProgress;
}

/**
 * A job: yields how long the next portion takes. While that time passes the guest may write; it has caught up when the
 * job goes on. Broken off, it leaves a disk that reads as before.
 */
export type BlockJob = Generator<Nanoseconds, void, unknown>;

/** At least so many clusters are under way at a time (QEMU, block/mirror.c: MAX_IN_FLIGHT). */
export const CLUSTERS_IN_FLIGHT = 16;
/** A huge job goes in portions of its own size, so that it takes no more steps than these. */
const MOST_PORTIONS = 16_384;

/** Cuts clusters into portions. */
export function* portionsOf(clusters: Iterable<number>, count: number): Generator<readonly number[]> {
  const size = Math.max(CLUSTERS_IN_FLIGHT, Math.ceil(count / MOST_PORTIONS));
  let portion: number[] = [];
  for (const cluster of clusters) {
    portion.push(cluster);
    if (portion.length < size) continue;
    yield portion;
    portion = [];
  }
  if (portion.length > 0) yield portion;
}

/** How long so many clusters take to be read and written again. */
export function timeToCopy(clusters: number, bytesPerSecond: number): Nanoseconds {
  return transferTime(clusters * CLUSTER_BYTES, bytesPerSecond);
}
