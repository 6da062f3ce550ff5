import type { Cgroup } from '../cgroup/cgroup.ts';
import { ancestors } from '../cgroup/charge.ts';
import type { Entry } from '../files/entry.ts';
import type { Inode } from '../files/inode.ts';
import type { Mount } from '../files/mount.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { addInterface, type NetworkInterface } from '../network/network-stack.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import type { Socket } from '../network/socket.ts';
import type { Container, ContainerHost } from '../oci/container-host.ts';
import { FIRST_MAPPED_ID, showLayer } from '../oci/create-container.ts';
import { BRIDGE } from '../oci/prepare-host.ts';
import { RuntimeError } from '../oci/runtime-error.ts';
import { type AddressSpace, newSpace, putPage } from '../process/address-space.ts';
import type { Task } from '../process/task.ts';
import { type CheckpointFacts, type CheckpointImage, memoryOf, stateFiles } from './checkpoint-image.ts';
import { findByName, folderOf, hostNames, parentGroup } from './external.ts';
import { type OpenedImage, openImageFiles } from './image-files.ts';
import type { ImageRoot } from './image-root.ts';
import { type KernelObject, recognise } from './kernel-object.ts';

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

export interface Restored {
  readonly container: Container;
  /** For `reconnect`. */
  readonly sockets: readonly Socket[];
}

/** What is restored: the state, and the contents of the pages of each address space. */
export interface RestorableState {
  readonly facts: CheckpointFacts;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly memory: readonly Uint32Array[];
}

/** What an image holds. Throws where it is damaged. */
export function stateOfImage(image: CheckpointImage): RestorableState {
  return { facts: image, files: stateFiles(image), memory: memoryOf(image) };
}

/** Refuses, with the reason, what could not be restored on this host. */
export function demandRoom({ kernel, containers }: ContainerHost, name: string, address: string | null, pages: number): void {
  if (containers.has(name)) throw new RuntimeError(`There is a container "${name}" already: delete it, or choose another name.`);
  const holder = address === null ? undefined : [...containers.values()].find((other) => other.address === address);
  if (holder !== undefined) throw new RuntimeError(`The address ${String(address)} on the bridge is taken by container "${holder.name}": delete that one first.`);
  const free = kernel.memoryBytes - kernel.reservedBytes - kernel.rootCgroup.usage.memory;
  if (pages * PAGE_BYTES > free) throw new RuntimeError(`The container needs ${pages * PAGE_BYTES} bytes of memory, and the host has ${free} left: stop something there first.`);
}

/**
 * Makes a container of its state, as it was: the same processes with the same numbers inside, files, memory and clocks;
 * what the kernel numbers is numbered anew. Its processes run from the next instant on; its connections with others are
 * to be taken up by `reconnect`.
 */
export function restoreContainer(host: ContainerHost, name: string, { facts, files, memory }: RestorableState): Restored {
  demandRoom(host, name, facts.address, memory.reduce((sum, contents) => sum + contents.length, 0));
  const owner = facts.walls.namespaces.includes('user') ? FIRST_MAPPED_ID : 0;
  for (const layer of facts.image.layers) showLayer(host, layer, owner);
  const veth: NetworkInterface = { name: '', link: { kind: 'veth', peer: null }, stack: host.kernel.namespaces.net.stack, bridge: null, isUp: true, addresses: [] };
  const opened = openAtHost(host, name, { facts, files }, veth);
  const root = opened.objects[0] as ImageRoot;
  const objects = opened.objects.map(recognise);
  renumber(host, objects);
  adoptTasks(host, root);
  adoptFolder(host, root, name);
  plugIn(objects, veth);
  fillMemory(objects, memory);
  const { init, hasStarted, sessions } = root;
  const { image, walls, address } = facts;
  const container: Container = { name, image, walls, init, hasStarted, address, sessions, frozenGroups: null, savedQuota: null };
  host.containers.set(name, container);
  return { container, sockets: objects.flatMap((one) => (one.is === 'socket' ? [one.object] : [])) };
}

/** Reads the files with what they name of the host. */
function openAtHost(host: ContainerHost, name: string, { facts, files }: Pick<RestorableState, 'facts' | 'files'>, veth: NetworkInterface): OpenedImage {
  const known = new Map<string, object>([...hostNames(host).objects].map(([object, key]) => [key, object]));
  known.set('host/veth', veth).set('image', facts.image);
  const opened = openImageFiles(files);
  const byName = (key: string): object | undefined => known.get(key);
  opened.fill('inventory.img', byName);
  opened.fill('cgroup.img', byName);
  const root = opened.objects[0] as ImageRoot;
  adoptGroup(host, root.group, name);
  try {
    opened.fill(null, findByName(host, known, root.group));
    demandDiskRoom(host, root);
  } catch (error) {
    parentGroup(host).children.delete(name);
    if (error instanceof RuntimeError) throw error;
    throw new RuntimeError(`The checkpoint does not fit this host: ${error instanceof Error ? error.message : ''} Take another one.`);
  }
  return opened;
}

/** The group takes its place before anything else, so that its files can be found. */
function adoptGroup(host: ContainerHost, group: Cgroup, name: string): void {
  (group as Writable<Cgroup>).name = name;
  parentGroup(host).children.set(name, group);
}

/** Numbers that the kernel gives: they are good on one host only, and on that one others may have them by now. */
function renumber({ kernel }: ContainerHost, objects: readonly KernelObject[]): void {
  const peerGroups = new Map<number, number>();
  const peerGroup = (before: number | null): number | null => {
    if (before === null) return null;
    const now = peerGroups.get(before) ?? kernel.nextPeerGroup++;
    peerGroups.set(before, now);
    return now;
  };
  for (const known of objects) {
    switch (known.is) {
      case 'namespace':
        renumberNamespace(kernel, known.object);
        break;
      case 'mount': {
        const mount = known.object as Writable<Mount>;
        mount.id = kernel.nextMount++;
        mount.peerGroup = peerGroup(mount.peerGroup);
        mount.masterGroup = peerGroup(mount.masterGroup);
        break;
      }
      case 'superblock':
        (known.object as { device: number }).device = kernel.nextDevice++;
        break;
      case 'inode':
        if (known.object.number === 0) (known.object as { number: number }).number = known.object.superblock.nextInode++;
        break;
      case 'task':
      case 'entry':
      case 'open file':
      case 'cgroup':
      case 'socket':
      case 'network stack':
      case 'interface':
      case 'address space':
      case 'plain':
    }
  }
}

/** The image has the readings of clocks; the offsets let them go on from there (time_namespaces(7)). */
function renumberNamespace(kernel: ContainerHost['kernel'], namespace: Namespace): void {
  (namespace as { number: number }).number = kernel.nextNamespace++;
  if (namespace.kind !== 'time') return;
  namespace.monotonicOffset -= kernel.now;
  namespace.boottimeOffset -= kernel.now;
}

/** Gives processes numbers on the host, and counts them and their memory. */
function adoptTasks({ kernel }: ContainerHost, { tasks, init }: ImageRoot): void {
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

function adoptFolder(host: ContainerHost, { folder }: ImageRoot, name: string): void {
  if (folder === null) return;
  const above = folderOf(host);
  above.superblock.usedBytes += bytesBelow(folder);
  folder.name = name;
  above.children.set(name, folder);
  if (above.inode !== null) above.inode.links++;
}

/** The files that the container has written lie on the disk of its host. */
function demandDiskRoom(host: ContainerHost, { folder }: ImageRoot): void {
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
function plugIn(objects: readonly KernelObject[], veth: NetworkInterface): void {
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

/** Pages come in the order of the address spaces. */
function fillMemory(objects: readonly KernelObject[], memory: readonly Uint32Array[]): void {
  const spaces = objects.flatMap((known) => (known.is === 'address space' ? [known.object] : []));
  spaces.forEach((space, index) => {
    fillSpace(space, memory[index] ?? new Uint32Array(space.pageCount));
  });
}

function fillSpace(space: AddressSpace, contents: Uint32Array): void {
  space.leaves.push(...newSpace(space.pageCount).leaves);
  for (let page = 0; page < space.pageCount; page++) putPage(space, page, contents[page] ?? 0);
}
