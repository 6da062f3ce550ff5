import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { isBelow, inodeOf } from './entry.ts';
import { isDirectory } from './inode.ts';
import type { Location, Mount, MountFlags } from './mount.ts';
import { cloneMount, cloneTree, detachMount, isReachable, subtree } from './mount-tree.ts';
import { mountNewFileSystem } from './new-mount.ts';
import { attachPropagated, copiesOf, detachPropagated, isBusy, type Propagation, setPropagation } from './propagation.ts';
import { resolve, topmost } from './resolve.ts';

/** The flags of mount(2), by their names there without `MS_`. */
export type MountFlag = 'bind' | 'rec' | 'remount' | 'move' | 'rdonly' | 'nosuid' | 'nodev' | 'noexec' | Propagation;

const PROPAGATIONS = ['shared', 'private', 'slave', 'unbindable'] as const;

/** mount(2): what it does depends on the flags; everything needs CAP_SYS_ADMIN in the owner of the mount namespace. */
function mount(kernel: Kernel, task: Task, source: string, target: string, type = '', flags: readonly MountFlag[] = [], data = ''): void {
  const place = resolve(kernel, task, target);
  demandMayMount(task);
  const wanted = new Set(flags);
  const propagation = PROPAGATIONS.find((kind) => wanted.has(kind));
  if (wanted.has('remount')) remount(task, place, wanted);
  else if (wanted.has('bind')) bind(kernel, task, source, place, wanted.has('rec'));
  else if (propagation !== undefined) changePropagation(kernel, task, place, propagation, wanted.has('rec'));
  else if (wanted.has('move')) moveMount(kernel, task, source, place);
  else mountNewFileSystem(kernel, task, { source, type, data, flags: flagsOf(wanted), place });
}

function demandMayMount(task: Task): void {
  demand(isCapable(task.credentials, task.namespaces.mnt.owner, 'SYS_ADMIN'), 'EPERM');
}

function flagsOf(wanted: ReadonlySet<MountFlag>): MountFlags {
  return {
    readOnly: wanted.has('rdonly'), noSetuid: wanted.has('nosuid'), noDevices: wanted.has('nodev'), noExecute: wanted.has('noexec'),
  };
}

/** A file or a directory once more, elsewhere. Flags stay those of the original until a remount. */
function bind(kernel: Kernel, task: Task, source: string, place: Location, recursive: boolean): void {
  demand(source !== '', 'EINVAL');
  const original = resolve(kernel, task, source);
  demand(!place.entry.isRemoved, 'ENOENT');
  demand(!original.mount.isUnbindable, 'EINVAL');
  const { content } = inodeOf(original.entry);
  demand(isOwn(task, original.mount) || content.kind === 'namespace', 'EINVAL');
  // Mount namespaces would hold each other for ever (fs/namespace.c, mnt_ns_loop).
  const isLoop = content.kind === 'namespace' && content.namespace.kind === 'mnt' && content.namespace.number <= task.namespaces.mnt.number;
  demand(!isLoop, 'EINVAL');
  demand(isOwn(task, place.mount), 'EINVAL');
  const hidden = [...original.mount.children].some(([entry, child]) => child.isLocked && isBelow(entry, original.entry));
  demand(recursive || !hidden, 'EINVAL');
  demand(isDirectory(inodeOf(place.entry)) === isDirectory(inodeOf(original.entry)), 'ENOTDIR');
  const tree = recursive
    ? cloneTree(kernel, original.mount, original.entry, 'bind', true)
    : cloneMount(kernel, original.mount, original.entry, 'bind');
  attachPropagated(kernel, tree, place);
}

function remount(task: Task, place: Location, wanted: ReadonlySet<MountFlag>): void {
  const { mount } = place;
  demand(place.entry === mount.root && isOwn(task, mount), 'EINVAL');
  const flags = flagsOf(wanted);
  if (!wanted.has('bind')) {
    demand(isCapable(task.credentials, mount.superblock.owner, 'SYS_ADMIN'), 'EPERM');
    demandUnlocked(task, mount, flags);
    mount.superblock.isReadOnly = flags.readOnly;
  } else {
    demandUnlocked(task, mount, flags);
  }
  mount.flags = flags;
}

/** Flags that came from a more privileged namespace cannot be cleared (mount_namespaces(7), restrictions). */
function demandUnlocked(task: Task, mount: Mount, flags: MountFlags): void {
  if (task.namespaces.mnt.owner === mount.superblock.owner || !mount.hasLockedFlags) return;
  const names = ['readOnly', 'noSetuid', 'noDevices', 'noExecute'] as const;
  demand(names.every((name) => flags[name] || !mount.flags[name]), 'EPERM');
}

function changePropagation(kernel: Kernel, task: Task, place: Location, type: Propagation, recursive: boolean): void {
  demand(place.entry === place.mount.root && isOwn(task, place.mount), 'EINVAL');
  for (const mount of recursive ? subtree(place.mount) : [place.mount]) setPropagation(kernel, mount, type);
}

function moveMount(kernel: Kernel, task: Task, source: string, place: Location): void {
  demand(source !== '', 'EINVAL');
  const original = resolve(kernel, task, source);
  const { mount } = original;
  demand(!place.entry.isRemoved, 'ENOENT');
  demand(original.entry === mount.root, 'EINVAL');
  demand(isOwn(task, mount) && isOwn(task, place.mount) && !mount.isLocked, 'EINVAL');
  demand(mount.parent !== null, 'EINVAL');
  demand(isDirectory(inodeOf(place.entry)) === isDirectory(inodeOf(mount.root)), 'EINVAL');
  demand(mount.parent.peerGroup === null, 'EINVAL');
  demand(place.mount.peerGroup === null || !subtree(mount).some((part) => part.isUnbindable), 'EINVAL');
  demand(!subtree(mount).includes(place.mount), 'ELOOP');
  detachMount(mount);
  attachPropagated(kernel, mount, place);
}

function isOwn(task: Task, mount: Mount): boolean {
  return mount.namespace === task.namespaces.mnt;
}

/** umount2(2). Without `detach` nobody may stand on it or below. */
function umount(kernel: Kernel, task: Task, target: string, flags: readonly ('detach' | 'nofollow')[] = []): void {
  const place = topmost(resolve(kernel, task, target, { follow: !flags.includes('nofollow') }));
  demandMayMount(task);
  const { mount } = place;
  demand(place.entry === mount.root && isOwn(task, mount) && !mount.isLocked, 'EINVAL');
  if (flags.includes('detach')) {
    if (mount.parent === null) fail('EINVAL');
    detachPropagated(kernel, mount);
    return;
  }
  if (mount === task.fileSystem.root.mount) {
    // The root cannot go; asked to, the kernel makes its file system read-only.
    demand(isCapable(task.credentials, mount.superblock.owner, 'SYS_ADMIN'), 'EPERM');
    mount.superblock.isReadOnly = true;
    return;
  }
  const gone = [mount, ...copiesOf(kernel, mount)];
  demand(gone.every((part) => part.children.size === 0 && !isBusy(kernel, part)) && mount.parent !== null, 'EBUSY');
  detachPropagated(kernel, mount);
}

/**
 * pivot_root(2): `newRoot` becomes the root mount of the namespace, the old one moves to `putOld`. Unlike chroot(2) it
 * takes along every process whose root or working directory was the old root, and leaves no way back once `putOld`
 * is unmounted.
 */
function pivotRoot(kernel: Kernel, task: Task, newRoot: string, putOld: string): void {
  demandMayMount(task);
  const next = resolve(kernel, task, newRoot);
  demand(isDirectory(inodeOf(next.entry)), 'ENOTDIR');
  const old = resolve(kernel, task, putOld);
  demand(isDirectory(inodeOf(old.entry)), 'ENOTDIR');
  const { root } = task.fileSystem;
  demand(!old.entry.isRemoved, 'ENOENT');
  const isShared = (mount: Mount | null): boolean => mount !== null && mount.peerGroup !== null;
  demand(!isShared(old.mount) && !isShared(next.mount.parent) && !isShared(root.mount.parent), 'EINVAL');
  demand(isOwn(task, root.mount) && isOwn(task, next.mount) && isOwn(task, old.mount) && !next.mount.isLocked, 'EINVAL');
  demand(!next.entry.isRemoved, 'ENOENT');
  demand(next.mount !== root.mount && old.mount !== root.mount, 'EBUSY');
  demand(root.entry === root.mount.root && root.mount.parent !== null, 'EINVAL');
  demand(next.entry === next.mount.root && next.mount.parent !== null, 'EINVAL');
  demand(isReachable(old, next) && isReachable(next, root), 'EINVAL');
  exchange(kernel, root, next, old);
}

function exchange(kernel: Kernel, root: Location, next: Location, old: Location): void {
  const { parent, mountpoint } = root.mount;
  if (parent === null || mountpoint === null) return;
  const { namespace } = root.mount;
  for (const mount of [next.mount, root.mount]) {
    mount.parent?.children.delete(mount.mountpoint ?? mount.root);
  }
  if (root.mount.isLocked) {
    next.mount.isLocked = true;
    root.mount.isLocked = false;
  }
  place(root.mount, old);
  place(next.mount, { mount: parent, entry: mountpoint });
  for (const mount of [...subtree(next.mount)]) mount.namespace = namespace;
  for (const other of kernel.pidNamespace.tasks.values()) {
    const { fileSystem } = other;
    if (fileSystem.root.mount === root.mount && fileSystem.root.entry === root.entry) fileSystem.root = next;
    const { workingDirectory } = fileSystem;
    if (workingDirectory.mount === root.mount && workingDirectory.entry === root.entry) fileSystem.workingDirectory = next;
  }
}

function place(mount: Mount, where: Location): void {
  mount.parent = where.mount;
  mount.mountpoint = where.entry;
  where.mount.children.set(where.entry, mount);
}

/** System calls on mounts. */
export const mountCalls = { mount, umount, pivot_root: pivotRoot };
