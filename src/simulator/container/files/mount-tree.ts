import type { Kernel } from '../kernel.ts';
import type { MountNamespace } from '../namespaces/namespace.ts';
import type { Entry } from './entry.ts';
import { isBelow } from './entry.ts';
import type { Location, Mount, MountFlags } from './mount.ts';
import type { Superblock } from './superblock.ts';

/** A mount that forbids nothing. */
export const NO_FLAGS: MountFlags = { readOnly: false, noSetuid: false, noDevices: false, noExecute: false };

/** A mount that is attached nowhere yet. */
export function newMount(kernel: Kernel, superblock: Superblock, root: Entry, flags: MountFlags, source: string): Mount {
  return {
    id: kernel.nextMount++, superblock, root, parent: null, mountpoint: null, namespace: null, children: new Map(),
    flags, isLocked: false, hasLockedFlags: false, peerGroup: null, masterGroup: null, isUnbindable: false, source,
  };
}

/** A mount with all below it, parents first. */
export function subtree(mount: Mount): Mount[] {
  return [mount, ...[...mount.children.values()].flatMap(subtree)];
}

/** Every mount of a namespace. */
export function mountsOf(namespace: MountNamespace): Mount[] {
  return subtree(namespace.root);
}

/** Puts a mount with its subtree on a place. What stood on the place before then stands on the new mount's root. */
export function attachMount(mount: Mount, place: Location): void {
  const before = place.mount.children.get(place.entry);
  mount.parent = place.mount;
  mount.mountpoint = place.entry;
  for (const part of subtree(mount)) part.namespace = place.mount.namespace;
  place.mount.children.set(place.entry, mount);
  if (before === undefined || before === mount) return;
  before.parent = mount;
  before.mountpoint = mount.root;
  mount.children.set(mount.root, before);
}

/** Takes a mount off its place; what is mounted below it stays on it. */
export function detachMount(mount: Mount): void {
  if (mount.parent !== null && mount.mountpoint !== null && mount.parent.children.get(mount.mountpoint) === mount) {
    mount.parent.children.delete(mount.mountpoint);
  }
  mount.parent = null;
  mount.mountpoint = null;
  for (const part of subtree(mount)) part.namespace = null;
}

/**
 * Takes a mount off with all below. The mounts below are taken off each other, too (umount(2), MNT_DETACH): whoever still
 * stands on one of them sees what it covers no more. Only those that are locked together stay together.
 */
export function disconnectMount(mount: Mount): void {
  const parts = subtree(mount);
  detachMount(mount);
  for (const part of parts) if (!part.isLocked) detachMount(part);
}

/** How a copy relates to the propagation of its original. */
export type CopyMode = 'bind' | 'private' | 'slave';

/** A copy of one mount that shows `root`. A copy of a shared mount joins its peers, unless asked otherwise. */
export function cloneMount(kernel: Kernel, mount: Mount, root: Entry, mode: CopyMode): Mount {
  const copy = newMount(kernel, mount.superblock, root, mount.flags, mount.source);
  copy.isUnbindable = false;
  if (mode === 'private') return copy;
  copy.peerGroup = mode === 'slave' ? null : mount.peerGroup;
  copy.masterGroup = mode === 'slave' ? (mount.peerGroup ?? mount.masterGroup) : mount.masterGroup;
  return copy;
}

/** A copy of a mount from `root` down with all that is mounted there; unbindable mounts are left out where asked. */
export function cloneTree(kernel: Kernel, mount: Mount, root: Entry, mode: CopyMode, leaveOutUnbindable: boolean): Mount {
  const copy = cloneMount(kernel, mount, root, mode);
  for (const [entry, child] of mount.children) {
    if (!isBelow(entry, root) || (leaveOutUnbindable && child.isUnbindable)) continue;
    const below = cloneTree(kernel, child, child.root, mode, leaveOutUnbindable);
    below.isLocked = child.isLocked;
    below.isUnbindable = child.isUnbindable;
    below.parent = copy;
    below.mountpoint = entry;
    copy.children.set(entry, below);
  }
  return copy;
}

/** Whether a place can be reached from another one by going up: the kernel's is_path_reachable. */
export function isReachable(place: Location, from: Location): boolean {
  let { mount, entry } = place;
  while (mount !== from.mount && mount.parent !== null && mount.mountpoint !== null) {
    entry = mount.mountpoint;
    mount = mount.parent;
  }
  return mount === from.mount && isBelow(entry, from.entry);
}
