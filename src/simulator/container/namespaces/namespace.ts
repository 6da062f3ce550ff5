import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Mount } from '../files/mount.ts';
import type { MessageQueue } from '../ipc/message-queue.ts';
import type { NetworkStack } from '../network/network-stack.ts';
import type { Task } from '../process/task.ts';
import type { Nanoseconds } from '../../kernel/time.ts';

/** The eight kinds of namespaces(7), by the names of the files in /proc/[pid]/ns. */
export const NAMESPACE_KINDS = ['mnt', 'pid', 'net', 'ipc', 'uts', 'user', 'cgroup', 'time'] as const;
/** One of them. */
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number];

interface OwnedNamespace {
  /** The inode number that `readlink /proc/[pid]/ns/...` shows. */
  readonly number: number;
  /** Whose capabilities count over what this namespace isolates. */
  readonly owner: UserNamespace;
}

/** One line of uid_map or gid_map; `outside` is an id of the initial user namespace. */
export interface IdRange {
  readonly inside: number;
  readonly outside: number;
  readonly count: number;
}

/** Ids and capabilities of its own: user_namespaces(7). */
export interface UserNamespace {
  readonly kind: 'user';
  readonly number: number;
  readonly parent: UserNamespace | null;
  /** Depth below the initial namespace, which has 0; at most 32. */
  readonly level: number;
  readonly ownerUid: number;
  readonly ownerGid: number;
  /** null until it is written, which may be done once. */
  uidMap: readonly IdRange[] | null;
  gidMap: readonly IdRange[] | null;
  setgroups: 'allow' | 'deny';
}

/** Numbers of processes of its own: pid_namespaces(7). */
export interface PidNamespace extends OwnedNamespace {
  readonly kind: 'pid';
  readonly parent: PidNamespace | null;
  readonly level: number;
  /** Every process that is visible here, by its number here. */
  readonly tasks: Map<number, Task>;
  init: Task | null;
  nextPid: number;
  /** The init has died: nothing can be born here any more. */
  isClosed: boolean;
}

/** A tree of mounts of its own: mount_namespaces(7). */
export interface MountNamespace extends OwnedNamespace {
  readonly kind: 'mnt';
  root: Mount;
}

/** A name of its own: uts_namespaces(7). */
export interface UtsNamespace extends OwnedNamespace {
  readonly kind: 'uts';
  hostname: string;
  domainname: string;
}

/** System V message queues of its own: ipc_namespaces(7). */
export interface IpcNamespace extends OwnedNamespace {
  readonly kind: 'ipc';
  readonly queues: Map<number, MessageQueue>;
  nextQueue: number;
}

/** A network stack of its own: network_namespaces(7). */
export interface NetworkNamespace extends OwnedNamespace {
  readonly kind: 'net';
  readonly stack: NetworkStack;
}

/** Another root of the tree of cgroups: cgroup_namespaces(7). */
export interface CgroupNamespace extends OwnedNamespace {
  readonly kind: 'cgroup';
  /** Paths of cgroups are shown relative to this one. */
  readonly root: Cgroup;
}

/** Moves the monotonic and boot clocks only: the wall clock is one for all (time_namespaces(7)). */
export interface TimeNamespace extends OwnedNamespace {
  readonly kind: 'time';
  monotonicOffset: Nanoseconds;
  boottimeOffset: Nanoseconds;
  /** Offsets may be set until the first process is inside. */
  isFrozen: boolean;
}

/** Any of the eight. */
export type Namespace =
  | UserNamespace
  | PidNamespace
  | MountNamespace
  | UtsNamespace
  | IpcNamespace
  | NetworkNamespace
  | CgroupNamespace
  | TimeNamespace;

/** The namespaces of a process. The user namespace is among its credentials. */
export interface NamespaceSet {
  mnt: MountNamespace;
  net: NetworkNamespace;
  ipc: IpcNamespace;
  uts: UtsNamespace;
  cgroup: CgroupNamespace;
  time: TimeNamespace;
  /** Where the next child is born. One's own never changes. */
  pidForChildren: PidNamespace;
  timeForChildren: TimeNamespace;
}
