import type { Cgroup } from '../cgroup/cgroup.ts';
import { CAPABILITIES } from '../credentials/capability.ts';
import type { Answer } from '../errno.ts';
import type { GraphBlocks } from '../graph/blocks.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { errorText } from '../programs/error-text.ts';
import { type Calls, callsOf, systemCall } from '../system-call.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import type { ContainerHost } from './container-host.ts';
import { containerOf } from './lifecycle.ts';
import { RuntimeError } from './runtime-error.ts';

/** One question, asked inside a container and on its host. */
export interface WallProbe {
  /** What stands or falls here, such as "pid namespace". */
  readonly wall: string;
  readonly question: string;
  readonly inside: string;
  readonly outside: string;
  /** Whether the two see something else, or the container may do less. */
  readonly isSeparate: boolean;
}

interface Question {
  readonly wall: string;
  readonly question: string;
  readonly ask: (call: Calls, task: Task) => string;
}

/**
 * Tries every wall from inside: the same system calls by a process in the container and by one of the host. What they
 * did is undone, so that looking changes nothing.
 */
export function probeWalls(graph: GraphBlocks<{ readonly host: ContainerHost }>, name: string): readonly WallProbe[] {
  return graph.tryOut(() => probe(graph.root.host, name));
}

function probe(host: ContainerHost, name: string): readonly WallProbe[] {
  const { kernel } = host;
  const { init } = containerOf(host, name);
  const inside = probing(kernel, init);
  const outside = probing(kernel, kernel.init);
  return QUESTIONS.map(({ wall, question, ask }) => {
    const answers = [inside, outside].map((task) => ask(callsOf(kernel, task), task));
    const [within = '', without = ''] = answers;
    return { wall, question, inside: within, outside: without, isSeparate: within !== without };
  });
}

/** A child that asks in the place of its parent. */
function probing(kernel: Kernel, parent: Task): Task {
  const before = new Set(parent.children);
  const answer = systemCall(kernel, parent, 'clone');
  const child = [...parent.children].find((other) => !before.has(other));
  if (!answer.ok || child === undefined) throw new RuntimeError('Nobody could be asked: the container does not run, or may not have one process more.');
  child.program = null;
  return child;
}

function said<Value>(answer: Answer<Value>, show: (value: Value) => string): string {
  return answer.ok ? show(answer.value) : errorText(answer.errno);
}

function readText(call: Calls, path: string): string {
  const opened = call('open', path);
  if (!opened.ok) return errorText(opened.errno);
  const text = said(call('read', opened.value), (bytes) => decodeUtf8(bytes).trim());
  call('close', opened.value);
  return text;
}

/** Undoes what was allowed, so that the next question finds the same world. */
function tried(answer: Answer<unknown>, undo: () => void): string {
  if (!answer.ok) return errorText(answer.errno);
  undo();
  return 'allowed';
}

function writeSpeed({ ioMax }: Cgroup): string {
  const bytes = ioMax.writeBytes === null ? 'as fast as the disk' : `${ioMax.writeBytes} bytes a second`;
  return ioMax.writeOperations === null ? bytes : `${bytes}, ${ioMax.writeOperations} operations a second`;
}

const QUESTIONS: readonly Question[] = [
  { wall: 'mnt namespace, root', question: 'What is in the root directory?', ask: (call) => said(call('readdir', '/'), (names) => names.join(' ')) },
  { wall: 'mnt namespace, root', question: 'What does the secret of the host say?', ask: (call) => readText(call, '/etc/host-secret') },
  { wall: 'mnt namespace', question: 'How many mounts are there?', ask: (call) => String(readText(call, '/proc/self/mounts').split('\n').length) },
  { wall: 'pid namespace', question: 'Which processes does /proc list?', ask: (call) => said(call('readdir', '/proc'), (names) => names.filter((name) => /^\d+$/.test(name)).join(' ')) },
  { wall: 'pid namespace', question: 'Which number has the asker?', ask: (call) => said(call('getpid'), String) },
  { wall: 'net namespace', question: 'Which interfaces and addresses are there?', ask: (call) => said(call('link_list'), (links) => links.map((link) => [link.name, ...link.addresses].join(' ')).join(', ')) },
  { wall: 'net namespace', question: 'May a new interface be made?', ask: (call) => tried(call('link_add', 'probe0', 'bridge'), () => call('link_delete', 'probe0')) },
  { wall: 'uts namespace', question: 'What is the machine called?', ask: (call) => said(call('gethostname'), String) },
  { wall: 'ipc namespace', question: 'Which set of message queues is it?', ask: (_, task) => `ipc:[${task.namespaces.ipc.number}]` },
  { wall: 'user namespace', question: 'Who is the asker, and who outside?', ask: (call, task) => said(call('getresuid'), ([uid]) => `${uid}, outside ${task.credentials.uid}`) },
  { wall: 'cgroup namespace', question: 'Where is it in the tree of cgroups?', ask: (call, task) => `${readText(call, '/proc/self/cgroup')} of cgroup:[${task.namespaces.cgroup.number}]` },
  { wall: 'cgroup limits', question: 'How much memory and how many processes may it have?', ask: (_, { cgroup }) => `${cgroup.memoryMax ?? 'all the'} bytes, ${cgroup.pidsMax ?? 'any number of'} processes` },
  { wall: 'cgroup limits', question: 'How fast may it write to the disk?', ask: (_, { cgroup }) => writeSpeed(cgroup) },
  { wall: 'time namespace', question: 'Which clocks since boot is it?', ask: (_, task) => `time:[${task.namespaces.time.number}]` },
  { wall: 'capabilities', question: 'How many of the 41 capabilities does it hold?', ask: (call) => said(call('capget'), ({ effective }) => (effective.length === CAPABILITIES.length ? 'all' : String(effective.length))) },
  { wall: 'capabilities', question: 'May it mount?', ask: (call) => tried(call('mount', 'none', '/tmp', 'tmpfs'), () => call('umount', '/tmp')) },
  { wall: 'capabilities', question: 'May it call chroot once more?', ask: (call, task) => { const { fileSystem } = task; const { root } = fileSystem; return tried(call('chroot', '/'), () => { fileSystem.root = root; }); } },
  { wall: 'seccomp', question: 'How many system calls are allowed?', ask: (_, task) => (task.allowedCalls === null ? 'all' : String(task.allowedCalls.size)) },
  { wall: 'capabilities, one clock', question: 'May it set the wall clock of the machine?', ask: (call) => said(call('clock_gettime', 'realtime'), (now) => said(call('clock_settime', 'realtime', now), () => 'allowed')) },
  { wall: 'nothing: one kernel', question: 'Which kernel is it?', ask: (call) => readText(call, '/proc/version') },
  { wall: 'nothing: one kernel', question: 'How much memory has the machine?', ask: (call) => readText(call, '/proc/meminfo').split('\n')[0] ?? '' },
  { wall: 'nothing: one clock', question: 'What time is it?', ask: (call) => said(call('clock_gettime', 'realtime'), (now) => `${(now / 1e9).toFixed(3)} s`) },
];
