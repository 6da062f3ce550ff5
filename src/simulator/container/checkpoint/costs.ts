import { microseconds, milliseconds, type Nanoseconds } from '../../kernel/time.ts';

/** What a checkpoint and a restore cost in simulated time. */
export interface CheckpointCosts {
  /** From writing cgroup.freeze to "frozen 1" in cgroup.events, and for each process more. */
  readonly freeze: Nanoseconds;
  readonly freezeProcess: Nanoseconds;
  /** Finding out which pages are there and were written (/proc/[pid]/pagemap), for each page of the address space. */
  readonly scanPage: Nanoseconds;
  /** Reading a page out of another process; writing it takes as long as the storage needs. */
  readonly dumpPage: Nanoseconds;
  /** Everything that is no memory, for a small tree of processes. */
  readonly dumpState: Nanoseconds;
  readonly restoreState: Nanoseconds;
  /** For each process a fork more. */
  readonly process: Nanoseconds;
  /** Putting a page into new memory; reading it takes as long as the storage needs. */
  readonly restorePage: Nanoseconds;
}

/**
 * Measured on Linux 6.18 in a VM of two vCPUs (`test/oracle/checkpoint-costs.c`), 256 MiB of pages of 4 KiB, the smallest
 * median of several runs each: the freezer at 4 and 16 processes; reading pagemap; process_vm_readv(2); filling new
 * memory; fork, exit and wait. CRIU 3.17 itself does not start on that kernel; how long it takes for all but memory is
 * what a user of it measured for small servers (github.com/checkpoint-restore/criu, issue 1757): 10 to 20 ms to dump, 50
 * to 70 to restore.
 */
export const MEASURED_COSTS: CheckpointCosts = {
  freeze: microseconds(64),
  freezeProcess: microseconds(4.6),
  scanPage: 54,
  dumpPage: 576,
  dumpState: milliseconds(10),
  restoreState: milliseconds(50),
  process: microseconds(115),
  restorePage: 1634,
};

/** Until all processes of a tree stand still. */
export function freezeTime(costs: CheckpointCosts, processes: number): Nanoseconds {
  return costs.freeze + Math.round(costs.freezeProcess * processes);
}
