import type { Cgroup } from '../cgroup/cgroup.ts';
import { waitsForDisk } from '../disk/submit.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { partsOf } from './cpu-time.ts';
import { ancestors } from '../cgroup/hierarchy.ts';

/** What one process of a group counts as beside groups, which have a weight each. */
const TASK_WEIGHT = 100;

/** How fast the processes that want a vCPU get on, and which groups are held back by their cpu.max. */
export interface CpuShares {
  /** Parts of each nanosecond of a vCPU, by process. */
  readonly rates: ReadonlyMap<Task, number>;
  /** Groups whose processes would get more without cpu.max, with the parts of each nanosecond that they stand still. */
  readonly throttled: ReadonlyMap<Cgroup, number>;
}

/**
 * Divides the vCPUs by weights from the root group down, each part no more than it wants (cgroup-v2.rst, "Weights" and
 * "Limits"). A fluid model: within a period of cpu.max the runtime is spread evenly instead of used up first.
 */
export function cpuShares(kernel: Kernel): CpuShares {
  const rates = new Map<Task, number>();
  const throttled = new Map<Cgroup, number>();
  const wanting = countWanting(kernel);
  if (wanting.size > 0) divide(kernel.rootCgroup, kernel.vcpus, wanting, { rates, throttled });
  return { rates, throttled };
}

/** Whether a process could use a vCPU now: its program computes, and neither a freezer nor a disk keeps it from that. */
export function wantsCpu(task: Task): boolean {
  return task.state === 'running' && task.program?.waitsFor?.for === 'cpu' && !task.cgroup.isFrozen && !waitsForDisk(task);
}

/** How many processes of a group and of all below it want a vCPU; without groups of which none does. */
type Wanting = ReadonlyMap<Cgroup, number>;

function countWanting(kernel: Kernel): Wanting {
  const wanting = new Map<Cgroup, number>();
  for (const task of kernel.pidNamespace.tasks.values()) {
    if (!wantsCpu(task)) continue;
    for (const group of ancestors(task.cgroup)) wanting.set(group, (wanting.get(group) ?? 0) + 1);
  }
  return wanting;
}

interface Claim {
  readonly of: Task | Cgroup;
  readonly weight: number;
  readonly demand: number;
}

interface Divided {
  readonly rates: Map<Task, number>;
  readonly throttled: Map<Cgroup, number>;
}

function divide(cgroup: Cgroup, capacity: number, wanting: Wanting, into: Divided): void {
  const claims: Claim[] = [
    ...[...cgroup.tasks].filter(wantsCpu).map((task) => ({ of: task, weight: TASK_WEIGHT, demand: 1 })),
    ...wantingChildren(cgroup, wanting).map((child) => ({ of: child, weight: child.cpuWeight, demand: demandOf(child, wanting) })),
  ].filter((claim) => claim.demand > 0);
  for (const [claim, share] of fill(claims, capacity)) {
    if ('pids' in claim.of) into.rates.set(claim.of, partsOf(share));
    else {
      const unlimited = Math.min(wanting.get(claim.of) ?? 0, capacity);
      if (claim.of.cpuQuota !== null && share < unlimited) into.throttled.set(claim.of, partsOf(1 - share / unlimited));
      divide(claim.of, share, wanting, into);
    }
  }
}

function wantingChildren(cgroup: Cgroup, wanting: Wanting): Cgroup[] {
  return [...cgroup.children.values()].filter((child) => wanting.has(child));
}

function demandOf(cgroup: Cgroup, wanting: Wanting): number {
  const below = [...cgroup.tasks].filter(wantsCpu).length + wantingChildren(cgroup, wanting).reduce((sum, child) => sum + demandOf(child, wanting), 0);
  return cgroup.cpuQuota === null ? below : Math.min(below, cgroup.cpuQuota / cgroup.cpuPeriod);
}

/** Shares by weight; what one does not need goes to the others. */
function fill(claims: readonly Claim[], capacity: number): Map<Claim, number> {
  const shares = new Map<Claim, number>();
  let open = [...claims];
  let left = capacity;
  while (open.length > 0) {
    const weights = open.reduce((sum, claim) => sum + claim.weight, 0);
    const sated = open.filter((claim) => claim.demand * weights <= left * claim.weight);
    if (sated.length === 0) {
      for (const claim of open) shares.set(claim, (left * claim.weight) / weights);
      return shares;
    }
    for (const claim of sated) {
      shares.set(claim, claim.demand);
      left -= claim.demand;
    }
    open = open.filter((claim) => !sated.includes(claim));
  }
  return shares;
}
