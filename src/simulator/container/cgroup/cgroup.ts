import type { Nanoseconds } from '../../kernel/time.ts';
import type { DiskRequest } from '../disk/block-device.ts';
import type { Task } from '../process/task.ts';

/** The controllers that there are (cgroup-v2.rst, "Controllers"). */
export const CONTROLLERS = ['cpu', 'io', 'memory', 'pids'] as const;
/** One of them. */
export type Controller = (typeof CONTROLLERS)[number];

/** A control group of version 2 (cgroup-v2.rst). null stands for the word `max`. */
export interface Cgroup {
  readonly name: string;
  readonly parent: Cgroup | null;
  readonly children: Map<string, Cgroup>;
  readonly tasks: Set<Task>;
  /** Who may write its files: ids of the initial user namespace. */
  uid: number;
  gid: number;
  /** What this group hands down (cgroup.subtree_control). */
  readonly subtreeControl: Set<Controller>;
  /** cgroup.max.depth and cgroup.max.descendants; no limit where not given, as in worlds that were saved before there were any. */
  maxDepth?: number | null;
  maxDescendants?: number | null;
  /** cpu.max: runtime in every period. */
  cpuQuota: Nanoseconds | null;
  cpuPeriod: Nanoseconds;
  /** cpu.weight, 1 to 10 000. */
  cpuWeight: number;
  memoryMax: number | null;
  memoryHigh: number | null;
  pidsMax: number | null;
  /** io.max of the one disk there is. */
  ioMax: IoLimits;
  /** What its processes have written and the disk does not have yet. */
  writeback: DiskRequest | null;
  isFrozen: boolean;
  readonly usage: CgroupUsage;
}

/** What the accounting files show; counts of this group with all below it. */
export interface CgroupUsage {
  cpu: Nanoseconds;
  /** What comes to it in parts of a nanosecond. */
  cpuParts: number;
  cpuPeriods: number;
  cpuThrottledPeriods: number;
  cpuThrottled: Nanoseconds;
  cpuThrottledParts: number;
  memory: number;
  memoryPeak: number;
  /** memory.events: limit reached, out of memory, processes killed. */
  memoryMaxEvents: number;
  oomEvents: number;
  oomKills: number;
  pids: number;
  pidsMaxEvents: number;
  readBytes: number;
  writtenBytes: number;
  reads: number;
  writes: number;
}

/** The most that a group may read and write in a second; null stands for the word `max`. */
export interface IoLimits {
  readonly readBytes: number | null;
  readonly writeBytes: number | null;
  readonly readOperations: number | null;
  readonly writeOperations: number | null;
}

/** io.max of a new group. */
export const NO_IO_LIMITS: IoLimits = { readBytes: null, writeBytes: null, readOperations: null, writeOperations: null };
