import type { Nanoseconds } from '../../kernel/time.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import { newCgroup } from '../cgroup/folder.ts';
import { type Entry, isBelow, pathInFileSystem } from '../files/entry.ts';
import type { Inode } from '../files/inode.ts';
import type { Superblock } from '../files/superblock.ts';
import type { Namespace, PidNamespace } from '../namespaces/namespace.ts';
import type { NetworkInterface } from '../network/network-stack.ts';
import type { Socket } from '../network/socket.ts';
import type { AddressSpace } from '../process/address-space.ts';
import { pidIn, type Task } from '../process/task.ts';
import type { Container, ContainerHost } from '../oci/container-host.ts';
import { RuntimeError } from '../oci/runtime-error.ts';
import { cgroupFileName, folderOf, type HostNames, hostNames, isNumberedByHost } from './external.ts';
import type { Treatment } from './image-files.ts';
import { recognise } from './kernel-object.ts';

/** How CRIU calls the images of namespaces; a mount namespace is the list of its mounts. */
const NAMESPACE_FILES: Record<Namespace['kind'], string> = {
  mnt: 'mountpoints', pid: 'pidns', net: 'netns', ipc: 'ipcns', uts: 'utsns', user: 'userns', cgroup: 'cgroupns', time: 'timens',
};

/** What the accounting of a new group shows: Linux restores settings, not counts. */
const NO_USAGE = newCgroup('', null, 0, 0).usage;

/** Where the container ends and its host begins: what to write of each object, and into which file. */
export class Cut {
  readonly #host: ContainerHost;
  readonly #container: Container;
  readonly #names: HostNames;
  readonly #group: Cgroup;
  readonly #folder: Entry | null;
  readonly #tasks: ReadonlySet<Task>;
  readonly #sockets: ReadonlySet<Socket>;
  /** Files for objects that are met later. */
  readonly #files = new Map<object, string>();
  readonly #counts = new Map<string, number>();
  /** The address spaces in the order in which they were met: their pages are no part of the graph. */
  readonly spaces: AddressSpace[] = [];

  constructor(host: ContainerHost, container: Container) {
    this.#host = host;
    this.#container = container;
    this.#names = hostNames(host);
    this.#group = container.init.cgroup;
    this.#folder = folderOf(host).children.get(container.name) ?? null;
    this.#tasks = new Set(container.init.pidNamespace.tasks.values());
    this.#sockets = socketsOf(this.#tasks);
  }

  /** What to do with an object that was met. Throws `RuntimeError` for one that belongs to neither side. */
  treat(object: object): Treatment {
    const name = this.#names.objects.get(object);
    if (name !== undefined) return { as: 'external', name };
    const known = recognise(object);
    switch (known.is) {
      case 'task':
        return this.#task(known.object);
      case 'namespace':
        return this.#write(this.#namespace(known.object), this.#next(NAMESPACE_FILES[known.object.kind]));
      case 'mount':
        if (known.object.namespace === this.#host.kernel.namespaces.mnt) throw outside(`the mount of ${known.object.source} in the host's tree`);
        return this.#write({ ...known.object, id: 0 }, 'mountpoints.img');
      case 'superblock':
        return this.#superblock(known.object);
      case 'entry':
        return this.#entry(known.object);
      case 'inode':
        return this.#inode(known.object);
      case 'open file':
        return this.#write(known.object, 'files.img');
      case 'cgroup':
        return this.#cgroup(known.object);
      case 'socket':
        return this.#socket(known.object);
      case 'network stack':
        return this.#write(known.object, this.#next('netdev'));
      case 'interface':
        return this.#interface(known.object);
      case 'address space':
        return this.#write({ ...known.object, leaves: [], sharedLeaves: new Set(), softDirty: null, missing: null }, this.#files.get(object) ?? null);
      case 'plain':
        if (object === this.#container.image) return { as: 'external', name: 'image' };
        return this.#write(object, this.#files.get(object) ?? ('readers' in object ? 'pipes-data.img' : null));
    }
  }

  #write(view: object, file: string | null): Treatment {
    return { as: 'written', file, view };
  }

  #next(kind: string): string {
    const number = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, number);
    return `${kind}-${number}.img`;
  }

  #task(task: Task): Treatment {
    const number = pidIn(this.#container.init.pidNamespace, task);
    if (!this.#tasks.has(task) && !(task.state === 'dead' && task.pids.has(this.#container.init.pidNamespace))) throw outside(`process ${task.id}, "${task.command}"`);
    for (const [part, kind] of [[task.fileSystem, 'fs'], [task.files, 'fdinfo'], [task.addressSpace, 'mm']] as const) {
      if (part !== null && !this.#files.has(part)) this.#files.set(part, `${kind}-${number}.img`);
    }
    if (task.addressSpace !== null) this.spaces.push(task.addressSpace);
    const pids = new Map([...task.pids].filter(([namespace]) => namespace !== this.#host.kernel.pidNamespace));
    // What a disk has still to do for it is done there.
    return this.#write({ ...task, id: 0, pids, disk: null }, `core-${number}.img`);
  }

  #namespace(namespace: Namespace): object {
    switch (namespace.kind) {
      case 'time': {
        // The clocks' readings: on another host, or later, the offsets will be others.
        const { now } = this.#host.kernel;
        const reading = (offset: Nanoseconds): Nanoseconds => now + offset;
        return { ...namespace, number: 0, monotonicOffset: reading(namespace.monotonicOffset), boottimeOffset: reading(namespace.boottimeOffset) };
      }
      case 'pid':
        return { ...namespace, number: 0, tasks: inside(namespace) };
      default:
        return { ...namespace, number: 0 };
    }
  }

  #superblock(superblock: Superblock): Treatment {
    const file = superblock.fileSystem.type === 'tmpfs' ? this.#next('tmpfs-dev') : null;
    if (superblock.fileSystem.type === 'proc' && superblock.fileSystem.pidNamespace === this.#host.kernel.pidNamespace) throw outside('the host\'s proc');
    return this.#write({ ...superblock, device: 0 }, file);
  }

  #entry(entry: Entry): Treatment {
    if (entry.superblock === this.#names.rootSuperblock) {
      if (this.#folder === null || !isBelow(entry, this.#folder)) throw outside(`"${pathInFileSystem(entry)}" of the host`);
      return this.#write(entry === this.#folder ? { ...entry, name: '' } : entry, 'rootfs-diff.img');
    }
    if (entry.superblock === this.#host.kernel.cgroupFiles) {
      const name = cgroupFileName(entry, this.#group);
      if (name === null) throw outside(`the cgroup file "${entry.name}"`);
      return { as: 'external', name };
    }
    if (entry.superblock.fileSystem.type !== 'proc') return this.#write(entry, null);
    // What proc has shown of processes that are gone is of no interest to anybody.
    const children = new Map([...entry.children].filter(([, child]) => !showsTheDead(child)));
    return this.#write({ ...entry, children }, 'mountpoints.img');
  }

  #inode(inode: Inode): Treatment {
    const view = isNumberedByHost(inode, this.#names.objects) ? { ...inode, number: 0 } : inode;
    return this.#write(view, inode.content.kind === 'regular' && inode.links === 0 ? this.#next('ghost-file') : null);
  }

  #cgroup(cgroup: Cgroup): Treatment {
    let step: Cgroup | null = cgroup;
    while (step !== null && step !== this.#group) step = step.parent;
    if (step === null) throw outside(`the cgroup "${cgroup.name}"`);
    const wasFrozen = cgroup.isFrozen && this.#container.frozenGroups?.has(cgroup) !== true;
    const tasks = new Set([...cgroup.tasks].filter((task) => this.#tasks.has(task)));
    const isTop = cgroup === this.#group;
    const quota = isTop && this.#container.savedQuota !== null ? this.#container.savedQuota : { cpuQuota: cgroup.cpuQuota, cpuPeriod: cgroup.cpuPeriod };
    return this.#write({ ...cgroup, ...quota, name: isTop ? '' : cgroup.name, tasks, isFrozen: wasFrozen, writeback: null, usage: { ...NO_USAGE } }, 'cgroup.img');
  }

  #socket(socket: Socket): Treatment {
    const { peer } = socket;
    if (socket.state !== 'connected') return this.#write({ ...socket, isLocked: false }, 'files.img');
    const hasPeerOutside = peer !== null && !this.#isInside(peer);
    return this.#write({ ...socket, isLocked: false, peer: hasPeerOutside ? null : peer, ...(hasPeerOutside && { hasPeerOutside }) }, this.#next('tcp-stream'));
  }

  #isInside(socket: Socket): boolean {
    return this.#sockets.has(socket);
  }

  #interface(device: NetworkInterface): Treatment {
    if (device.stack === this.#host.kernel.namespaces.net.stack) return { as: 'external', name: 'host/veth' };
    return this.#write(device, null);
  }
}

/** The connections and listeners that processes hold, and those that wait to be accepted. */
export function socketsOf(tasks: Iterable<Task>): ReadonlySet<Socket> {
  const found = new Set<Socket>();
  for (const task of tasks) {
    for (const { file } of task.files.descriptors.values()) {
      if (file.socket === null) continue;
      found.add(file.socket);
      for (const waiting of file.socket.backlog) found.add(waiting);
    }
  }
  return found;
}

function inside(namespace: PidNamespace): PidNamespace['tasks'] {
  return new Map([...namespace.tasks].filter(([, task]) => task.state !== 'dead'));
}

function showsTheDead(entry: Entry): boolean {
  const content = entry.inode?.content;
  return content?.kind === 'directory' && content.shows !== undefined && 'task' in content.shows && content.shows.task.state === 'dead';
}

function outside(what: string): RuntimeError {
  return new RuntimeError(`The container holds on to ${what}, which is not part of it and would not be there after a restore: let go of it first.`);
}
