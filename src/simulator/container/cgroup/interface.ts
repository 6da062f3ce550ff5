import { fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { pidIn, type Task } from '../process/task.ts';
import { type Cgroup, type Controller, CONTROLLERS } from './cgroup.ts';
import { ioMaxText, ioStatText } from './io-files.ts';
import { tasksBelow } from './hierarchy.ts';

/* The files of a group: cgroup-v2.rst, "Core Interface Files" and those of the controllers. */

const CORE = ['cgroup.controllers', 'cgroup.max.depth', 'cgroup.max.descendants', 'cgroup.procs', 'cgroup.stat', 'cgroup.subtree_control', 'cpu.stat', 'io.stat'];
const CORE_BELOW_ROOT = ['cgroup.events', 'cgroup.freeze', 'cgroup.kill', 'cgroup.type'];

const CONTROLLER_FILES: Record<Controller, readonly string[]> = {
  cpu: ['cpu.max', 'cpu.weight'],
  io: ['io.max'],
  memory: ['memory.current', 'memory.events', 'memory.high', 'memory.max', 'memory.peak'],
  pids: ['pids.current', 'pids.events', 'pids.max'],
};

const READ_ONLY = new Set([
  'cgroup.controllers', 'cgroup.events', 'cgroup.stat', 'cpu.stat', 'io.stat', 'memory.current', 'memory.events',
  'memory.peak', 'pids.current', 'pids.events',
]);

/** The controllers that a group may hand down: those that its parent hands to it. */
export function controllersOf(cgroup: Cgroup): readonly Controller[] {
  const { parent } = cgroup;
  return parent === null ? CONTROLLERS : CONTROLLERS.filter((controller) => parent.subtreeControl.has(controller));
}

/** The names of a group's files, which depend on what the group above hands down. The root has no limits. */
export function interfaceFiles(cgroup: Cgroup): readonly string[] {
  if (cgroup.parent === null) return CORE;
  return [...CORE, ...CORE_BELOW_ROOT, ...controllersOf(cgroup).flatMap((controller) => CONTROLLER_FILES[controller])];
}

/** The permission bits of a file. */
export function interfaceMode(name: string): number {
  if (name === 'cgroup.kill') return 0o200;
  return READ_ONLY.has(name) ? 0o444 : 0o644;
}

/** The text of a file, as a process reads it: numbers of processes are those of its pid namespace. */
export function readInterface({ disk }: Kernel, cgroup: Cgroup, name: string, reader: Task): string {
  const { usage } = cgroup;
  const lines = (values: Record<string, number>): string => Object.entries(values).map(([key, value]) => `${key} ${value}\n`).join('');
  switch (name) {
    case 'cgroup.procs':
      return [...cgroup.tasks].filter((task) => task.state !== 'zombie').map((task) => `${pidIn(reader.pidNamespace, task)}\n`).sort(byNumber).join('');
    case 'cgroup.controllers':
      return `${controllersOf(cgroup).join(' ')}\n`;
    case 'cgroup.subtree_control':
      return `${[...cgroup.subtreeControl].sort().join(' ')}\n`;
    case 'cgroup.events':
      return lines({ populated: isPopulated(cgroup) ? 1 : 0, frozen: cgroup.isFrozen ? 1 : 0 });
    case 'cgroup.stat':
      return lines({ nr_descendants: descendants(cgroup), nr_dying_descendants: 0 });
    case 'cgroup.type':
      return 'domain\n';
    case 'cgroup.max.depth':
      return `${cgroup.maxDepth ?? 'max'}\n`;
    case 'cgroup.max.descendants':
      return `${cgroup.maxDescendants ?? 'max'}\n`;
    case 'cgroup.freeze':
      return `${cgroup.isFrozen ? 1 : 0}\n`;
    case 'cpu.max':
      return `${cgroup.cpuQuota === null ? 'max' : cgroup.cpuQuota / 1000} ${cgroup.cpuPeriod / 1000}\n`;
    case 'cpu.weight':
      return `${cgroup.cpuWeight}\n`;
    case 'cpu.stat':
      return lines({
        usage_usec: Math.floor(usage.cpu / 1000), nr_periods: usage.cpuPeriods, nr_throttled: usage.cpuThrottledPeriods,
        throttled_usec: Math.floor(usage.cpuThrottled / 1000),
      });
    case 'memory.events':
      return lines({ low: 0, high: 0, max: usage.memoryMaxEvents, oom: usage.oomEvents, oom_kill: usage.oomKills });
    case 'pids.events':
      return lines({ max: usage.pidsMaxEvents });
    case 'io.stat':
      return ioStatText(disk, usage);
    case 'io.max':
      return ioMaxText(disk, cgroup.ioMax);
    default:
      return readLimit(cgroup, name);
  }
}

function readLimit(cgroup: Cgroup, name: string): string {
  const { usage } = cgroup;
  const values: Record<string, number | null> = {
    'memory.current': usage.memory, 'memory.peak': usage.memoryPeak, 'memory.max': cgroup.memoryMax, 'memory.high': cgroup.memoryHigh,
    'pids.current': usage.pids, 'pids.max': cgroup.pidsMax,
  };
  const value = values[name];
  return value === undefined ? fail('EINVAL') : `${value ?? 'max'}\n`;
}

function byNumber(first: string, second: string): number {
  return Number(first) - Number(second);
}

/** Whether a process lives in the group or below it. */
export function isPopulated(cgroup: Cgroup): boolean {
  return tasksBelow(cgroup).some((task) => task.state !== 'zombie');
}

/** How many groups are below. */
export function descendants(cgroup: Cgroup): number {
  return [...cgroup.children.values()].reduce((sum, child) => sum + 1 + descendants(child), 0);
}
