import { type Entry, inodeOf, pathInFileSystem } from '../files/entry.ts';
import { mountsOf } from '../files/mount-tree.ts';
import { openedInode } from '../files/open-file.ts';
import type { Location } from '../files/mount.ts';
import { addressText } from '../../network/address.ts';
import type { Socket } from '../network/socket.ts';
import { pidIn, type Task } from '../process/task.ts';
import type { Container, ContainerHost } from '../oci/container-host.ts';
import { stateOf } from '../oci/lifecycle.ts';
import { RuntimeError } from '../oci/runtime-error.ts';
import { socketsOf } from './cut.ts';
import { type HostNames, hostNames } from './external.ts';

/** criu(8), --ghost-limit: the largest removed file that goes into the image. */
const GHOST_LIMIT_BYTES = 2 ** 20;

/**
 * What CRIU refuses to dump, with the place and the mend: a checkpoint must hold all that the processes need, or know a
 * name for it that holds on every host. `established`: criu(8), --tcp-established.
 */
export function demandCheckpointable(host: ContainerHost, container: Container, established: boolean): void {
  const state = stateOf(container);
  if (state !== 'running') throw new RuntimeError(`Container "${container.name}" is ${state}: only one that is running can be checkpointed.`);
  demandMovable(host, container, established);
}

/** The same for one in whatever state. */
export function demandMovable(host: ContainerHost, container: Container, established: boolean): void {
  const { name, walls, init } = container;
  if (!walls.namespaces.includes('pid')) {
    throw new RuntimeError(`The processes of container "${name}" have numbers of the host, which others may have by the time of a restore: create it with a pid namespace.`);
  }
  if (!walls.namespaces.includes('mnt') || walls.root === 'none') {
    throw new RuntimeError(`The root directory of container "${name}" is mounted in the host's own tree, which a checkpoint does not contain: create it with a mnt namespace and pivot_root.`);
  }
  const tasks = [...init.pidNamespace.tasks.values()];
  const names = hostNames(host);
  demandOwnTree(container, tasks);
  demandOwnMounts(container, names);
  for (const task of tasks) demandOwnFiles(host, container, task, names);
  demandConnections(container, tasks, established);
}

function shown(container: Container, task: Task): string {
  return `process ${pidIn(container.init.pidNamespace, task)} (${task.command})`;
}

function demandOwnTree(container: Container, tasks: readonly Task[]): void {
  const inside = new Set(tasks);
  const stray = tasks.find((task) => task !== container.init && (task.parent === null || !inside.has(task.parent)));
  if (stray !== undefined) throw new RuntimeError(`In container "${container.name}", ${shown(container, stray)} has a parent outside, so that the tree of processes cannot be made again: end it first.`);
  const guest = [...container.init.cgroup.tasks].find((task) => !inside.has(task));
  if (guest !== undefined) throw new RuntimeError(`Process ${guest.id} (${guest.command}) is in the cgroup of container "${container.name}" but not in its pid namespace: move it to another cgroup first.`);
  const lazy = tasks.find((task) => task.addressSpace?.missing?.words.some((word) => word !== 0) === true);
  if (lazy !== undefined) throw new RuntimeError(`Part of the memory of container "${container.name}" is still to come from another checkpoint: wait until all of it is there.`);
}

function demandOwnMounts({ name, init }: Container, { rootSuperblock, objects }: HostNames): void {
  for (const mount of mountsOf(init.namespaces.mnt)) {
    if (mount.superblock !== rootSuperblock || objects.has(mount.root)) continue;
    throw new RuntimeError(`In container "${name}", "${mount.mountpoint === null ? '/' : pathInFileSystem(mount.mountpoint) || '/'}" shows "${pathInFileSystem(mount.root) || '/'}" of the host, an external mount that no other host need have: unmount it, or set the root by pivot_root.`);
  }
}

function demandOwnFiles(host: ContainerHost, container: Container, task: Task, { rootSuperblock, objects }: HostNames): void {
  const isOfHost = (place: Location | null): boolean => place !== null && place.mount.superblock === rootSuperblock && !objects.has(place.entry);
  const { fileSystem, files } = task;
  for (const [what, place] of [['root directory', fileSystem.root], ['working directory', fileSystem.workingDirectory]] as const) {
    if (isOfHost(place)) throw new RuntimeError(`In container "${container.name}", the ${what} of ${shown(container, task)} is "${pathInFileSystem(place.entry) || '/'}" of the host: let it change to one of the container first.`);
  }
  for (const [number, { file }] of files.descriptors) {
    const isLog = file.location?.mount === host.kernel.init.fileSystem.root.mount && pathInFileSystem(file.location.entry) === `/containers/${container.name}/log`;
    if (isOfHost(file.location) && !isLog) {
      throw new RuntimeError(`In container "${container.name}", descriptor ${number} of ${shown(container, task)} is "${file.location === null ? '/' : pathInFileSystem(file.location.entry) || '/'}" of the host, which it has inherited: close it, or create the container so that handles are closed.`);
    }
    const inode = openedInode(file);
    if (inode?.content.kind === 'regular' && isGone(file.location?.entry ?? null) && inode.content.bytes.length > GHOST_LIMIT_BYTES) {
      throw new RuntimeError(`In container "${container.name}", descriptor ${number} of ${shown(container, task)} is a removed file of ${inode.content.bytes.length} bytes, and a ghost file may have ${GHOST_LIMIT_BYTES}: close it first.`);
    }
  }
}

function isGone(entry: Entry | null): boolean {
  return entry !== null && (entry.isRemoved || inodeOf(entry).links === 0);
}

function demandConnections({ name, init }: Container, tasks: readonly Task[], established: boolean): void {
  const sockets = socketsOf(tasks);
  for (const socket of sockets) {
    if (socket.backlog.length > 0) throw new RuntimeError(`In container "${name}", a connection to port ${socket.localPort} waits to be accepted (CRIU: in-flight connection): let the server accept it first.`);
    if (socket.kind === 'stream' && socket.state === 'connected' && !established) {
      throw new RuntimeError(`In container "${name}", ${shownConnection(socket)} is a connected TCP socket: consider the option tcpEstablished, or close the connection.`);
    }
    if (socket.peer?.isLocked === true) throw new RuntimeError(`In container "${name}", the other end of ${shownConnection(socket)} is being checkpointed: wait until that is done.`);
  }
  const strange = [...sockets].find((socket) => socket.stack !== init.namespaces.net.stack && ![...tasks].some((task) => task.namespaces.net.stack === socket.stack));
  if (strange !== undefined) throw new RuntimeError(`In container "${name}", a socket on port ${strange.localPort} belongs to the network of the host: close it first.`);
}

function shownConnection({ localAddress, localPort, remoteAddress, remotePort }: Socket): string {
  return `${addressText(localAddress)}:${localPort} to ${addressText(remoteAddress)}:${remotePort}`;
}
