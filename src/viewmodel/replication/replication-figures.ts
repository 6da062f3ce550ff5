import type { Nanoseconds, ReplicationFigures } from '../../simulator/index.ts';

/** Share of its time, 0 to 1, that the guest stands still for checkpoints; null before there is anything to go by. */
export function pauseShare({ pauseTime, protectedTime }: ReplicationFigures): number | null {
  return protectedTime === 0 ? null : pauseTime / protectedTime;
}

/** Bytes a second that checkpoints take on the link; null before there is anything to go by. */
export function bytesPerSecond({ sentBytes, firstCopyBytes, protectedTime }: ReplicationFigures): number | null {
  return protectedTime === 0 ? null : ((sentBytes - firstCopyBytes) * 1e9) / protectedTime;
}

/** From a pause to the confirmation of its checkpoint, on average; null before there is anything to go by. */
export function meanCommitTime({ commitTime, checkpoints }: ReplicationFigures): Nanoseconds | null {
  return checkpoints < 2 ? null : commitTime / (checkpoints - 1);
}
