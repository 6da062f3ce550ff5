import { demand } from '../errno.ts';
import { chargeProcess } from '../cgroup/charge.ts';
import { uncharge } from '../cgroup/uncharge.ts';
import { copyTable } from '../files/open-file.ts';
import type { Kernel } from '../kernel.ts';
import { createNamespaces } from '../namespaces/create.ts';
import type { NamespaceKind, PidNamespace } from '../namespaces/namespace.ts';
import { enterTime } from '../namespaces/namespace-calls.ts';
import { forkSpace } from './address-space.ts';
import { pidIn, type Task } from './task.ts';
import type { Signal } from './signal.ts';

/** The most processes of the whole machine (kernel.pid_max by default): a fork bomb that no pids.max holds takes them all. */
const MOST_PROCESSES = 32_768;

/** The flags of clone(2): kinds of namespaces for CLONE_NEW…, and what is shared with the parent. */
export type CloneFlag = NamespaceKind | 'fs' | 'files' | 'parent';

/** clone(2) without shared memory; returns the child's number in the caller's pid namespace. */
function clone(kernel: Kernel, task: Task, flags: readonly CloneFlag[] = [], exitSignal: Signal | null = 'CHLD'): number {
  const wanted = new Set(flags);
  demand(!(wanted.has('fs') && (wanted.has('mnt') || wanted.has('user'))), 'EINVAL');
  // The init of a namespace has no siblings that it does not know of.
  demand(!(wanted.has('parent') && task.pidNamespace.init === task), 'EINVAL');
  const child = cloneTask(kernel, task, wanted, exitSignal);
  return pidIn(task.pidNamespace, child);
}

function cloneTask(kernel: Kernel, task: Task, flags: ReadonlySet<CloneFlag>, exitSignal: Signal | null): Task {
  const shared: readonly string[] = ['fs', 'files', 'parent'];
  const kinds = new Set([...flags].filter((flag): flag is NamespaceKind => !shared.includes(flag)));
  demand(kernel.pidNamespace.tasks.size < MOST_PROCESSES, 'EAGAIN');
  chargeProcess(task.cgroup);
  try {
    const fileSystem = flags.has('fs') ? task.fileSystem : { ...task.fileSystem };
    const made = createNamespaces(kernel, task, kinds, fileSystem);
    const pidNamespace = made.namespaces.pidForChildren;
    demand(!pidNamespace.isClosed, 'ENOMEM');
    const pids = numbersFor(pidNamespace);
    if (flags.has('files')) task.files.sharedBy++;
    const parent = flags.has('parent') ? (task.parent ?? task) : task;
    const child: Task = {
      ...task,
      ...made,
      id: pids.get(kernel.pidNamespace) ?? 0,
      pids,
      pidNamespace,
      parent,
      children: new Set(),
      state: 'running',
      exitStatus: null,
      stopSignal: null,
      change: null,
      exitSignal,
      startedAt: kernel.now,
      cpuNanoseconds: 0,
      cpuParts: 0,
      files: flags.has('files') ? task.files : copyTable(task.files),
      actions: new Map(task.actions),
      blocked: new Set(task.blocked),
      pending: new Set(),
      isChildSubreaper: false,
      memoryBytes: 0,
      addressSpace: forkSpace(task.addressSpace),
      disk: null,
      program: task.program === null ? null : copyProgram(task.program),
    };
    if (child.namespaces.timeForChildren !== child.namespaces.time) enterTime(child, child.namespaces.timeForChildren);
    for (const [namespace, number] of pids) namespace.tasks.set(number, child);
    pidNamespace.init ??= child;
    parent.children.add(child);
    child.cgroup.tasks.add(child);
    return child;
  } catch (error) {
    uncharge(task.cgroup, 'pids', 1);
    throw error;
  }
}

function copyProgram(program: NonNullable<Task['program']>): Task['program'] {
  return { name: program.name, memory: copyPlain(program.memory) as typeof program.memory, waitsFor: null, output: [], exitCode: null };
}

/** A deep copy of plain data, which is all that programs remember. */
function copyPlain(value: unknown): unknown {
  if (value instanceof Uint8Array) return value.slice();
  if (Array.isArray(value)) return value.map(copyPlain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyPlain(part)]));
}

/** A number in the namespace and in each one above (pid_namespaces(7)). */
function numbersFor(namespace: PidNamespace): Map<PidNamespace, number> {
  const numbers = new Map<PidNamespace, number>();
  for (let step: PidNamespace | null = namespace; step !== null; step = step.parent) numbers.set(step, step.nextPid++);
  return numbers;
}

/** getpid(2). */
function getpid(_: Kernel, task: Task): number {
  return pidIn(task.pidNamespace, task);
}

/** getppid(2): 0 where the parent lives outside of the pid namespace. */
function getppid(_: Kernel, task: Task): number {
  return task.parent === null ? 0 : pidIn(task.pidNamespace, task.parent);
}

/** System calls that make processes and tell their numbers. */
export const cloneCalls = { clone, getpid, getppid };
