import type { Kernel } from '../kernel.ts';
import type { MountNamespace } from '../namespaces/namespace.ts';
import type { Task } from '../process/task.ts';
import { isBelow } from './entry.ts';
import type { Location, Mount } from './mount.ts';
import { attachMount, cloneTree, disconnectMount, mountsOf, subtree } from './mount-tree.ts';

/*
 * Shared subtrees (mount_namespaces(7), sharedsubtree.rst): a mount or unmount under a shared mount happens under all of
 * its peers and, one way, under their slaves. Groups are numbers; who is in them is found by looking at all namespaces.
 */

/** The propagation types of mount_namespaces(7). */
export type Propagation = 'shared' | 'private' | 'slave' | 'unbindable';

/** Every mount namespace that some process is in. */
function mountNamespaces(kernel: Kernel): ReadonlySet<MountNamespace> {
  const found = new Set<MountNamespace>([kernel.namespaces.mnt]);
  for (const task of kernel.pidNamespace.tasks.values()) if (task.state !== 'dead') found.add(task.namespaces.mnt);
  return found;
}

/** The mounts that receive what happens under this one, with how: peers as peers, slaves as slaves. */
function receivers(kernel: Kernel, mount: Mount): { readonly mount: Mount; readonly isSlave: boolean }[] {
  if (mount.peerGroup === null) return [];
  const all = [...mountNamespaces(kernel)].flatMap(mountsOf);
  const found = new Map<Mount, boolean>();
  const visit = (group: number, isSlave: boolean): void => {
    for (const other of all) {
      if (found.has(other) || other === mount) continue;
      if (other.peerGroup === group) found.set(other, isSlave);
      else if (other.masterGroup === group) {
        found.set(other, true);
        if (other.peerGroup !== null) visit(other.peerGroup, true);
      }
    }
  };
  visit(mount.peerGroup, false);
  return [...found].map(([receiver, isSlave]) => ({ mount: receiver, isSlave }));
}

/** Mounts a tree on a place and on the same place of all peers and slaves. */
export function attachPropagated(kernel: Kernel, tree: Mount, place: Location): void {
  const { mount } = place;
  const isShared = mount.peerGroup !== null;
  if (isShared) for (const part of subtree(tree)) part.peerGroup ??= kernel.nextPeerGroup++;
  const targets = receivers(kernel, mount).filter((receiver) => isBelow(place.entry, receiver.mount.root));
  attachMount(tree, place);
  for (const target of targets) {
    const copy = cloneTree(kernel, tree, tree.root, target.isSlave ? 'slave' : 'bind', false);
    if (target.isSlave && target.mount.peerGroup !== null) for (const part of subtree(copy)) part.peerGroup = kernel.nextPeerGroup++;
    if (isForeign(target.mount, mount)) lockTree(copy);
    attachMount(copy, { mount: target.mount, entry: place.entry });
  }
}

function isForeign(receiver: Mount, origin: Mount): boolean {
  return receiver.namespace !== null && origin.namespace !== null && receiver.namespace.owner !== origin.namespace.owner;
}

/** Mounts that came from a more privileged namespace stay together: only the topmost can be taken off. */
function lockTree(tree: Mount): void {
  for (const part of subtree(tree)) if (part !== tree) part.isLocked = true;
}

/** The copies of a mount that go when it goes. */
export function copiesOf(kernel: Kernel, mount: Mount): Mount[] {
  const { parent, mountpoint } = mount;
  if (parent === null || mountpoint === null) return [];
  return receivers(kernel, parent).flatMap((receiver) => {
    const copy = receiver.mount.children.get(mountpoint);
    return copy === undefined || copy.root !== mount.root || copy.superblock !== mount.superblock ? [] : [copy];
  });
}

/** Takes a mount and its copies off, with all below. */
export function detachPropagated(kernel: Kernel, mount: Mount): void {
  // A copy that has something of its own on it stays.
  const copies = copiesOf(kernel, mount).filter((copy) => copy.children.size === 0 || mount.children.size > 0);
  for (const gone of [mount, ...copies]) disconnectMount(gone);
}

/** mount(2) with MS_SHARED, MS_PRIVATE, MS_SLAVE or MS_UNBINDABLE. */
export function setPropagation(kernel: Kernel, mount: Mount, type: Propagation): void {
  // Who becomes a slave stays unbindable (fs/pnode.c, change_mnt_propagation).
  if (type !== 'slave') mount.isUnbindable = type === 'unbindable';
  switch (type) {
    case 'shared':
      mount.peerGroup ??= kernel.nextPeerGroup++;
      return;
    case 'slave': {
      if (mount.peerGroup === null) return;
      const hasPeers = [...mountNamespaces(kernel)].flatMap(mountsOf).some((other) => other !== mount && other.peerGroup === mount.peerGroup);
      // Without peers there is nobody to receive from but a former master.
      if (hasPeers) mount.masterGroup = mount.peerGroup;
      mount.peerGroup = null;
      return;
    }
    case 'private':
    case 'unbindable':
      mount.peerGroup = null;
      mount.masterGroup = null;
  }
}

/** Whether anybody stands on a mount or has a file of it open. */
export function isBusy(kernel: Kernel, mount: Mount): boolean {
  const holds = (place: Location | null): boolean => place?.mount === mount;
  return [...kernel.pidNamespace.tasks.values()].some((task: Task) =>
    task.state !== 'zombie' && task.state !== 'dead' &&
    (holds(task.fileSystem.root) || holds(task.fileSystem.workingDirectory) || holds(task.executable) ||
      [...task.files.descriptors.values()].some(({ file }) => holds(file.location))));
}
