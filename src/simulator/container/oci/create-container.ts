import { CAPABILITIES } from '../credentials/capability.ts';
import type { Image, Layer } from '../image/image.ts';
import { unpackLayer } from '../image/unpack.ts';
import { attachMount, newMount, NO_FLAGS } from '../files/mount-tree.ts';
import { resolve } from '../files/resolve.ts';
import type { NamespaceKind } from '../namespaces/namespace.ts';
import type { Task } from '../process/task.ts';
import type { Container, ContainerHost } from './container-host.ts';
import { BRIDGE, BRIDGE_ADDRESS, CGROUPS, put } from './prepare-host.ts';
import { publish, readPublished, takenPort } from './publish.ts';
import { must, RuntimeError } from './runtime-error.ts';
import type { Walls } from './walls.ts';

/** Root inside a user namespace is this id outside, and the next 65 535 follow. */
export const FIRST_MAPPED_ID = 100_000;

/** The devices of the host that every container may use. */
export const DEVICES_INSIDE = ['full', 'null', 'random', 'zero'];

/**
 * Creates a container (runtime-spec, "create"): everything up to, but without, the start of its program, by the system
 * calls that a runtime makes. Each wall is one step, left out where it is not wanted. `ports` of the host lead to it, as
 * in "8080:80".
 */
export function createContainer(host: ContainerHost, name: string, image: Image, walls: Walls, ports: readonly string[] = []): Container {
  const { kernel } = host;
  const ours = kernel.init.namespaces.net.stack;
  const published = readPublished(ports, walls.namespaces.includes('net'));
  const taken = takenPort(ours, published);
  if (taken !== undefined) throw new RuntimeError(`Port ${taken} of the host is taken: publish the container's on another one.`);
  if (host.containers.has(name)) throw new RuntimeError(`There is a container "${name}" already: choose another name.`);
  if (walls.root === 'pivot_root' && !walls.namespaces.includes('mnt')) {
    throw new RuntimeError('pivot_root would move the root of the whole host: give the container a mnt namespace, or use chroot.');
  }
  const cgroup = makeCgroup(host, name, walls);
  const owner = walls.namespaces.includes('user') ? FIRST_MAPPED_ID : 0;
  must(kernel, kernel.init, 'root', 'mkdir', `/containers/${name}`);
  const overlay = walls.root === 'none' ? '' : prepareRoot(host, name, image, owner);
  // The cgroup namespace begins at the group that the process is in by then.
  const kinds = walls.namespaces.filter((kind) => kind !== 'cgroup');
  const init = giveBirth(host, name, kinds);
  try {
    put(kernel, kernel.init, `${cgroup}/cgroup.procs`, String(init.id));
    if (walls.namespaces.includes('user')) mapUsers(host, init);
    if (walls.namespaces.includes('cgroup')) must(kernel, init, 'cgroup namespace', 'unshare', ['cgroup']);
    const address = walls.namespaces.includes('net') ? connect(host, init) : null;
    if (walls.namespaces.includes('uts')) must(kernel, init, 'hostname', 'sethostname', name);
    if (walls.root !== 'none') setRoot(host, name, overlay, walls, init);
    limitPrivileges(host, init, walls);
    init.environment = image.environment;
    init.command = 'runtime';
    const container: Container = { name, image, walls, init, hasStarted: false, address, sessions: new Map(), frozenGroups: null, savedQuota: null };
    if (address !== null) publish(ours, published, address);
    host.containers.set(name, container);
    return container;
  } catch (error) {
    must(kernel, kernel.init, 'clean up', 'kill', init.id, 'KILL');
    must(kernel, kernel.init, 'clean up', 'waitpid', init.id);
    must(kernel, kernel.init, 'clean up', 'rmdir', cgroup);
    throw error;
  }
}

/** A child in its namespaces, with nothing to read and a log to write to; it inherits no other descriptor. */
function giveBirth({ kernel }: ContainerHost, name: string, kinds: readonly NamespaceKind[]): Task {
  const { init } = kernel;
  const log = `/containers/${name}/log`;
  must(kernel, init, 'input', 'open', '/dev/null', ['read']);
  must(kernel, init, 'log', 'open', log, ['write', 'create', 'append']);
  must(kernel, init, 'log', 'dup', 1, 2);
  try {
    must(kernel, init, 'namespaces', 'clone', kinds);
  } finally {
    for (const descriptor of [0, 1, 2]) must(kernel, init, 'descriptors', 'close', descriptor);
  }
  const born = [...init.children].at(-1);
  if (born === undefined) throw new RuntimeError('The first process was not born.');
  must(kernel, born, 'session', 'setsid');
  return born;
}

function makeCgroup({ kernel }: ContainerHost, name: string, { limits }: Walls): string {
  const path = `${CGROUPS}/virtlab/${name}`;
  must(kernel, kernel.init, 'cgroup', 'mkdir', path);
  const settings: readonly (readonly [string, string | null])[] = [
    ['cpu.max', limits.cpus === null ? null : `${Math.round(limits.cpus * 100_000)} 100000`],
    ['cpu.weight', limits.cpuWeight === null ? null : String(limits.cpuWeight)],
    ['memory.max', limits.memoryBytes === null ? null : String(limits.memoryBytes)],
    ['pids.max', limits.processes === null ? null : String(limits.processes)],
    ['io.max', `${kernel.disk.number} rbps=${limits.io.readBytes ?? 'max'} wbps=${limits.io.writeBytes ?? 'max'} riops=${limits.io.readOperations ?? 'max'} wiops=${limits.io.writeOperations ?? 'max'}`],
  ];
  for (const [file, value] of settings) if (value !== null) put(kernel, kernel.init, `${path}/${file}`, value);
  return path;
}

/** Root inside, nobody outside: the maps are written from outside, where the ids are privileged. */
function mapUsers({ kernel }: ContainerHost, init: Task): void {
  for (const file of ['uid_map', 'gid_map']) put(kernel, kernel.init, `/proc/${init.id}/${file}`, `0 ${FIRST_MAPPED_ID} 65536`);
  must(kernel, init, 'root inside', 'setgid', 0);
  must(kernel, init, 'root inside', 'setuid', 0);
}

/** A veth pair between the bridge and the container, with an address of the bridge's network. */
function connect(host: ContainerHost, init: Task): string {
  const { kernel } = host;
  const { number, address } = freeAddress(host);
  const outside = `veth${number}`;
  must(kernel, kernel.init, 'network', 'link_add', outside, 'veth', 'eth0');
  must(kernel, kernel.init, 'network', 'link_set', outside, { master: BRIDGE, up: true });
  must(kernel, kernel.init, 'network', 'link_set', 'eth0', { namespaceOf: init.id });
  must(kernel, init, 'network', 'link_set', 'lo', { up: true });
  must(kernel, init, 'network', 'address_add', 'eth0', `${address}/16`);
  must(kernel, init, 'network', 'link_set', 'eth0', { up: true });
  must(kernel, init, 'network', 'route_add', 'default', BRIDGE_ADDRESS);
  return address;
}

/** The next address that no container here has: one may have come with its address from another host. */
function freeAddress(host: ContainerHost): { readonly number: number; readonly address: string } {
  for (;;) {
    const number = host.nextAddress++;
    const address = `10.88.${Math.floor(number / 254)}.${(number % 254) + 1}`;
    if (![...host.containers.values()].some((other) => other.address === address)) return { number, address };
  }
}

/** What must be there before the container has a mount namespace of its own: its directories, and its image's layers. */
function prepareRoot(host: ContainerHost, name: string, image: Image, owner: number): string {
  const { kernel } = host;
  const folder = `/containers/${name}`;
  for (const path of [`${folder}/upper`, `${folder}/work`, `${folder}/root`]) {
    must(kernel, kernel.init, 'root', 'mkdir', path);
    must(kernel, kernel.init, 'root', 'chown', path, owner, owner);
  }
  const lowers = image.layers.map((layer) => showLayer(host, layer, owner)).reverse();
  return `lowerdir=${lowers.join(':')},upperdir=${folder}/upper,workdir=${folder}/work`;
}

/** The directory where an unpacked layer is mounted, read-only and for all containers. */
export function showLayer(host: ContainerHost, layer: Layer, owner: number): string {
  const { kernel } = host;
  const path = `/containers/layers-${owner}-${layer.digest.slice(7, 19)}`;
  if (host.layers.has(path)) return path;
  const root = unpackLayer(kernel, layer, owner);
  host.layers.set(path, root);
  must(kernel, kernel.init, 'layer', 'mkdir', path);
  attachMount(newMount(kernel, root.superblock, root, { ...NO_FLAGS, readOnly: true }, layer.digest), resolve(kernel, kernel.init, path));
  return path;
}

/** The image's layers under an upper directory of its own, as the root directory. */
function setRoot(host: ContainerHost, name: string, overlay: string, walls: Walls, init: Task): void {
  const { kernel } = host;
  const has = (kind: NamespaceKind): boolean => walls.namespaces.includes(kind);
  const mounter = has('mnt') ? init : kernel.init;
  const root = `/containers/${name}/root`;
  if (has('mnt') && !has('user')) must(kernel, init, 'mounts', 'mount', 'none', '/', '', ['private', 'rec']);
  must(kernel, mounter, 'root', 'mount', 'overlay', root, 'overlay', [], overlay);
  mountProc(host, mounter, root, has('pid'));
  if (has('mnt') && walls.capabilities.length < CAPABILITIES.length) protectSystem(host, mounter, root);
  // Its own limits and counts, to read; a user namespace mounts only a cgroup namespace of its own.
  if (has('mnt') && (has('cgroup') || !has('user'))) must(kernel, mounter, 'cgroup', 'mount', 'cgroup2', `${root}/sys/fs/cgroup`, 'cgroup2', ['rdonly']);
  for (const device of DEVICES_INSIDE) {
    put(kernel, mounter, `${root}/dev/${device}`, '');
    must(kernel, mounter, 'devices', 'mount', `/dev/${device}`, `${root}/dev/${device}`, '', ['bind']);
  }
  if (walls.readOnlyRoot) must(kernel, mounter, 'read-only root', 'mount', 'none', root, '', ['remount', 'bind', 'rdonly']);
  if (!walls.closesHandles) must(kernel, init, 'handle', 'open', '/', ['read', 'directory']);
  must(kernel, init, 'root', 'chdir', root);
  if (walls.root === 'chroot') must(kernel, init, 'root', 'chroot', '.');
  else {
    must(kernel, init, 'root', 'pivot_root', '.', '.');
    must(kernel, init, 'root', 'umount', '.', ['detach']);
  }
  must(kernel, init, 'root', 'chdir', '/');
}

/** proc shows the container's processes where it has a pid namespace, else those of the host. */
function mountProc({ kernel }: ContainerHost, mounter: Task, root: string, ownProcesses: boolean): void {
  if (ownProcesses) must(kernel, mounter, 'proc', 'mount', 'proc', `${root}/proc`, 'proc');
  else must(kernel, mounter, 'proc', 'mount', '/proc', `${root}/proc`, '', ['bind', 'rec']);
}

/**
 * Whatever root inside may do, it cannot crash the host by a file: runtimes make this one read-only for all but
 * privileged containers (Docker's `DefaultReadonlyPaths`; the others of that list are not in this proc).
 */
function protectSystem({ kernel }: ContainerHost, mounter: Task, root: string): void {
  const path = `${root}/proc/sysrq-trigger`;
  must(kernel, mounter, 'read-only proc', 'mount', path, path, '', ['bind']);
  must(kernel, mounter, 'read-only proc', 'mount', 'none', path, '', ['remount', 'bind', 'rdonly']);
}

/** What root may do is taken away last, since the steps before need it. */
function limitPrivileges({ kernel }: ContainerHost, init: Task, walls: Walls): void {
  const kept = [...walls.capabilities];
  if (kept.length < CAPABILITIES.length) {
    for (const capability of CAPABILITIES) if (!kept.includes(capability)) must(kernel, init, 'capabilities', 'drop_bounding', capability);
    must(kernel, init, 'capabilities', 'capset', { effective: kept, permitted: kept, inheritable: [] });
  }
  if (walls.noNewPrivileges || walls.seccomp !== null) must(kernel, init, 'privileges', 'set_no_new_privs');
  if (walls.seccomp !== null) must(kernel, init, 'seccomp', 'seccomp', [...walls.seccomp, 'execve', 'exit']);
}
