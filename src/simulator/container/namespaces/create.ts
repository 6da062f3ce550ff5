import { isCapable } from '../credentials/credentials.ts';
import { ALL_CAPABILITIES, NO_CAPABILITIES } from '../credentials/capability.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { toInside } from '../credentials/id-map.ts';
import { demand } from '../errno.ts';
import { isSamePlace, type Location, type Mount } from '../files/mount.ts';
import { cloneTree, subtree } from '../files/mount-tree.ts';
import { topmost } from '../files/resolve.ts';
import type { Kernel } from '../kernel.ts';
import { newNetworkStack } from '../network/network-stack.ts';
import type { FileSystemContext, Task } from '../process/task.ts';
import type { MountNamespace, NamespaceKind, NamespaceSet, PidNamespace, UserNamespace } from './namespace.ts';

/** So deep may user and pid namespaces be nested (user_namespaces(7), pid_namespaces(7)). */
const MAX_DEPTH = 32;

/** The namespaces that a process or its child goes on with. */
export interface NewNamespaces {
  readonly credentials: Credentials;
  readonly namespaces: NamespaceSet;
  /** Root and working directory in the new mount namespace's copies of their mounts. */
  readonly fileSystem: FileSystemContext;
}

/**
 * Makes the namespaces asked for, the user namespace first, so that it owns the others and its capabilities count
 * (user_namespaces(7)). All kinds but `user` need CAP_SYS_ADMIN in the user namespace that will own them.
 */
export function createNamespaces(kernel: Kernel, task: Task, kinds: ReadonlySet<NamespaceKind>, fileSystem: FileSystemContext): NewNamespaces {
  const credentials = kinds.has('user') ? enterNewUserNamespace(kernel, task) : task.credentials;
  const owner = credentials.userNamespace;
  const others = [...kinds].filter((kind) => kind !== 'user');
  demand(others.length === 0 || isCapable(credentials, owner, 'SYS_ADMIN'), 'EPERM');
  const namespaces = { ...task.namespaces };
  if (kinds.has('pid')) namespaces.pidForChildren = newPidNamespace(kernel, task, owner);
  const made = { number: 0, owner };
  if (kinds.has('uts')) namespaces.uts = { ...namespaces.uts, ...made, number: kernel.nextNamespace++ };
  if (kinds.has('ipc')) namespaces.ipc = { kind: 'ipc', ...made, number: kernel.nextNamespace++, queues: new Map(), nextQueue: 0 };
  if (kinds.has('net')) namespaces.net = { kind: 'net', ...made, number: kernel.nextNamespace++, stack: newNetworkStack() };
  if (kinds.has('cgroup')) namespaces.cgroup = { kind: 'cgroup', ...made, number: kernel.nextNamespace++, root: task.cgroup };
  if (kinds.has('time')) {
    const { monotonicOffset, boottimeOffset } = namespaces.time;
    namespaces.timeForChildren = { kind: 'time', ...made, number: kernel.nextNamespace++, monotonicOffset, boottimeOffset, isFrozen: false };
  }
  if (!kinds.has('mnt')) return { credentials, namespaces, fileSystem };
  return { credentials, namespaces, fileSystem: copyMounts(kernel, task.namespaces.mnt, namespaces, owner, fileSystem) };
}

function enterNewUserNamespace(kernel: Kernel, task: Task): Credentials {
  const { credentials } = task;
  const parent = credentials.userNamespace;
  demand(parent.level < MAX_DEPTH, 'ENOSPC');
  // A chroot could be left by the capabilities in the new namespace.
  demand(!isChrooted(task), 'EPERM');
  const isKnown = toInside(parent.uidMap, credentials.effectiveUid) !== null && toInside(parent.gidMap, credentials.effectiveGid) !== null;
  demand(isKnown, 'EPERM');
  const userNamespace: UserNamespace = {
    kind: 'user', number: kernel.nextNamespace++, parent, level: parent.level + 1, ownerUid: credentials.effectiveUid,
    ownerGid: credentials.effectiveGid, uidMap: null, gidMap: null, setgroups: parent.setgroups,
  };
  return inUserNamespace(credentials, userNamespace);
}

/** Whoever enters a user namespace has every capability in it, and none outside. */
export function inUserNamespace(credentials: Credentials, userNamespace: UserNamespace): Credentials {
  return {
    ...credentials, userNamespace, effective: ALL_CAPABILITIES, permitted: ALL_CAPABILITIES, inheritable: NO_CAPABILITIES,
    bounding: ALL_CAPABILITIES, ambient: NO_CAPABILITIES,
  };
}

/** Whether the root is another one than that of the mount namespace. */
function isChrooted(task: Task): boolean {
  const { root } = task.namespaces.mnt;
  return !isSamePlace(topmost({ mount: root, entry: root.root }), task.fileSystem.root);
}

function newPidNamespace(kernel: Kernel, task: Task, owner: UserNamespace): PidNamespace {
  const parent = task.namespaces.pidForChildren;
  demand(parent === task.pidNamespace, 'EINVAL');
  demand(parent.level < MAX_DEPTH, 'ENOSPC');
  return {
    kind: 'pid', number: kernel.nextNamespace++, owner, parent, level: parent.level + 1, tasks: new Map(), init: null, nextPid: 1, isClosed: false,
  };
}

/**
 * A mount namespace begins as a copy. In a less privileged one the copies of shared mounts are slaves, and mounts
 * cannot be taken apart (mount_namespaces(7), "Restrictions on mount namespaces").
 */
function copyMounts(kernel: Kernel, from: MountNamespace, namespaces: NamespaceSet, owner: UserNamespace, fileSystem: FileSystemContext): FileSystemContext {
  const isLess = owner !== from.owner;
  const root = cloneTree(kernel, from.root, from.root.root, isLess ? 'slave' : 'bind', false);
  root.isUnbindable = from.root.isUnbindable;
  const namespace: MountNamespace = { kind: 'mnt', number: kernel.nextNamespace++, owner, root };
  const copies = new Map<Mount, Mount>();
  pair(from.root, root, copies);
  for (const copy of subtree(root)) {
    copy.namespace = namespace;
    if (!isLess) continue;
    copy.isLocked = true;
    copy.hasLockedFlags = true;
  }
  namespaces.mnt = namespace;
  const moved = (place: Location): Location => ({ mount: copies.get(place.mount) ?? place.mount, entry: place.entry });
  return { root: moved(fileSystem.root), workingDirectory: moved(fileSystem.workingDirectory), umask: fileSystem.umask };
}

/** Notes which copy belongs to which mount; unbindable ones have been copied as well here. */
function pair(original: Mount, copy: Mount, copies: Map<Mount, Mount>): void {
  copies.set(original, copy);
  for (const [entry, child] of original.children) {
    const below = copy.children.get(entry);
    if (below !== undefined) pair(child, below, copies);
  }
}
