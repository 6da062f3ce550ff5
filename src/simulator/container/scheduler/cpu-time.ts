import type { Nanoseconds } from '../../kernel/time.ts';
import type { CgroupUsage } from '../cgroup/cgroup.ts';
import type { Task } from '../process/task.ts';
import type { CpuWait } from '../programs/program.ts';

/**
 * Time on a vCPU is counted in whole parts of a nanosecond, so that nothing is rounded however often somebody looks.
 * Every number up to 16 divides them: shares among so many processes are exact.
 */
export const PARTS_OF_A_NANOSECOND = 720_720;

/** A share of a vCPU, 0 to 1, as parts that are used in each nanosecond. */
export function partsOf(share: number): number {
  return Math.round(share * PARTS_OF_A_NANOSECOND);
}

function partsLeft(wait: CpuWait): number {
  return wait.remaining * PARTS_OF_A_NANOSECOND - (wait.begunParts ?? 0);
}

/** How long it takes at this pace until a process has had what it waits for. */
export function timeUntilServed(wait: CpuWait, partsPerNanosecond: number): Nanoseconds {
  return Math.ceil(partsLeft(wait) / partsPerNanosecond);
}

/** Gives a process its share of the time that has passed. Returns the parts that it used. */
export function serve(wait: CpuWait, elapsed: Nanoseconds, partsPerNanosecond: number): number {
  const left = partsLeft(wait);
  const used = Math.min(elapsed * partsPerNanosecond, left);
  wait.remaining = Math.ceil((left - used) / PARTS_OF_A_NANOSECOND);
  wait.begunParts = wait.remaining * PARTS_OF_A_NANOSECOND - (left - used);
  return used;
}

/** Adds time on a vCPU, in parts of a nanosecond, to what a group has used (cgroup-v2.rst, cpu.stat, usage_usec). */
export function accountCpu(usage: CgroupUsage, parts: number): void {
  const all = usage.cpuParts + parts;
  usage.cpu += Math.floor(all / PARTS_OF_A_NANOSECOND);
  usage.cpuParts = all % PARTS_OF_A_NANOSECOND;
}

/** Adds time on vCPUs to what a process has had. */
export function accountTask(task: Task, parts: number): void {
  const all = task.cpuParts + parts;
  task.cpuNanoseconds += Math.floor(all / PARTS_OF_A_NANOSECOND);
  task.cpuParts = all % PARTS_OF_A_NANOSECOND;
}

/** Adds time that cpu.max held processes of a group back, in parts of a nanosecond (cpu.stat, throttled_usec). */
export function accountThrottling(usage: CgroupUsage, parts: number): void {
  const all = usage.cpuThrottledParts + parts;
  usage.cpuThrottled += Math.floor(all / PARTS_OF_A_NANOSECOND);
  usage.cpuThrottledParts = all % PARTS_OF_A_NANOSECOND;
}
