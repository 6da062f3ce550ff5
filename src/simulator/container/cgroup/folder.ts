import { demand, fail } from '../errno.ts';
import { cgroupOf } from '../files/cgroup-folder.ts';
import type { Entry } from '../files/entry.ts';
import type { Task } from '../process/task.ts';
import type { Kernel } from '../kernel.ts';
import { handOverRequests } from '../disk/hand-over.ts';
import { type Cgroup, NO_IO_LIMITS } from './cgroup.ts';
import { isWithin } from './hierarchy.ts';
import { descendants } from './interface.ts';

/** cpu.max of a new group is "max 100000", cpu.weight 100 (cgroup-v2.rst); in nanoseconds. */
const DEFAULT_PERIOD = 100_000_000;
const DEFAULT_WEIGHT = 100;

/** A group without limits and processes. Whoever makes it owns it. */
export function newCgroup(name: string, parent: Cgroup | null, uid: number, gid: number): Cgroup {
  return {
    name, parent, children: new Map(), tasks: new Set(), uid, gid, subtreeControl: new Set(),
    cpuQuota: null, cpuPeriod: DEFAULT_PERIOD, cpuWeight: DEFAULT_WEIGHT, memoryMax: null, memoryHigh: null, pidsMax: null,
    ioMax: { ...NO_IO_LIMITS }, writeback: null, isFrozen: false,
    usage: {
      cpu: 0, cpuParts: 0, cpuPeriods: 0, cpuThrottledPeriods: 0, cpuThrottled: 0, cpuThrottledParts: 0, memory: 0, memoryPeak: 0, memoryMaxEvents: 0,
      oomEvents: 0, oomKills: 0, pids: 0, pidsMaxEvents: 0, readBytes: 0, writtenBytes: 0, reads: 0, writes: 0,
    },
  };
}

/** mkdir in cgroup2 makes a group, unless a group above has as many below it, or as deep, as it may. */
export function createCgroupFolder(task: Task, directory: Entry, name: string): void {
  const parent = cgroupOf(directory) ?? fail('EPERM');
  let depth = 0;
  for (let above: Cgroup | null = parent; above !== null; above = above.parent) {
    demand(descendants(above) < (above.maxDescendants ?? Infinity) && depth < (above.maxDepth ?? Infinity), 'EAGAIN');
    depth++;
  }
  parent.children.set(name, newCgroup(name, parent, task.credentials.fileUid, task.credentials.fileGid));
}

/** rmdir takes a group away that has no groups below it and no processes; zombies do not count. */
export function removeCgroupFolder(kernel: Kernel, entry: Entry): void {
  const cgroup = cgroupOf(entry) ?? fail('EPERM');
  const isAlive = [...cgroup.tasks].some((task) => task.state !== 'zombie');
  demand(cgroup.children.size === 0 && !isAlive && cgroup.parent !== null, 'EBUSY');
  for (const zombie of cgroup.tasks) {
    zombie.cgroup = cgroup.parent;
    cgroup.parent.tasks.add(zombie);
  }
  handOverRequests(kernel.disk, cgroup, cgroup.parent);
  cgroup.parent.children.delete(cgroup.name);
  entry.parent?.children.delete(entry.name);
  entry.isRemoved = true;
}

/** The group's path below another one, as /proc/[pid]/cgroup shows it; `/..` leads out of a cgroup namespace's root. */
export function cgroupPath(cgroup: Cgroup, root: Cgroup): string {
  const below: string[] = [];
  for (let step: Cgroup | null = cgroup; step !== null; step = step.parent) {
    if (step === root) return `/${below.join('/')}`;
    below.unshift(step.name);
  }
  return root.parent === null ? `/${below.join('/')}` : upwards(cgroup, root);
}

function upwards(cgroup: Cgroup, root: Cgroup): string {
  let ups = '';
  for (let step: Cgroup | null = root; step !== null; step = step.parent) {
    const path = isWithin(cgroup, step) ? cgroupPath(cgroup, step) : null;
    if (path !== null) return path === '/' ? ups : `${ups}${path}`;
    ups += '/..';
  }
  return '/';
}
