import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import { topmost } from '../files/resolve.ts';
import { descriptorOf } from '../files/open-file.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { createNamespaces, inUserNamespace } from './create.ts';
import type { Namespace, NamespaceKind, NamespaceSet, PidNamespace, TimeNamespace, UserNamespace } from './namespace.ts';

/** unshare(2) of namespaces, and with `fs` of root and working directory. */
function unshare(kernel: Kernel, task: Task, kinds: readonly (NamespaceKind | 'fs')[]): void {
  const wanted = new Set(kinds.filter((kind): kind is NamespaceKind => kind !== 'fs'));
  const shares = wanted.has('mnt') || wanted.has('user') || kinds.includes('fs');
  const fileSystem = shares ? { ...task.fileSystem } : task.fileSystem;
  const made = createNamespaces(kernel, task, wanted, fileSystem);
  task.credentials = made.credentials;
  task.namespaces = made.namespaces;
  task.fileSystem = made.fileSystem;
}

/** setns(2): into the namespace of a handle from /proc/[pid]/ns. `kind` guards against the wrong file. */
function setns(kernel: Kernel, task: Task, descriptor: number, kind?: NamespaceKind): void {
  const { file } = descriptorOf(task, descriptor);
  // A handle on the place alone is none on what is there (open(2), O_PATH).
  demand(!file.flags.has('path'), 'EBADF');
  const content = file.inode?.content;
  if (content?.kind !== 'namespace') fail('EINVAL');
  const { namespace } = content;
  demand(kind === undefined || namespace.kind === kind, 'EINVAL');
  enter(kernel, task, namespace);
}

function enter(kernel: Kernel, task: Task, namespace: Namespace): void {
  switch (namespace.kind) {
    case 'user':
      enterUser(kernel, task, namespace);
      return;
    case 'pid':
      demandAdmin(task, namespace.owner);
      demand(isWithin(namespace, task.pidNamespace), 'EINVAL');
      task.namespaces = { ...task.namespaces, pidForChildren: namespace };
      return;
    case 'mnt': {
      demandAdmin(task, namespace.owner);
      demand(isCapable(task.credentials, task.credentials.userNamespace, 'SYS_CHROOT'), 'EPERM');
      demand(!sharesFileSystem(kernel, task), 'EINVAL');
      task.namespaces = { ...task.namespaces, mnt: namespace };
      const top = topmost({ mount: namespace.root, entry: namespace.root.root });
      task.fileSystem = { ...task.fileSystem, root: top, workingDirectory: top };
      return;
    }
    case 'time':
      demandAdmin(task, namespace.owner);
      enterTime(task, namespace);
      return;
    case 'net':
    case 'ipc':
    case 'uts':
    case 'cgroup':
      demandAdmin(task, namespace.owner);
      task.namespaces = { ...task.namespaces, [namespace.kind]: namespace } satisfies NamespaceSet;
  }
}

/** CAP_SYS_ADMIN in the owner of the namespace and in one's own user namespace. */
function demandAdmin(task: Task, owner: UserNamespace): void {
  const { credentials } = task;
  demand(isCapable(credentials, owner, 'SYS_ADMIN') && isCapable(credentials, credentials.userNamespace, 'SYS_ADMIN'), 'EPERM');
}

function enterUser(kernel: Kernel, task: Task, namespace: UserNamespace): void {
  demand(namespace !== task.credentials.userNamespace, 'EINVAL');
  demand(!sharesFileSystem(kernel, task), 'EINVAL');
  demand(isCapable(task.credentials, namespace, 'SYS_ADMIN'), 'EPERM');
  task.credentials = inUserNamespace(task.credentials, namespace);
}

/** Enters for good: the clocks of a process change only here and at clone. */
export function enterTime(task: Task, namespace: TimeNamespace): void {
  namespace.isFrozen = true;
  task.namespaces = { ...task.namespaces, time: namespace, timeForChildren: namespace };
}

function isWithin(namespace: PidNamespace, ancestor: PidNamespace): boolean {
  for (let step: PidNamespace | null = namespace; step !== null; step = step.parent) if (step === ancestor) return true;
  return false;
}

function sharesFileSystem(kernel: Kernel, task: Task): boolean {
  return [...kernel.pidNamespace.tasks.values()].some((other) => other !== task && other.fileSystem === task.fileSystem);
}

/** sethostname(2). */
function sethostname(_: Kernel, task: Task, name: string): void {
  demand(isCapable(task.credentials, task.namespaces.uts.owner, 'SYS_ADMIN'), 'EPERM');
  demand(name.length <= 64, 'EINVAL');
  task.namespaces.uts.hostname = name;
}

/** gethostname(2). */
function gethostname(_: Kernel, task: Task): string {
  return task.namespaces.uts.hostname;
}

/** clock_gettime(2), nanoseconds: the wall clock is one for all, the others may be moved in a time namespace. */
function clockGettime(kernel: Kernel, task: Task, clock: 'realtime' | 'monotonic' | 'boottime'): number {
  switch (clock) {
    case 'realtime':
      return kernel.now + kernel.realtimeOffset;
    case 'monotonic':
      return kernel.now + task.namespaces.time.monotonicOffset;
    case 'boottime':
      return kernel.now + task.namespaces.time.boottimeOffset;
  }
}

/** clock_settime(2) of the wall clock: needs CAP_SYS_TIME in the initial user namespace, since the clock is everybody's. */
function clockSettime(kernel: Kernel, task: Task, clock: 'realtime' | 'monotonic' | 'boottime', nanoseconds: number): void {
  demand(clock === 'realtime', 'EINVAL');
  demand(isCapable(task.credentials, kernel.userNamespace, 'SYS_TIME'), 'EPERM');
  kernel.realtimeOffset = nanoseconds - kernel.now;
}

/** System calls on namespaces, and on what the uts and time namespaces isolate. */
export const namespaceCalls = {
  unshare, setns, sethostname, gethostname, clock_gettime: clockGettime, clock_settime: clockSettime,
};
