import type { CheckpointImage } from '../../container/checkpoint/checkpoint-image.ts';
import type { CopyFigures } from '../../container/checkpoint/memory-copy.ts';
import type { Nanoseconds } from '../../kernel/time.ts';

/** More rounds bring nothing: what changes all the time is copied again and again. */
export const PRE_DUMPS = { least: 0, most: 100 };

/**
 * What the taking of a checkpoint is at. The processes are brought to a stop (`freeze`); a pre-dump looks through their
 * memory while they stand still, and writes what it found while they run again (`write`); the last `dump` writes all else
 * while they stand still.
 */
export type CheckpointPhase = 'freeze' | 'pre-dump' | 'write' | 'dump';

/** How far it is. */
export interface CheckpointProgress {
  readonly checkpoint: string;
  readonly phase: CheckpointPhase;
  /** Counts the dumps from 1, pre-dumps and the last one. */
  readonly round: number;
  readonly rounds: number;
  /** Of the phase, from 0 to 1. */
  readonly share: number;
}

/** How the taking of a checkpoint went, in the terms of CRIU's stats-dump. */
export interface CheckpointFigures {
  /** Until the processes stood still the last time. */
  readonly freezingTime: Nanoseconds;
  /** How long they stood still the last time. */
  readonly frozenTime: Nanoseconds;
  /** From the command to the end. */
  readonly totalTime: Nanoseconds;
  /** What was copied while the container ran, each time, and at last. */
  readonly preDumps: readonly CopyFigures[];
  readonly finalDump: CopyFigures;
}

/** A checkpoint on the storage that all hosts share. */
export interface Checkpoint {
  /** Unique in a world. */
  readonly name: string;
  /** The container that it was taken of, which may be gone, and its host then. */
  readonly container: string;
  readonly host: string;
  readonly takenAt: Nanoseconds;
  readonly leftRunning: boolean;
  readonly tcpEstablished: boolean;
  readonly figures: CheckpointFigures;
  readonly image: CheckpointImage;
}

/** Bytes that its files would have on a disk. */
export function bytesOf({ files }: CheckpointImage): number {
  return files.reduce((sum, file) => sum + file.size, 0);
}
