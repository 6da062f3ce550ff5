import type { NetworkInterface } from '../network/network-stack.ts';
import type { Socket } from '../network/socket.ts';
import type { Container, ContainerHost } from '../oci/container-host.ts';
import { FIRST_MAPPED_ID, showLayer } from '../oci/create-container.ts';
import { bringUpToDate } from '../oci/older-sessions.ts';
import { publish, readPublished, takenPort } from '../oci/publish.ts';
import { RuntimeError } from '../oci/runtime-error.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import { type AddressSpace, newSpace, putPage } from '../process/address-space.ts';
import { adoptFolder, adoptGroup, adoptTasks, demandDiskRoom, plugIn } from './adopt.ts';
import { type CheckpointFacts, type CheckpointImage, memoryOf, stateFiles } from './checkpoint-image.ts';
import { findByName, hostNames, parentGroup } from './external.ts';
import { type OpenedImage, openImageFiles } from './image-files.ts';
import type { ImageRoot } from './image-root.ts';
import { type KernelObject, recognise } from './kernel-object.ts';
import { renumber } from './renumber.ts';

/** A container that has been made of its state. */
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

/** What a container needs of a host. */
export interface Needs {
  readonly address: string | null;
  /** Ports of the host that are to lead to it, as in "8080:80". */
  readonly published?: readonly string[];
  readonly pages: number;
}

/** Refuses, with the reason, what could not be restored on this host. */
export function demandRoom({ kernel, containers }: ContainerHost, name: string, { address, published = [], pages }: Needs): void {
  if (containers.has(name)) throw new RuntimeError(`There is a container "${name}" already: delete it, or choose another name.`);
  const holder = address === null ? undefined : [...containers.values()].find((other) => other.address === address);
  if (holder !== undefined) throw new RuntimeError(`The address ${String(address)} on the bridge is taken by container "${holder.name}": delete that one first.`);
  const taken = takenPort(kernel.init.namespaces.net.stack, readPublished(published, address !== null));
  if (taken !== undefined) throw new RuntimeError(`Port ${taken}, which leads to the container, is taken on that host: free it there first, or choose another host.`);
  const free = kernel.memoryBytes - kernel.reservedBytes - kernel.rootCgroup.usage.memory;
  if (pages * PAGE_BYTES > free) throw new RuntimeError(`The container needs ${pages * PAGE_BYTES} bytes of memory, and the host has ${free} left: stop something there first.`);
}

/**
 * Makes a container of its state, as it was: the same processes with the same numbers inside, files, memory and clocks;
 * what the kernel numbers is numbered anew. Its processes run from the next instant on; its connections with others are
 * to be taken up by `reconnect`.
 */
export function restoreContainer(host: ContainerHost, name: string, { facts, files, memory }: RestorableState): Restored {
  demandRoom(host, name, { ...facts, pages: memory.reduce((sum, contents) => sum + contents.length, 0) });
  const owner = facts.walls.namespaces.includes('user') ? FIRST_MAPPED_ID : 0;
  for (const layer of facts.image.layers) showLayer(host, layer, owner);
  const veth: NetworkInterface = { name: '', link: { kind: 'veth', peer: null }, stack: host.kernel.namespaces.net.stack, bridge: null, isUp: true, addresses: [] };
  const opened = openAtHost(host, name, { facts, files }, veth);
  const root = opened.objects[0] as ImageRoot;
  const objects = opened.objects.map(recognise);
  bringUpToDate(objects.flatMap((one) => (one.is === 'task' ? [one.object] : [])), root.sessions.values());
  renumber(host, objects);
  adoptTasks(host, root);
  adoptFolder(host, root, name);
  plugIn(objects, veth);
  fillMemory(objects, memory);
  const { init, hasStarted, sessions } = root;
  const { image, walls, address, published = [] } = facts;
  const container: Container = { name, image, walls, init, hasStarted, address, sessions, frozenGroups: null, savedQuota: null };
  host.containers.set(name, container);
  if (address !== null) publish(host.kernel.init.namespaces.net.stack, readPublished(published, true), address);
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
