import { settleDisk } from '../disk/disk-shares.ts';
import { demand, fail } from '../errno.ts';
import { mayAccess, WRITE } from '../files/access.ts';
import { cgroupFolder, lookUpCgroup } from '../files/cgroup-files.ts';
import { inodeOf } from '../files/entry.ts';
import type { Kernel } from '../kernel.ts';
import { die } from '../process/end.ts';
import type { Task } from '../process/task.ts';
import { type Cgroup, type Controller, CONTROLLERS } from './cgroup.ts';
import { killUntil } from './charge.ts';
import { controllersOf, isPopulated } from './interface.ts';
import { parseIoMax } from './io-files.ts';
import { uncharge } from './uncharge.ts';
import { groupsBelow, isWithin, tasksBelow } from './hierarchy.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { parseBytes } from '../files/parse-bytes.ts';

/** Those that can also be handed out between the threads of one group. */
const THREADED: ReadonlySet<Controller> = new Set(['cpu', 'pids']);

const MICROSECOND = 1000;

/** Writes a file of a group. Rights on the file itself were checked when it was opened. */
export function writeInterface(kernel: Kernel, task: Task, cgroup: Cgroup, name: string, text: string): void {
  const value = text.trim();
  switch (name) {
    case 'cgroup.procs':
      moveProcess(kernel, task, cgroup, value);
      return;
    case 'cgroup.subtree_control':
      changeSubtreeControl(cgroup, value);
      return;
    case 'cgroup.freeze':
      demand(value === '0' || value === '1', 'ERANGE');
      for (const group of groupsBelow(cgroup)) group.isFrozen = value === '1';
      return;
    case 'cgroup.kill':
      demand(value === '1', 'ERANGE');
      for (const victim of tasksBelow(cgroup)) die(kernel, victim, { how: 'killed', signal: 'KILL' });
      return;
    case 'cgroup.max.depth':
      cgroup.maxDepth = countOf(value);
      return;
    case 'cgroup.max.descendants':
      cgroup.maxDescendants = countOf(value);
      return;
    case 'cpu.max':
      setCpuMax(cgroup, value);
      return;
    case 'cpu.weight': {
      const weight = Number(value);
      demand(/^\d+$/.test(value), 'EINVAL');
      demand(weight >= 1 && weight <= 10_000, 'ERANGE');
      cgroup.cpuWeight = weight;
      return;
    }
    case 'memory.max':
      cgroup.memoryMax = bytesOf(value);
      if (cgroup.memoryMax !== null) killUntil(kernel, cgroup, cgroup.memoryMax);
      return;
    case 'memory.high':
      cgroup.memoryHigh = bytesOf(value);
      return;
    case 'pids.max':
      demand(value === 'max' || /^\d+$/.test(value), 'EINVAL');
      cgroup.pidsMax = value === 'max' ? null : Number(value);
      return;
    case 'io.max':
      settleDisk(kernel.disk, kernel.now);
      cgroup.ioMax = parseIoMax(kernel.disk, cgroup.ioMax, value);
      return;
    default:
      fail('EINVAL');
  }
}

/**
 * Moves a process, by its number in the writer's pid namespace; 0 is the writer. Groups that hand down controllers have
 * no processes of their own (no internal processes). Delegation: the writer must be allowed to write cgroup.procs of the
 * common ancestor, too, and does not reach out of its cgroup namespace.
 */
function moveProcess(kernel: Kernel, writer: Task, cgroup: Cgroup, value: string): void {
  demand(/^\d+$/.test(value), 'EINVAL');
  const moved = value === '0' ? writer : writer.pidNamespace.tasks.get(Number(value));
  if (moved === undefined || moved.state === 'zombie') fail('ESRCH');
  const { root } = writer.namespaces.cgroup;
  demand(isWithin(cgroup, root) && isWithin(moved.cgroup, root), 'ENOENT');
  let common: Cgroup = cgroup;
  while (!isWithin(moved.cgroup, common) && common.parent !== null) common = common.parent;
  demand(mayWrite(kernel, writer, common), 'EACCES');
  demand(canBeThreadRoot(cgroup) || cgroup.subtreeControl.size === 0, 'EBUSY');
  attach(moved, cgroup);
}

/** Takes a process with its counts from one group to another. Limits of counts hold for growth, not for moves. */
export function attach(task: Task, cgroup: Cgroup): void {
  const { cgroup: from, memoryBytes } = task;
  if (from === cgroup) return;
  from.tasks.delete(task);
  uncharge(from, 'pids', 1);
  uncharge(from, 'memory', memoryBytes);
  uncharge(cgroup, 'pids', -1);
  uncharge(cgroup, 'memory', -memoryBytes);
  cgroup.tasks.add(task);
  task.cgroup = cgroup;
}

function mayWrite(kernel: Kernel, writer: Task, cgroup: Cgroup): boolean {
  const file = lookUpCgroup(kernel, cgroupFolder(kernel, cgroup), 'cgroup.procs');
  return file !== null && mayAccess(writer.credentials, inodeOf(file), WRITE);
}

/** "+memory -pids". A controller must come from above (top-down), and one that a child hands on cannot be taken away. */
function changeSubtreeControl(cgroup: Cgroup, value: string): void {
  const wanted = value.split(/\s+/).filter((word) => word !== '').map((word) => {
    const controller = CONTROLLERS.find((known) => known === word.slice(1)) ?? fail('EINVAL');
    demand(word.startsWith('+') || word.startsWith('-'), 'EINVAL');
    return { controller, enable: word.startsWith('+') };
  });
  const enabled = wanted.filter(({ enable, controller }) => enable && !cgroup.subtreeControl.has(controller)).map(({ controller }) => controller);
  demand(enabled.every((controller) => controllersOf(cgroup).includes(controller)), 'ENOENT');
  const disabled = wanted.filter(({ enable }) => !enable).map(({ controller }) => controller);
  const isHandedOn = [...cgroup.children.values()].some((child) => disabled.some((controller) => child.subtreeControl.has(controller)));
  demand(!isHandedOn, 'EBUSY');
  if (enabled.length > 0 && cgroup.parent !== null) {
    const onlyThreaded = enabled.every((controller) => THREADED.has(controller));
    const hasTasks = [...cgroup.tasks].some((task) => task.state !== 'zombie');
    demand((onlyThreaded && canBeThreadRoot(cgroup)) || !hasTasks, 'EBUSY');
  }
  for (const controller of enabled) cgroup.subtreeControl.add(controller);
  for (const controller of disabled) cgroup.subtreeControl.delete(controller);
}

/** The root may have both; a group may as long as it hands down threaded controllers only and nobody lives below. */
function canBeThreadRoot(cgroup: Cgroup): boolean {
  if (cgroup.parent === null) return true;
  const handsDownDomain = [...cgroup.subtreeControl].some((controller) => !THREADED.has(controller));
  return !handsDownDomain && ![...cgroup.children.values()].some(isPopulated);
}

/** "max 100000" or "50000 100000": microseconds of a vCPU in every period. */
function setCpuMax(cgroup: Cgroup, value: string): void {
  const [quota = '', period] = value.split(/\s+/);
  demand(quota === 'max' || /^\d+$/.test(quota), 'EINVAL');
  demand(period === undefined || /^\d+$/.test(period), 'EINVAL');
  const length = period === undefined ? cgroup.cpuPeriod : Number(period) * MICROSECOND;
  const runtime = quota === 'max' ? null : Number(quota) * MICROSECOND;
  const isSane = length >= 1000 * MICROSECOND && length <= 1_000_000 * MICROSECOND && (runtime === null || runtime >= 1000 * MICROSECOND);
  demand(isSane, 'EINVAL');
  cgroup.cpuQuota = runtime;
  cgroup.cpuPeriod = length;
}

/** A number of groups, or `max`. */
function countOf(value: string): number | null {
  if (value === 'max') return null;
  demand(/^-?\d+$/.test(value), 'EINVAL');
  demand(Number(value) >= 0, 'ERANGE');
  return Number(value);
}

/** Bytes with an optional unit, cut down to whole pages; or `max`. */
function bytesOf(value: string): number | null {
  if (value === 'max') return null;
  const bytes = parseBytes(value) ?? fail('EINVAL');
  return bytes - (bytes % PAGE_BYTES);
}
