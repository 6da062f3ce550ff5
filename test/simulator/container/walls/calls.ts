import type { MountFlag } from '../../../../src/simulator/container/files/mount-calls.ts';
import type { OpenFlag } from '../../../../src/simulator/container/files/open-file.ts';
import type { Signal } from '../../../../src/simulator/container/process/signal.ts';
import type { Task } from '../../../../src/simulator/container/process/task.ts';
import { type CallArguments, systemCall, type SystemCallName } from '../../../../src/simulator/container/system-call.ts';
import { encodeUtf8 } from '../../../../src/simulator/kernel/utf8.ts';
import { type ContainerWorld, QUEUE_KEY, WALLS } from './container-world.ts';
import { type Leak, leaksInAnswer, leaksOnHost } from './leaks.ts';
import fc from '../../../helpers/property.ts';

/** A system call by one of the processes in the container, counted from the first and round and round. */
export interface Call<Name extends SystemCallName = SystemCallName> {
  readonly by: number;
  readonly name: Name;
  readonly args: CallArguments<Name>;
}

/** A call with its arguments checked against its name. */
export function call<Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>): Call {
  return { by: 0, name, args } as unknown as Call;
}

/** Stands for the descriptor that the process got last. */
const LATEST = -2;

/** Plays the calls in the container and returns what leaked, each once. */
export function play(world: ContainerWorld, calls: readonly Call[]): Set<Leak> {
  const leaks = new Set<Leak>();
  const latest = new Map<Task, number>();
  for (const { by, name, args } of calls) {
    const inside = family(world.first).filter(({ state }) => state === 'running');
    const task = inside[by % inside.length];
    if (task === undefined) break;
    const filled = (args as unknown[]).map((arg) => (arg === LATEST ? (latest.get(task) ?? 0) : arg)) as typeof args;
    const answer = systemCall(world.kernel, task, name, ...filled);
    if (answer.ok && GIVES_DESCRIPTOR.has(name)) latest.set(task, Number(answer.value));
    if (answer.ok) for (const leak of leaksInAnswer(answer.value)) leaks.add(leak);
  }
  for (const leak of leaksOnHost(world)) leaks.add(leak);
  return leaks;
}

const GIVES_DESCRIPTOR: ReadonlySet<string> = new Set<SystemCallName>(['open', 'dup', 'socket', 'accept']);

function family(task: Task): Task[] {
  return [task, ...[...task.children].flatMap(family)];
}

const ROOTS = [
  '', '/', '/', '..', '../..', '../../../..', '/d', '/d/..', '/old', '/proc/1/root', '/proc/2/root', '/proc/1/cwd', '/proc/self/root',
  '/proc/self/fd/0', '/m', '/link', '/cg',
];
const RESTS = [
  '', 'etc/secret', 'etc/secret', 'd', 'box', 'x', 'proc', 'm', 'cg', 'link', 'neighbour/memory.max', 'memory.max', 'box/memory.max', '../neighbour/memory.max',
  'proc/2/cmdline', 'proc/3/cmdline', 'proc/1/ns/mnt', 'proc/1/ns/net', 'proc/1/ns/ipc', 'proc/1/ns/pid', 'proc/self/cgroup',
];

const path = fc.tuple(fc.constantFrom(...ROOTS), fc.constantFrom(...RESTS)).map(([root, rest]) => (root === '' ? rest || '.' : rest === '' ? root : `${root}/${rest}`));
const descriptor = fc.oneof({ weight: 3, arbitrary: fc.constant(LATEST) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) });
const pid = fc.integer({ min: 1, max: 6 });
const kinds = fc.subarray([...WALLS], { minLength: 1, maxLength: 3 });
const flags = fc.constantFrom<OpenFlag[]>(['read'], ['read'], ['write'], ['read', 'write', 'create'], ['path']);
const address = fc.constantFrom('127.0.0.1', '0.0.0.0', '10.0.0.1');
const data = fc.constantFrom('x', '/etc/secret', '1', 'max', '9999999', '0 0 1').map(encodeUtf8);

type Arbitraries<Values extends readonly unknown[]> = { readonly [Place in keyof Values]: fc.Arbitrary<Values[Place]> };

function of<Name extends SystemCallName>(name: Name, ...args: Arbitraries<CallArguments<Name>>): fc.Arbitrary<Call> {
  const all = fc.tuple(...(args as unknown as fc.Arbitrary<unknown>[]));
  return fc.record({ by: fc.constantFrom(0, 0, 0, 1, 2), name: fc.constant(name), args: all }) as unknown as fc.Arbitrary<Call>;
}

const fixed = fc.constant;

/** Calls that try to get out: through paths, handles, mounts, namespaces, signals, sockets, queues, names and limits. */
const oneCall: fc.Arbitrary<Call> = fc.oneof(
  of('mkdir', path, fixed(0o777)), of('chdir', path), of('chroot', path), of('fchdir', descriptor), of('open', path, flags, fixed(0o666)),
  of('read', descriptor, fixed(65_536)), of('write', descriptor, data), of('lseek', descriptor, fixed(0)), of('close', descriptor),
  of('dup', descriptor, descriptor), of('symlink', path, path), of('link', path, path), of('rename', path, path), of('unlink', path),
  of('rmdir', path), of('readdir', path), of('readlink', path), of('chmod', path, fixed(0o777)), of('chown', path, fixed(0), fixed(0)),
  of('mknod', path, fc.constantFrom('fifo', 'block'), fixed(0o666), fixed(8), fixed(1)),
  of('mount', path, path, fc.constantFrom('tmpfs', 'proc', 'cgroup2', ''), fc.subarray<MountFlag>(['bind', 'rec', 'move', 'remount', 'shared']), fixed('')),
  of('umount', path, fc.subarray<'detach' | 'nofollow'>(['detach'])), of('pivot_root', path, path), of('clone', kinds, fixed('CHLD')),
  of('clone', fixed([]), fixed('CHLD')), of('unshare', kinds), of('setns', descriptor, fixed(undefined as never)),
  of('kill', pid, fc.constantFrom<Signal | 0>('KILL', 'TERM', 0)), of('kill', fixed(-1), fixed('KILL')), of('setuid', fc.constantFrom(0, 1000)),
  of('set_child_subreaper', fc.boolean()), of('socket', fc.constantFrom('stream' as const, 'datagram' as const)), of('recvfrom', descriptor), of('sendto', descriptor, data, address, fc.constantFrom(53, 54)), of('bind', descriptor, address, fc.constantFrom(80, 81)), of('listen', descriptor, fixed(1)),
  of('connect', descriptor, address, fixed(80)), of('link_set', fixed('lo'), fixed({ up: true })), of('address_add', fixed('lo'), fixed('10.0.0.1/8')),
  of('msgget', fixed(QUEUE_KEY), fc.boolean(), fixed(0o666)), of('msgrcv', fc.nat({ max: 2 })), of('msgsnd', fc.nat({ max: 2 }), data),
  of('sethostname', fixed('taken')), of('clock_settime', fixed('realtime'), fixed(5)),
);

/** Two calls that only make sense one after the other. */
const followUp = fc.oneof(
  of('read', fixed(LATEST), fixed(65_536)), of('write', fixed(LATEST), data), of('fchdir', fixed(LATEST)),
  of('setns', fixed(LATEST), fixed(undefined as never)),
);
const opened = fc.tuple(of('open', path, flags, fixed(0o666)), followUp).map(byOne);
const connected = fc.tuple(of('socket', fixed('stream' as const)), of('connect', fixed(LATEST), address, fixed(80))).map(byOne);

/** Up to some forty calls in a row. */
export const calls: fc.Arbitrary<readonly Call[]> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: oneCall.map((one): readonly Call[] => [one]) },
      { weight: 3, arbitrary: opened },
      { weight: 1, arbitrary: connected },
    ),
    { maxLength: 40, size: 'max' },
  )
  .map((steps) => steps.flat());

function byOne(steps: readonly Call[]): readonly Call[] {
  return steps.map((step) => ({ ...step, by: steps[0]?.by ?? 0 }));
}
