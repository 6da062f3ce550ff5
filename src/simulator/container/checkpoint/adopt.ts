import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Entry } from '../files/entry.ts';
import type { Inode } from '../files/inode.ts';
import { addInterface, type NetworkInterface } from '../network/network-stack.ts';
import type { ContainerHost } from '../oci/container-host.ts';
import { BRIDGE } from '../oci/prepare-host.ts';
import { RuntimeError } from '../oci/runtime-error.ts';
import type { Task } from '../process/task.ts';
import { folderOf, parentGroup } from './external.ts';
import type { ImageRoot } from './image-root.ts';
import type { KernelObject } from './kernel-object.ts';
import { ancestors } from '../cgroup/hierarchy.ts';

/* A container that was made of an image takes its place on its host. */

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** The group takes its place before anything else, so that its files can be found. */
export function adoptGroup(host: ContainerHost, group: Cgroup, name: string): void {
  (group as Writable<Cgroup>).name = name;
  parentGroup(host).children.set(name, group);
}

/** Gives processes numbers on the host, and counts them and their memory. */
export function adoptTasks({ kernel }: ContainerHost, { tasks, init }: ImageRoot): void {
  for (const task of tasks) {
    const number = kernel.pidNamespace.nextPid++;
    const adopted = task as Writable<Task>;
    adopted.id = number;
    adopted.pids = new Map([...task.pids, [kernel.pidNamespace, number]]);
    kernel.pidNamespace.tasks.set(number, task);
    for (const group of ancestors(task.cgroup)) {
      group.usage.pids++;
      group.usage.memory += task.memoryBytes;
      group.usage.memoryPeak = Math.max(group.usage.memoryPeak, group.usage.memory);
    }
  }
  init.parent = kernel.init;
  kernel.init.children.add(init);
}

/** Puts the upper layer of the container's files, if it has one, among those of its new host. */
export function adoptFolder(host: ContainerHost, { folder }: ImageRoot, name: string): void {
  if (folder === null) return;
  const above = folderOf(host);
  above.superblock.usedBytes += bytesBelow(folder);
  folder.name = name;
  above.children.set(name, folder);
  if (above.inode !== null) above.inode.links++;
}

/** The files that the container has written lie on the disk of its host. */
export function demandDiskRoom(host: ContainerHost, { folder }: ImageRoot): void {
  const { sizeLimit, usedBytes } = folderOf(host).superblock;
  const bytes = folder === null ? 0 : bytesBelow(folder);
  if (sizeLimit !== null && usedBytes + bytes > sizeLimit) throw new RuntimeError(`The container has written ${bytes} bytes of files, and the disk of the host has ${sizeLimit - usedBytes} left: remove files there first.`);
}

/** What the files below hold, each inode once. */
function bytesBelow(folder: Entry): number {
  const inodes = new Set<Inode>();
  const visit = (entry: Entry): void => {
    if (entry.inode !== null) inodes.add(entry.inode);
    for (const child of entry.children.values()) visit(child);
  };
  visit(folder);
  return [...inodes].reduce((sum, { content }) => sum + (content.kind === 'regular' ? content.bytes.length : 0), 0);
}

/** A veth pair to the bridge, in place of the one that the container had. */
export function plugIn(objects: readonly KernelObject[], veth: NetworkInterface): void {
  const { stack } = veth;
  for (const known of objects) {
    if (known.is !== 'interface' || known.object.link.kind !== 'veth' || known.object.link.peer !== veth) continue;
    const outside = addInterface(stack, freeName(stack.interfaces), { kind: 'veth', peer: known.object });
    known.object.link.peer = outside;
    const bridge = stack.interfaces.get(BRIDGE);
    if (bridge?.link.kind === 'bridge') bridge.link.ports.add(outside);
    outside.bridge = bridge ?? null;
    outside.isUp = true;
  }
}

function freeName(taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number++) if (!taken.has(`vethr${number}`)) return `vethr${number}`;
}
