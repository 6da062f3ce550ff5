import type { Errno } from '../errno.ts';
import type { MountFlag } from '../files/mount-calls.ts';
import { NAMESPACE_KINDS, type NamespaceKind } from '../namespaces/namespace.ts';
import { execute } from './process-programs.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { errorText } from './error-text.ts';
import { optionsOf, refuse } from './options.ts';
import { STRESS } from './stress.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';

const LETTERS: Record<string, NamespaceKind> = { m: 'mnt', p: 'pid', n: 'net', i: 'ipc', u: 'uts', U: 'user', C: 'cgroup', T: 'time' };

function mount(process: ProcessView, args: readonly string[]): number {
  if (args.length === 0) {
    process.print(process.readFile('/proc/self/mounts'));
    return 0;
  }
  const long = new Map([['--bind', 'bind'], ['--rbind', 'rbind'], ['--move', 'move'], ['--make-shared', 'shared'], ['--make-private', 'private'],
    ['--make-slave', 'slave'], ['--make-unbindable', 'unbindable'], ['--make-rprivate', 'rprivate'], ['--make-rshared', 'rshared'], ['--make-rslave', 'rslave']]);
  const words: string[] = [];
  const options: string[] = [];
  let type = '';
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    const known = long.get(word);
    if (known !== undefined) options.push(known);
    else if (word === '-t') type = args[++index] ?? '';
    else if (word === '-o') options.push(...(args[++index] ?? '').split(','));
    else words.push(word);
  }
  const names: Record<string, readonly MountFlag[]> = {
    ro: ['rdonly'], nosuid: ['nosuid'], nodev: ['nodev'], noexec: ['noexec'], remount: ['remount'], bind: ['bind'], rbind: ['bind', 'rec'], move: ['move'],
    shared: ['shared'], private: ['private'], slave: ['slave'], unbindable: ['unbindable'], rprivate: ['private', 'rec'], rshared: ['shared', 'rec'],
    rslave: ['slave', 'rec'], rw: [],
  };
  const flags = options.flatMap((option) => names[option] ?? []);
  const data = options.filter((option) => names[option] === undefined).join(',');
  const target = words.at(-1) ?? '';
  if (target === '') refuse(process, 'bad usage');
  const answer = process.call('mount', words.length > 1 ? (words[0] ?? '') : 'none', target, type, flags, data);
  if (!answer.ok) throw new ProgramFailure(`${target}: ${MOUNT_ERRORS[answer.errno] ?? `${errorText(answer.errno)}.`}`);
  return 0;
}

/** unshare(1): new namespaces, then the command in them; pid and time namespaces are for a child. */
function unshare(process: ProcessView): Step {
  const { memory } = process;
  if (memory['child'] !== undefined) return endWithChild(process);
  const at = process.args.findIndex((word) => !word.startsWith('-'));
  const options = at < 0 ? process.args : process.args.slice(0, at);
  const letters = options.filter((word) => /^-[a-zA-Z]+$/.test(word)).flatMap((word) => [...word.slice(1)]);
  const unknown = letters.find((letter) => LETTERS[letter] === undefined && letter !== 'r' && letter !== 'f');
  if (unknown !== undefined) refuse(process, `invalid option -- '${unknown}'`);
  const mapRoot = letters.includes('r');
  const kinds = new Set(letters.flatMap((letter) => LETTERS[letter] ?? []));
  if (mapRoot) kinds.add('user');
  const [, uid] = process.must('unshare', 'getresuid');
  const [, gid] = process.must('unshare', 'getresgid');
  process.must('unshare failed', 'unshare', [...kinds]);
  if (kinds.has('mnt') && !kinds.has('user')) process.must('/', 'mount', 'none', '/', '', ['rec', 'private']);
  if (mapRoot) mapToRoot(process, uid, gid);
  const command = at < 0 ? ['sh'] : process.args.slice(at);
  return kinds.has('pid') || kinds.has('time') || letters.includes('f') ? runInChild(process, command) : execute(process, command);
}

function mapToRoot(process: ProcessView, uid: number, gid: number): void {
  const put = (file: string, text: string): void => {
    const descriptor = process.must(file, 'open', file, ['write']);
    process.must(file, 'write', descriptor, Uint8Array.from(text, (letter) => letter.charCodeAt(0)));
    process.must(file, 'close', descriptor);
  };
  put('/proc/self/setgroups', 'deny');
  put('/proc/self/uid_map', `0 ${uid} 1`);
  put('/proc/self/gid_map', `0 ${gid} 1`);
}

/** Runs a command as a child, and ends as it ends. */
function runInChild(process: ProcessView, command: readonly string[]): Step {
  const pid = process.must('fork', 'clone');
  const child = process.child(pid);
  if (child === null) return exit(1);
  const [name = ''] = command;
  const path = name.includes('/') ? name : `/bin/${name}`;
  const started = process.callAs(child, 'execve', path, command, process.task.environment);
  if (!started.ok) {
    process.callAs(child, 'exit', 127);
    process.printError(`${name}: not found`);
  }
  process.memory['child'] = pid;
  return waitFor({ for: 'child' });
}

function endWithChild(process: ProcessView): Step {
  const done = process.call('waitpid', Number(process.memory['child']));
  if (!done.ok) return exit(1);
  if (done.value === null) return waitFor({ for: 'child' });
  return exit(done.value.status.how === 'exited' ? done.value.status.code : 128);
}

/** nsenter(1): into the namespaces of another process, then the command in them. */
function nsenter(process: ProcessView): Step {
  if (process.memory['child'] !== undefined) return endWithChild(process);
  const at = process.args.indexOf('-t');
  const target = process.args[at + 1];
  if (at < 0 || target === undefined) refuse(process, 'no target PID specified');
  const rest = [...process.args.slice(0, at), ...process.args.slice(at + 2)];
  const first = rest.findIndex((word) => !word.startsWith('-'));
  const options = first < 0 ? rest : rest.slice(0, first);
  const kinds = options.includes('-a') ? [...NAMESPACE_KINDS] : options.flatMap((word) => LETTERS[word.slice(1)] ?? []);
  // The user namespace first, so that its capabilities count for the others; the files are opened before anything changes.
  const ordered = [...kinds].sort((one, other) => Number(other === 'user') - Number(one === 'user'));
  const handles = ordered.map((kind) => ({ kind, descriptor: process.must(`/proc/${target}/ns/${kind}`, 'open', `/proc/${target}/ns/${kind}`) }));
  for (const { kind, descriptor } of handles) {
    const answer = process.call('setns', descriptor, kind);
    // One's own user namespace cannot be entered, and need not be.
    if (!answer.ok && !(kind === 'user' && answer.errno === 'EINVAL')) process.must(`reassociate to namespace 'ns/${kind}' failed`, 'setns', descriptor, kind);
    process.call('close', descriptor);
  }
  const command = first < 0 ? ['sh'] : rest.slice(first);
  return kinds.includes('pid') ? runInChild(process, command) : execute(process, command);
}

function chroot(process: ProcessView): Step {
  const [root, ...command] = process.args;
  if (root === undefined) refuse(process, 'missing operand');
  const changed = process.call('chroot', root);
  if (!changed.ok) throw new ProgramFailure(`cannot change root directory to '${root}': ${errorText(changed.errno)}`);
  process.must('/', 'chdir', '/');
  return execute(process, command.length === 0 ? ['sh'] : command);
}

/** Forks until nobody lets it any more. */
function forkBomb(process: ProcessView): Step {
  for (let made = 0; made < 64; made++) {
    if (!process.call('clone').ok) return waitFor({ for: 'time', until: process.now + 1_000_000_000 });
  }
  return waitFor({ for: 'time', until: process.now + 1_000_000 });
}

/** As umount(8) puts it. */
const UMOUNT_ERRORS: Partial<Record<Errno, string>> = {
  EINVAL: 'not mounted.', ENOENT: 'no mount point specified.', EBUSY: 'target is busy.', EPERM: 'must be superuser to unmount.',
};

/** As mount(8) puts it. */
const MOUNT_ERRORS: Partial<Record<Errno, string>> = {
  ENOENT: 'mount point does not exist.', ENOTDIR: 'mount point is not a directory.', EPERM: 'permission denied.', ENODEV: 'unknown filesystem type.',
  EBUSY: 'already mounted or mount point busy.', EINVAL: 'wrong fs type, bad option, or bad superblock.',
};

/** Programs that put up the walls of a container, such as mounts, roots and namespaces, or put them to the test. */
export const WALL_PROGRAMS: readonly Program[] = [
  atOnce('mount', 'mount [-t TYPE] [-o OPTIONS] [--bind] [SOURCE] TARGET', 'Mounts a file system (tmpfs, proc, cgroup2, overlay), or a directory once more.', mount),
  atOnce('umount', 'umount [-l] TARGET', 'Takes a mount off; -l even while it is used.', (process) => {
    const { flags, operands } = optionsOf(process, 'lf');
    if (operands.length === 0) refuse(process, 'bad usage');
    for (const path of operands) {
      const answer = process.call('umount', path, flags.has('l') ? ['detach'] : []);
      if (!answer.ok) throw new ProgramFailure(`${path}: ${UMOUNT_ERRORS[answer.errno] ?? `${errorText(answer.errno)}.`}`);
    }
    return 0;
  }),
  atOnce('pivot_root', 'pivot_root NEW_ROOT PUT_OLD', 'Makes a mount the root, and moves the old root below it.', (process, args) => {
    const [next, old] = args;
    if (next === undefined || old === undefined) refuse(process, 'bad usage');
    const answer = process.call('pivot_root', next, old);
    if (!answer.ok) throw new ProgramFailure(`failed to change root from '.' to '${next}': ${errorText(answer.errno)}`);
    return 0;
  }),
  { name: 'chroot', usage: 'chroot DIRECTORY [COMMAND...]', about: 'Runs a command with another root directory.', step: chroot },
  { name: 'unshare', usage: 'unshare [-mpniuUCT] [-r] [-f] [COMMAND...]', about: 'Runs a command in new namespaces: m mounts, p processes, n network, i messages, u name, U users, C cgroups, T clocks; -r as root inside.', step: unshare },
  { name: 'nsenter', usage: 'nsenter -t PID [-a] [-mpniuUCT] [COMMAND...]', about: 'Runs a command in the namespaces of another process; -a in all.', step: nsenter },
  STRESS,
  { name: 'forkbomb', usage: 'forkbomb', about: 'Forks until nobody lets it any more.', step: forkBomb },
];
