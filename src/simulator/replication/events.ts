import type { Nanoseconds } from '../kernel/time.ts';
import type { ReplicationFigures } from './figures.ts';

/** What a replication tells while it runs; the data center adds whose it is, and when. */
export type ReplicationReport = {
  /** The replica has this checkpoint, whole, and the word of that is back. */
  readonly kind: 'replication.checkpoint';
  /** 1 is the first, which ends the first copy. */
  readonly checkpoint: number;
  /** Pages, and blocks of its own disk, that were written since the one before. */
  readonly dirtyPages: number;
  readonly dirtyBlocks: number;
  /** Bytes on the wire. */
  readonly bytes: number;
  /** How long the vCPUs stood still. */
  readonly pause: Nanoseconds;
  /** From the pause until the word was back that all of it has arrived: so long output waits at least. */
  readonly latency: Nanoseconds;
};

/** How a replication comes to its end by itself: always with a reason. */
export interface ReplicationEnding {
  readonly reason: string;
  readonly figures: ReplicationFigures;
}
