import { type ContainerWorld, HOST_FILE, HOST_MESSAGE, HOST_PROCESS, LIMIT_BYTES, QUEUE_KEY, type Wall } from './container-world.ts';
import type { Kernel } from '../../../../src/simulator/container/kernel.ts';
import { systemCall } from '../../../../src/simulator/container/system-call.ts';
import { decodeUtf8 } from '../../../../src/simulator/kernel/utf8.ts';

/**
 * What can get out of a container, each with the ways out: walls that must all be down. Root outside (no user wall) who
 * sees the host's processes, in its own process list or in a /proc that was left mounted, enters their namespaces by
 * the handles there, as nsenter(1) does; hence the ways with `user`.
 */
export const LEAKS = {
  'reads a file of the host': [['mnt'], ['pid', 'user']],
  'changes a file of the host': [['mnt', 'user'], ['pid', 'user']],
  'sees a process of the host': [['mnt'], ['pid', 'user']],
  'signals a process of the host': [['pid', 'user']],
  'reaches a port of the host': [['net'], ['pid', 'user'], ['mnt', 'user']],
  'sends a datagram to the host': [['net'], ['pid', 'user'], ['mnt', 'user']],
  'takes a message of the host': [['ipc'], ['pid', 'user'], ['mnt', 'user']],
  'renames the host': [['uts', 'user'], ['pid', 'user'], ['mnt', 'user']],
  'sees its place among the cgroups': [['cgroup'], ['pid', 'user'], ['mnt', 'user']],
  'changes the limits of a neighbour': [['cgroup', 'user'], ['pid', 'user'], ['mnt', 'user']],
  'changes its own limits': [['user']],
  'sets the clock of all': [['user']],
} as const satisfies Record<string, readonly (readonly Wall[])[]>;

export type Leak = keyof typeof LEAKS;

/** Whether these walls leave a way out for it. */
export function isPossible(leak: Leak, walls: ReadonlySet<Wall>): boolean {
  const ways: readonly (readonly Wall[])[] = LEAKS[leak];
  return ways.some((way) => way.every((wall) => !walls.has(wall)));
}

/** What the answer to a call gives away. */
export function leaksInAnswer(answer: unknown): Leak[] {
  const text = shown(answer);
  const leaks: Leak[] = [];
  if (text.includes(HOST_FILE)) leaks.push('reads a file of the host');
  if (text.includes(HOST_PROCESS)) leaks.push('sees a process of the host');
  if (text.includes(HOST_MESSAGE)) leaks.push('takes a message of the host');
  if (text.includes('0::/box')) leaks.push('sees its place among the cgroups');
  return leaks;
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return decodeUtf8(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** What has happened to the host, seen from the host. */
export function leaksOnHost({ kernel, sentinel }: ContainerWorld): Leak[] {
  const leaks: Leak[] = [];
  const { namespaces, rootCgroup } = kernel;
  if (hostFiles(kernel) !== UNTOUCHED) leaks.push('changes a file of the host');
  if (sentinel.state !== 'running' || sentinel.pending.size > 0 || kernel.panic !== null) leaks.push('signals a process of the host');
  const listener = [...namespaces.net.stack.sockets].find((socket) => socket.localPort === 80 && socket.state === 'listening');
  if (sentinel.state === 'running' && listener?.backlog.length !== 0) leaks.push('reaches a port of the host');
  const hearer = [...namespaces.net.stack.sockets].find((socket) => socket.kind === 'datagram' && socket.localPort === 53 && socket.localAddress !== 0);
  if (sentinel.state === 'running' && hearer?.datagrams.length !== 0) leaks.push('sends a datagram to the host');
  const queue = [...namespaces.ipc.queues.values()].find(({ key }) => key === QUEUE_KEY);
  if (queue?.messages.map(decodeUtf8).join() !== HOST_MESSAGE) leaks.push('takes a message of the host');
  if (namespaces.uts.hostname !== 'host') leaks.push('renames the host');
  if (rootCgroup.children.get('neighbour')?.memoryMax !== LIMIT_BYTES) leaks.push('changes the limits of a neighbour');
  if (rootCgroup.children.get('box')?.memoryMax !== LIMIT_BYTES) leaks.push('changes its own limits');
  if (kernel.realtimeOffset !== 0) leaks.push('sets the clock of all');
  return leaks;
}

const UNTOUCHED = ['box cg etc proc sentinel', 'secret', HOST_FILE, '', 'box neighbour'].join('\n');

/** The host's files as its init sees them, with the error where it sees none. */
function hostFiles(kernel: Kernel): string {
  const { init } = kernel;
  const list = (path: string): string => {
    const answer = systemCall(kernel, init, 'readdir', path);
    return answer.ok ? answer.value.join(' ') : answer.errno;
  };
  const groups = list('/cg').split(' ').filter((name) => !name.includes('.'));
  return [list('/'), list('/etc'), contentOf(kernel, '/etc/secret'), list('/box'), groups.join(' ')].join('\n');
}

function contentOf(kernel: Kernel, path: string): string {
  const { init } = kernel;
  const opened = systemCall(kernel, init, 'open', path);
  if (!opened.ok) return opened.errno;
  const answer = systemCall(kernel, init, 'read', opened.value);
  systemCall(kernel, init, 'close', opened.value);
  return answer.ok ? decodeUtf8(answer.value) : answer.errno;
}
