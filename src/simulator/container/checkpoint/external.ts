import type { Cgroup } from '../cgroup/cgroup.ts';
import { cgroupFolder, lookUpCgroup } from '../files/cgroup-files.ts';
import { cgroupOf } from '../files/cgroup-folder.ts';
import { type Entry, inodeOf } from '../files/entry.ts';
import type { Inode } from '../files/inode.ts';
import type { Mount } from '../files/mount.ts';
import type { Superblock } from '../files/superblock.ts';
import { resolve } from '../files/resolve.ts';
import { DEVICES_INSIDE } from '../oci/create-container.ts';
import type { ContainerHost } from '../oci/container-host.ts';
import { CGROUPS } from '../oci/prepare-host.ts';

/*
 * What a container has of its host, by names that hold on every host: CRIU calls them external resources. The kernel's
 * own namespaces, the image's layers, the devices, the directory in which the container lies, its place among the cgroups.
 */

/** The files of the host that a container may have: devices, and what the runtime opened for it. */
const FILES_OF_HOST = [...new Set([...DEVICES_INSIDE, 'null'])].map((name) => `/dev/${name}`);
const CONTAINERS_FOLDER = '/containers';

/** What a host has that containers may refer to. */
export interface HostNames {
  readonly objects: ReadonlyMap<object, string>;
  readonly rootSuperblock: Superblock;
  readonly rootMount: Mount;
}

/** What stands for the host in images, with its names. */
export function hostNames(host: ContainerHost): HostNames {
  const { kernel } = host;
  const { mount } = kernel.init.fileSystem.root;
  const { namespaces } = kernel;
  const objects = new Map<object, string>([
    [kernel.init, 'host/init'], [kernel.userNamespace, 'host/ns/user'], [kernel.pidNamespace, 'host/ns/pid'], [namespaces.net.stack, 'host/stack'],
    [kernel.rootCgroup, 'host/root-cgroup'], [parentGroup(host), 'host/group-of-containers'], [kernel.namespaceFiles, 'host/nsfs'],
    [kernel.namespaceFiles.superblock, 'host/nsfs-superblock'], [kernel.namespaceFiles.root, 'host/nsfs-root'], [kernel.cgroupFiles, 'host/cgroup-superblock'],
    [kernel.cgroupFiles.root, 'host/cgroup-files'], [cgroupFolder(kernel, parentGroup(host)), 'host/cgroup-files-of-containers'],
    [mount, 'host/root-mount'], [mount.superblock, 'host/root-superblock'], [folderOf(host), 'host/containers'],
  ]);
  for (const kind of ['mnt', 'net', 'ipc', 'uts', 'cgroup', 'time'] as const) objects.set(namespaces[kind], `host/ns/${kind}`);
  const first = namespaces.mnt.root;
  objects.set(first.superblock, 'host/rootfs-superblock').set(first.root, 'host/rootfs');
  for (const path of FILES_OF_HOST) {
    const { entry } = resolve(kernel, kernel.init, path);
    objects.set(entry, `file:${path}`).set(inodeOf(entry), `inode:${path}`);
  }
  for (const [path, root] of host.layers) nameTree(root.superblock, path, objects);
  return { objects, rootSuperblock: mount.superblock, rootMount: mount };
}

/** Every file of a layer is the same on all hosts that have it. */
function nameTree(superblock: Superblock, layer: string, objects: Map<object, string>): void {
  objects.set(superblock, `layer:${layer}`);
  const visit = (entry: Entry, path: string): void => {
    objects.set(entry, `layer-file:${layer}:${path}`);
    if (entry.inode !== null) objects.set(entry.inode, `layer-inode:${layer}:${path}`);
    for (const child of entry.children.values()) visit(child, `${path}/${child.name}`);
  };
  visit(superblock.root, '');
}

/** The group below which all containers have theirs. */
export function parentGroup({ kernel }: ContainerHost): Cgroup {
  const { entry } = resolve(kernel, kernel.init, `${CGROUPS}/virtlab`);
  const group = cgroupOf(entry);
  if (group === null) throw new Error('The host has no group for containers.');
  return group;
}

/** The directory below which all containers have theirs. */
export function folderOf({ kernel }: ContainerHost): Entry {
  return resolve(kernel, kernel.init, CONTAINERS_FOLDER).entry;
}

/** A file of cgroup2 below the container's group by its path there. */
export function cgroupFileName(entry: Entry, group: Cgroup): string | null {
  const names: string[] = [];
  for (let step: Entry | null = entry; step !== null; step = step.parent) {
    if (cgroupOf(step) === group) return `cgroup-file:${names.join('/')}`;
    names.unshift(step.name);
  }
  return null;
}

/** What a name stands for on this host, with the container's own group; undefined where there is nothing of this name. */
export function findByName(host: ContainerHost, names: ReadonlyMap<string, object>, group: Cgroup): (name: string) => object | undefined {
  return (name) => {
    if (!name.startsWith('cgroup-file:')) return names.get(name);
    const path = name.slice('cgroup-file:'.length);
    let entry: Entry | null = cgroupFolder(host.kernel, group);
    for (const part of path.split('/').filter((word) => word !== '')) entry = entry === null ? null : lookUpCgroup(host.kernel, entry, part);
    return entry ?? undefined;
  };
}

/** Whether an inode's file system is one of the host's, so that its number is only good there. */
export function isNumberedByHost(inode: Inode, names: ReadonlyMap<object, string>): boolean {
  return names.has(inode.superblock);
}
