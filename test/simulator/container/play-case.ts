import { boot } from '../../../src/simulator/container/boot.ts';
import { newCgroup } from '../../../src/simulator/container/cgroup/folder.ts';
import { attach } from '../../../src/simulator/container/cgroup/write-interface.ts';
import type { Capability } from '../../../src/simulator/container/credentials/capability.ts';
import type { Answer } from '../../../src/simulator/container/errno.ts';
import type { MountFlag } from '../../../src/simulator/container/files/mount-calls.ts';
import type { OpenFlag } from '../../../src/simulator/container/files/open-file.ts';
import type { Kernel } from '../../../src/simulator/container/kernel.ts';
import type { NamespaceKind } from '../../../src/simulator/container/namespaces/namespace.ts';
import type { CloneFlag } from '../../../src/simulator/container/process/clone-calls.ts';
import type { Signal } from '../../../src/simulator/container/process/signal.ts';
import { pidIn, type Task, type WaitStatus } from '../../../src/simulator/container/process/task.ts';
import { type CallArguments, type CallValue, systemCall, type SystemCallName } from '../../../src/simulator/container/system-call.ts';
import { decodeUtf8, encodeUtf8 } from '../../../src/simulator/kernel/utf8.ts';
import type { CaseStep, KernelCase } from './parse-cases.ts';

/** A step of a case that came out other than the table says. */
export interface Difference {
  readonly line: number;
  readonly step: string;
  readonly expected: string;
  readonly actual: string;
}

class CallFailed extends Error {}

type Run = <Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>) => CallValue<Name>;

interface Stage {
  readonly kernel: Kernel;
  readonly actors: Map<string, Task>;
  readonly pids: Map<string, number>;
}

/** Plays a case on a fresh kernel; returns the steps that came out differently. */
export function playCase(played: KernelCase): Difference[] {
  const stage = setUp();
  return played.steps.flatMap((step) => {
    const actual = perform(stage, step);
    const expected = step.expected === null ? null : filled(stage, step.expected);
    const isAsExpected = expected === null ? !/^E[A-Z0-9]+$/.test(actual) : actual === expected;
    return isAsExpected ? [] : [{ line: step.line, step: step.words.join(' '), expected: expected ?? 'success', actual }];
  });
}

/** A process that is root, in a mount namespace and a cgroup namespace of its own, with an empty tmpfs as its root. */
function setUp(): Stage {
  const kernel = boot({ hostname: 'host', vcpus: 2, memoryBytes: 2 ** 30, seed: 1 });
  const pid = callOf(kernel, kernel.init)('clone', ['mnt']);
  const main = kernel.pidNamespace.tasks.get(pid)!;
  const group = newCgroup('case', kernel.rootCgroup, 0, 0);
  for (const controller of ['memory', 'pids', 'cpu', 'io'] as const) kernel.rootCgroup.subtreeControl.add(controller);
  kernel.rootCgroup.children.set('case', group);
  attach(main, group);
  const call = callOf(kernel, main);
  call('unshare', ['cgroup']);
  // Standard input, output and error.
  call('mknod', '/null', 'character', 0o666, 1, 3);
  for (let number = 0; number < 3; number++) call('open', '/null', ['read', 'write']);
  call('unlink', '/null');
  return { kernel, actors: new Map([['main', main]]), pids: new Map([['main', pid]]) };
}

function callOf(kernel: Kernel, task: Task): Run {
  return (name, ...args) => {
    const answer: Answer<CallValue<typeof name>> = systemCall(kernel, task, name, ...args);
    if (!answer.ok) throw new CallFailed(answer.errno);
    return answer.value;
  };
}

function perform(stage: Stage, step: CaseStep): string {
  const task = stage.actors.get(step.actor);
  if (task === undefined) throw new Error(`Line ${step.line}: there is no process "${step.actor}".`);
  const words = step.words.map((word) => filled(stage, word));
  try {
    return act(stage, task, words[0]!, words.slice(1)) ?? 'ok';
  } catch (error) {
    if (error instanceof CallFailed) return error.message;
    throw error;
  }
}

/** Names of processes become their numbers, and kinds of controllers a controller. */
function filled(stage: Stage, text: string): string {
  return text
    .replaceAll(/\$([a-z]+)/g, (_, name: string) => String(stage.pids.get(name) ?? `$${name}`))
    .replaceAll('@disk', stage.kernel.disk.number).replaceAll('@domain', 'memory').replaceAll('@threaded', 'pids');
}

const octal = (text: string | undefined, otherwise: number): number => (text === undefined ? otherwise : parseInt(text, 8));
const listed = (text: string | undefined): string[] => (text === undefined || text === '-' ? [] : text.split(','));

// One line for each word of the table.
function act(stage: Stage, task: Task, verb: string, args: string[]): string | undefined {
  const { kernel } = stage;
  const call = callOf(kernel, task);
  const [first = '', second = '', third = ''] = args;
  const all = new Set<Capability>(call('capget').permitted);
  switch (verb) {
    case 'mkdir': call('mkdir', first, octal(args[1], 0o755)); return;
    case 'rmdir': case 'unlink': case 'chdir': case 'chroot': case 'sethostname': call(verb, first); return;
    case 'symlink': case 'link': case 'rename': case 'pivot_root': call(verb, first, second); return;
    case 'mknod': call('mknod', first, second as 'fifo', 0o666, Number(third), Number(args[3] ?? 0)); return;
    case 'write': case 'append': {
      const fd = call('open', first, ['write', 'create', verb === 'write' ? 'truncate' : 'append']);
      try {
        call('write', fd, encodeUtf8(second));
      } finally {
        call('close', fd);
      }
      return;
    }
    case 'put': {
      const fd = call('open', first, ['write']);
      try {
        call('write', fd, encodeUtf8(second));
      } finally {
        call('close', fd);
      }
      return;
    }
    case 'read': {
      const fd = call('open', first, ['read']);
      try {
        return decodeUtf8(call('read', fd)).trim();
      } finally {
        call('close', fd);
      }
    }
    case 'open': return String(call('open', first, listed(args[1]) as OpenFlag[], octal(args[2], 0o644)));
    case 'close': call('close', Number(first)); return;
    case 'readfd': return decodeUtf8(call('read', Number(first))).trim();
    case 'writefd': call('write', Number(first), encodeUtf8(second)); return;
    case 'up': call('link_set', first, { up: true }); return;
    case 'socket': return String(call('socket', first as 'stream'));
    case 'bind': case 'connect': call(verb, Number(first), second, Number(third)); return;
    case 'listen': call('listen', Number(first)); return;
    case 'accept': return String(call('accept', Number(first)));
    case 'send': call('write', Number(first), encodeUtf8(second)); return;
    case 'sendto': call('sendto', Number(first), encodeUtf8(second), third, Number(args[3])); return;
    case 'recv': return decodeUtf8(call('read', Number(first), Number(second)));
    case 'fchdir': call('fchdir', Number(first)); return;
    case 'getcwd': return call('getcwd');
    case 'stat': case 'lstat': {
      const status = call(verb, first);
      return `${status.kind} ${status.mode.toString(8)} ${status.uid}:${status.gid}`;
    }
    case 'links': return String(call('stat', first).links);
    case 'device': { const { major, minor } = call('lstat', first); return `${major}:${minor}`; }
    case 'list': return call('readdir', first).join(' ');
    case 'readlink': return call('readlink', first);
    case 'chmod': call('chmod', first, octal(second, 0)); return;
    case 'chown': call('chown', first, Number(second), Number(third)); return;
    case 'access': call('access', first, listed(second) as 'read'[]); return;
    case 'umask': call('umask', octal(first, 0)); return;
    case 'mount': call('mount', first === '-' ? '' : first, second, third === '-' ? '' : third, listed(args[3]) as MountFlag[], args[4] ?? ''); return;
    case 'umount': call('umount', first, listed(args[1]) as 'detach'[]); return;
    case 'clone': {
      const pid = call('clone', listed(args[1]) as CloneFlag[]);
      stage.actors.set(first, [...task.children].find((child) => pidIn(task.pidNamespace, child) === pid)!);
      stage.pids.set(first, pid);
      return;
    }
    case 'unshare': call('unshare', listed(first) as NamespaceKind[]); return;
    case 'setns': call('setns', Number(first), ...(args[1] === undefined ? [] : [args[1] as NamespaceKind])); return;
    case 'getpid': case 'getppid': return String(call(verb));
    case 'getuid': return String(call('getresuid')[1]);
    case 'getgid': return String(call('getresgid')[1]);
    case 'setuid': case 'setgid': call(verb, Number(first)); return;
    case 'getpgid': case 'getsid': return String(call(verb, Number(first)));
    case 'setpgid': call('setpgid', Number(first), Number(second)); return;
    case 'setsid': call('setsid'); return;
    case 'setgroups': call('setgroups', listed(first).map(Number)); return;
    case 'kill': call('kill', Number(first), second as Signal); return;
    case 'signal': call('sigaction', first as Signal, second as 'ignore'); return;
    case 'wait': {
      const done = call('waitpid', args[0] === undefined ? -1 : Number(first), { untraced: second === 'untraced' });
      return done === null ? 'none' : endOf(done.status);
    }
    case 'exit': call('exit', Number(first)); return;
    case 'gethostname': return call('gethostname');
    case 'drop': {
      for (const capability of args as Capability[]) all.delete(capability);
      const kept = [...all];
      call('capset', { effective: kept, permitted: kept, inheritable: [] });
      return;
    }
    case 'dumpable': call('set_dumpable', true); return;
    case 'subreaper': call('set_child_subreaper', true); return;
    case 'alive': { const state = stage.actors.get(first)?.state; return state === 'running' || state === 'stopped' ? 'yes' : 'no'; }
    case 'same': {
      const [one, other] = args.map((path) => call('stat', path));
      return one!.device === other!.device && one!.number === other!.number ? 'yes' : 'no';
    }
    default: throw new Error(`The table has an unknown word: "${verb}".`);
  }
}

function endOf(status: WaitStatus): string {
  switch (status.how) {
    case 'exited':
      return `exited ${status.code}`;
    case 'killed':
    case 'stopped':
      return `${status.how} ${status.signal}`;
    case 'continued':
      return 'continued';
  }
}
