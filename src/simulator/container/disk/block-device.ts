import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../../kernel/time.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';

/** The disk that a host's files lie on: a solid-state drive, as blk-mq sees it. */
export interface BlockDevice {
  /** Major and minor number, as io.max names it. */
  readonly number: string;
  readonly bytesPerSecond: number;
  readonly operationsPerSecond: number;
  /** What it has to do, in the order in which it was asked. */
  readonly requests: Set<DiskRequest>;
  /** The instant for which the requests say what is left of them. */
  settledAt: Nanoseconds;
}

/** Something to read or write. What is left of it grows less while simulated time passes. */
export interface DiskRequest {
  /** Who asked, and whose limits hold (cgroup-v2.rst, "IO"). */
  cgroup: Cgroup;
  readonly direction: 'read' | 'write';
  bytes: number;
  operations: number;
  isDone: boolean;
}

/** What a process waits for that a disk has to do (state D of proc(5)). */
export type DiskWait =
  /** One request: O_DIRECT and O_SYNC. */
  | { readonly for: 'request'; readonly request: DiskRequest }
  /** Its group has written so much that it must not go on before the disk (balance_dirty_pages). */
  | { readonly for: 'room' }
  /** All that its group has written: fsync(2). */
  | { readonly for: 'flush' };

/** The most bytes of one operation; more is cut into several (max_sectors_kb). */
export const OPERATION_BYTES = 2 ** 19;

/** Bytes that a group may have written before the disk has them. */
const MOST_UNWRITTEN_BYTES = 2 ** 18;

/** Bytes that the file system of the host can hold. */
export const DISK_BYTES = 2 ** 28;

/** The disk of a new host, with nothing to do: 200 MiB/s and 20 000 operations a second. */
export function newDisk(): BlockDevice {
  return { number: '253:0', bytesPerSecond: 200 * 2 ** 20, operationsPerSecond: 20_000, requests: new Set(), settledAt: 0 };
}

/** How long the disk takes for what is left of a request, if it does nothing else: nanoseconds. */
export function timeFor(disk: BlockDevice, request: DiskRequest): number {
  return NANOSECONDS_PER_SECOND * Math.max(request.bytes / disk.bytesPerSecond, request.operations / disk.operationsPerSecond);
}

/** By how many bytes what a group has written is too far ahead of the disk. */
export function bytesTooMany(writeback: DiskRequest): number {
  return writeback.bytes - MOST_UNWRITTEN_BYTES;
}
