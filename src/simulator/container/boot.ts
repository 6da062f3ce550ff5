import { newCgroup } from './cgroup/folder.ts';
import { DISK_BYTES, newDisk } from './disk/block-device.ts';
import { rootCredentials } from './credentials/credentials.ts';
import type { Mount } from './files/mount.ts';
import { attachMount, newMount, NO_FLAGS } from './files/mount-tree.ts';
import { withShown } from './files/new-mount.ts';
import { newSuperblock } from './files/tmpfs.ts';
import type { Kernel } from './kernel.ts';
import type { MountNamespace, NamespaceSet, PidNamespace, UserNamespace } from './namespaces/namespace.ts';
import { newNetworkStack } from './network/network-stack.ts';
import type { Task } from './process/task.ts';

/** Every id there is: 32 bits, without the last, which stands for "none". */
const ALL_IDS = [{ inside: 0, outside: 0, count: 4_294_967_295 }];

/** The inode number of the first namespace on Linux. */
const FIRST_NAMESPACE = 4_026_531_834;

/** The machine that a kernel boots on. */
export interface BootSettings {
  readonly hostname: string;
  readonly vcpus: number;
  readonly memoryBytes: number;
  readonly seed: number;
}

/**
 * A kernel that has just booted: one process, the init, with everything there is; an empty disk as its root, mounted
 * over the first root file system as on Linux, so that pivot_root works.
 */
export function boot(settings: BootSettings): Kernel {
  const user: UserNamespace = {
    kind: 'user', number: FIRST_NAMESPACE, parent: null, level: 0, ownerUid: 0, ownerGid: 0, uidMap: ALL_IDS, gidMap: ALL_IDS, setgroups: 'allow',
  };
  const pid: PidNamespace = {
    kind: 'pid', number: FIRST_NAMESPACE + 1, owner: user, parent: null, level: 0, tasks: new Map(), init: null, nextPid: 2, isClosed: false,
  };
  const rootCgroup = newCgroup('', null, 0, 0);
  const kernel = {
    now: 0, realtimeOffset: 0, randomState: settings.seed, nextNamespace: FIRST_NAMESPACE + 16, nextMount: 1, nextPeerGroup: 1, nextDevice: 1,
    userNamespace: user, pidNamespace: pid, rootCgroup, disk: newDisk(), vcpus: settings.vcpus, memoryBytes: settings.memoryBytes, reservedBytes: 0, events: [], panic: null,
  } as unknown as { -readonly [Key in keyof Kernel]: Kernel[Key] };
  const cgroupFiles = newSuperblock(kernel, { type: 'cgroup2' }, user, { mode: 0o755, uid: 0, gid: 0 });
  kernel.cgroupFiles = withShown(cgroupFiles, { of: 'cgroup', cgroup: rootCgroup });
  kernel.namespaceFiles = newFileSystem(kernel, 'nsfs', 'nsfs');
  const first = newFileSystem(kernel, 'tmpfs', 'rootfs');
  const mnt: MountNamespace = { kind: 'mnt', number: FIRST_NAMESPACE + 2, owner: user, root: first };
  first.namespace = mnt;
  const root = newFileSystem(kernel, 'ext4', '/dev/vda', DISK_BYTES);
  attachMount(root, { mount: first, entry: first.root });
  kernel.namespaces = firstNamespaces(user, pid, mnt, settings.hostname, rootCgroup);
  kernel.init = firstTask(kernel, { mount: root, entry: root.root });
  return kernel;
}

function newFileSystem(kernel: Kernel, type: 'tmpfs' | 'ext4' | 'nsfs', source: string, sizeLimit: number | null = null): Mount {
  const superblock = newSuperblock(kernel, { type }, kernel.userNamespace, { mode: 0o755, uid: 0, gid: 0 }, sizeLimit);
  return newMount(kernel, superblock, superblock.root, NO_FLAGS, source);
}

function firstNamespaces(owner: UserNamespace, pid: PidNamespace, mnt: MountNamespace, hostname: string, root: Kernel['rootCgroup']): NamespaceSet {
  const number = (offset: number): number => FIRST_NAMESPACE + offset;
  const time = { kind: 'time' as const, number: number(7), owner, monotonicOffset: 0, boottimeOffset: 0, isFrozen: true };
  const stack = newNetworkStack();
  const loopback = stack.interfaces.get('lo');
  if (loopback !== undefined) loopback.isUp = true;
  return {
    mnt,
    net: { kind: 'net', number: number(3), owner, stack },
    ipc: { kind: 'ipc', number: number(4), owner, queues: new Map(), nextQueue: 0 },
    uts: { kind: 'uts', number: number(5), owner, hostname, domainname: '(none)' },
    cgroup: { kind: 'cgroup', number: number(6), owner, root },
    time,
    pidForChildren: pid,
    timeForChildren: time,
  };
}

function firstTask(kernel: Kernel, root: Task['fileSystem']['root']): Task {
  const { pidNamespace, rootCgroup } = kernel;
  const parts: Omit<Task, 'processGroup' | 'session'> = {
    id: 1, pids: new Map([[pidNamespace, 1]]), pidNamespace, parent: null, children: new Set(), state: 'running', exitStatus: null, stopSignal: null, change: null,
    terminal: null, startedAt: 0, cpuNanoseconds: 0, cpuParts: 0, exitSignal: null, credentials: rootCredentials(kernel.userNamespace),
    fileSystem: { root, workingDirectory: root, umask: 0o022 }, files: { descriptors: new Map(), sharedBy: 1 }, namespaces: kernel.namespaces,
    cgroup: rootCgroup, actions: new Map(), blocked: new Set(), pending: new Set(), isChildSubreaper: false, noNewPrivileges: false, isDumpable: true,
    allowedCalls: null, memoryBytes: 0, addressSpace: null, disk: null, command: 'init', executable: null, environment: {}, arguments: ['init'], program: null,
  };
  const init = parts as Task;
  init.processGroup = init;
  init.session = init;
  pidNamespace.tasks.set(1, init);
  pidNamespace.init = init;
  rootCgroup.tasks.add(init);
  rootCgroup.usage.pids = 1;
  return init;
}
