import { boot } from '../../../../src/simulator/container/boot.ts';
import type { Kernel } from '../../../../src/simulator/container/kernel.ts';
import type { Task } from '../../../../src/simulator/container/process/task.ts';
import { pidIn } from '../../../../src/simulator/container/process/task.ts';
import { type CallArguments, type CallValue, systemCall, type SystemCallName } from '../../../../src/simulator/container/system-call.ts';
import { encodeUtf8 } from '../../../../src/simulator/kernel/utf8.ts';

/** What stands between a container and the rest of its host; `mnt` includes pivot_root. */
export const WALLS = ['mnt', 'pid', 'net', 'ipc', 'uts', 'user', 'cgroup'] as const;
export type Wall = (typeof WALLS)[number];

/** The first of the 65 536 ids of the host that the container's users are, behind the user wall. */
const FIRST_ID = 100_000;

export const HOST_FILE = 'HOST-FILE';
export const HOST_PROCESS = 'HOST-PROCESS';
export const HOST_MESSAGE = 'HOST-MESSAGE';
export const QUEUE_KEY = 1234;
/** What the container and its neighbour may have of the memory. */
export const LIMIT_BYTES = 2 ** 20;

/** A host with a file, a process, a port, a message and a neighbour worth protecting, and one container on it. */
export interface ContainerWorld {
  readonly kernel: Kernel;
  /** A process of the host's, which listens on 127.0.0.1:80. */
  readonly sentinel: Task;
  /** The first process in the container. */
  readonly first: Task;
}

/** Makes a call that has to work. */
function must<Name extends SystemCallName>(kernel: Kernel, task: Task, name: Name, ...args: CallArguments<Name>): CallValue<Name> {
  const answer = systemCall(kernel, task, name, ...args);
  if (!answer.ok) throw new Error(`${name} ${JSON.stringify(args)} failed: ${answer.errno}`);
  return answer.value;
}

function write(kernel: Kernel, task: Task, path: string, text: string): void {
  const descriptor = must(kernel, task, 'open', path, ['write', 'create'], 0o644);
  must(kernel, task, 'write', descriptor, encodeUtf8(text));
  must(kernel, task, 'close', descriptor);
}

function child(kernel: Kernel, task: Task, kinds: readonly Wall[]): Task {
  const pid = must(kernel, task, 'clone', kinds);
  return [...task.children].find((one) => pidIn(task.pidNamespace, one) === pid)!;
}

/** A host, and on it a container with these walls and no others. */
export function containerBehind(walls: ReadonlySet<Wall>): ContainerWorld {
  const kernel = boot({ hostname: 'host', vcpus: 2, memoryBytes: 2 ** 30, seed: 1 });
  const sentinel = furnish(kernel);
  const { init } = kernel;
  const first = child(kernel, init, WALLS.filter((wall) => walls.has(wall) && wall !== 'cgroup'));
  const number = String(first.id);
  if (walls.has('user')) {
    for (const map of ['uid_map', 'gid_map']) write(kernel, init, `/proc/${number}/${map}`, `0 ${FIRST_ID} 65536`);
    must(kernel, first, 'setgid', 0);
    must(kernel, first, 'setuid', 0);
  }
  write(kernel, init, '/cg/box/cgroup.procs', number);
  if (walls.has('cgroup')) must(kernel, first, 'unshare', ['cgroup']);
  if (walls.has('mnt')) changeRoot(kernel, first);
  return { kernel, sentinel, first };
}

function furnish(kernel: Kernel): Task {
  const { init } = kernel;
  for (const folder of ['/proc', '/etc', '/box', '/cg']) must(kernel, init, 'mkdir', folder, 0o755);
  must(kernel, init, 'mount', 'proc', '/proc', 'proc');
  must(kernel, init, 'mount', 'cgroup2', '/cg', 'cgroup2');
  write(kernel, init, '/etc/secret', HOST_FILE);
  write(kernel, init, '/sentinel', '#!virtlab sleep');
  must(kernel, init, 'chmod', '/sentinel', 0o755);
  write(kernel, init, '/cg/cgroup.subtree_control', '+memory');
  for (const group of ['/cg/box', '/cg/neighbour']) must(kernel, init, 'mkdir', group, 0o755);
  write(kernel, init, '/cg/neighbour/memory.max', String(LIMIT_BYTES));
  write(kernel, init, '/cg/box/memory.max', String(LIMIT_BYTES));
  must(kernel, init, 'msgsnd', must(kernel, init, 'msgget', QUEUE_KEY, true, 0o666), encodeUtf8(HOST_MESSAGE));
  const sentinel = child(kernel, init, []);
  must(kernel, sentinel, 'execve', '/sentinel', [HOST_PROCESS]);
  const socket = must(kernel, sentinel, 'socket');
  must(kernel, sentinel, 'bind', socket, '127.0.0.1', 80);
  must(kernel, sentinel, 'listen', socket);
  must(kernel, sentinel, 'bind', must(kernel, sentinel, 'socket', 'datagram'), '127.0.0.1', 53);
  return sentinel;
}

/** As a container runtime does it: an own root, and nothing left of the old one. */
function changeRoot(kernel: Kernel, first: Task): void {
  must(kernel, first, 'mount', 'none', '/', '', ['rec', 'private']);
  must(kernel, first, 'mount', 'none', '/box', 'tmpfs');
  for (const folder of ['/box/proc', '/box/old', '/box/d']) must(kernel, first, 'mkdir', folder, 0o755);
  // Allowed only where the pid namespace is the container's own.
  systemCall(kernel, first, 'mount', 'proc', '/box/proc', 'proc');
  must(kernel, first, 'pivot_root', '/box', '/box/old');
  must(kernel, first, 'chdir', '/');
  must(kernel, first, 'umount', '/old', ['detach']);
}
