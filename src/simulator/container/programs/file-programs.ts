import type { Answer } from '../errno.ts';
import { errorText } from './error-text.ts';
import { ls } from './list-files.ts';
import { demandOperands, optionsOf, refuse } from './options.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce, type Program } from './program.ts';

function baseName(path: string): string {
  return path.split('/').filter((part) => part !== '').at(-1) ?? '/';
}

function join(folder: string, name: string): string {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`;
}

/** The destination itself, or the same name in it where it is a directory. */
function into(process: ProcessView, source: string, destination: string): string {
  const answer = process.call('stat', destination);
  return answer.ok && answer.value.kind === 'directory' ? join(destination, baseName(source)) : destination;
}

/** Does something with each operand; one that fails is told, and the others have their turn. */
function each(process: ProcessView, operands: readonly string[], act: (path: string) => void): number {
  demandOperands(process, operands);
  let code = 0;
  for (const path of operands) {
    try {
      act(path);
    } catch (error) {
      if (!(error instanceof ProgramFailure)) throw error;
      process.printError(`${process.task.command}: ${error.message}`);
      code = 1;
    }
  }
  return code;
}

/** The value, or an end with what the program could not do, such as "cannot remove 'f': Is a directory". */
function need<Value>(answer: Answer<Value>, failure: string): Value {
  if (!answer.ok) throw new ProgramFailure(`${failure}: ${errorText(answer.errno)}`);
  return answer.value;
}

function removeTree(process: ProcessView, path: string): void {
  const failure = `cannot remove '${path}'`;
  const status = need(process.call('lstat', path), failure);
  if (status.kind !== 'directory') {
    need(process.call('unlink', path), failure);
    return;
  }
  for (const name of need(process.call('readdir', path), failure)) removeTree(process, join(path, name));
  need(process.call('rmdir', path), failure);
}

function copyTree(process: ProcessView, from: string, to: string, recursive: boolean): void {
  const status = need(process.call(recursive ? 'lstat' : 'stat', from), `cannot stat '${from}'`);
  if (status.kind === 'symlink') {
    need(process.call('symlink', need(process.call('readlink', from), `cannot read symbolic link '${from}'`), to), `cannot create symbolic link '${to}'`);
    return;
  }
  if (status.kind !== 'directory') {
    writeFile(process, to, process.readBytes(from), status.mode);
    return;
  }
  if (!recursive) throw new ProgramFailure(`-r not specified; omitting directory '${from}'`);
  if (`${to}/`.startsWith(`${from}/`)) throw new ProgramFailure(`cannot copy a directory, '${from}', into itself, '${to}'`);
  const made = process.call('mkdir', to, status.mode);
  if (!made.ok && made.errno !== 'EEXIST') need(made, `cannot create directory '${to}'`);
  for (const name of need(process.call('readdir', from), `cannot access '${from}'`)) copyTree(process, join(from, name), join(to, name), true);
}

function writeFile(process: ProcessView, path: string, bytes: Uint8Array, mode = 0o666): void {
  const descriptor = need(process.call('open', path, ['write', 'create', 'truncate'], mode), `cannot create regular file '${path}'`);
  need(process.call('write', descriptor, bytes), `error writing '${path}'`);
  process.call('close', descriptor);
}

/** Sources and a destination, which must be a directory where there are several sources. */
function fromTo(process: ProcessView, operands: readonly string[]): { readonly sources: readonly string[]; readonly destination: string } {
  if (operands.length === 0) refuse(process, 'missing file operand');
  if (operands.length === 1) refuse(process, `missing destination file operand after '${operands[0] ?? ''}'`);
  const destination = operands.at(-1) ?? '';
  const answer = process.call('stat', destination);
  if (operands.length > 2 && !(answer.ok && answer.value.kind === 'directory')) throw new ProgramFailure(`target '${destination}' is not a directory`);
  return { sources: operands.slice(0, -1), destination };
}

function mkdir(process: ProcessView): number {
  const { flags, values, operands } = optionsOf(process, 'p', 'm');
  const mode = values.has('m') ? parseInt(values.get('m') ?? '', 8) : 0o777;
  return each(process, operands, (path) => {
    if (!flags.has('p')) {
      need(process.call('mkdir', path, mode), `cannot create directory '${path}'`);
      return;
    }
    const parts = path.split('/');
    parts.forEach((_, index) => {
      const upTo = parts.slice(0, index + 1).join('/');
      const made = upTo === '' ? null : process.call('mkdir', upTo, mode);
      if (made !== null && !made.ok && made.errno !== 'EEXIST') need(made, `cannot create directory '${upTo}'`);
    });
  });
}

function touch(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'c');
  return each(process, operands, (path) => {
    if (flags.has('c') && !process.call('stat', path).ok) return;
    process.call('close', need(process.call('open', path, ['write', 'create', 'append']), `cannot touch '${path}'`));
  });
}

function rm(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'frR');
  if (operands.length === 0 && flags.has('f')) return 0;
  return each(process, operands, (path) => {
    if (flags.has('f') && !process.call('lstat', path).ok) return;
    if (flags.has('r') || flags.has('R')) removeTree(process, path);
    else need(process.call('unlink', path), `cannot remove '${path}'`);
  });
}

function ln(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'sf');
  // With one operand the link is made in the working directory.
  const { sources, destination } = fromTo(process, operands.length === 1 ? [...operands, '.'] : operands);
  return each(process, sources, (target) => {
    const name = into(process, target, destination);
    if (flags.has('f')) process.call('unlink', name);
    if (flags.has('s')) need(process.call('symlink', target, name), `failed to create symbolic link '${name}'`);
    else need(process.call('link', target, name), `failed to create hard link '${name}' => '${target}'`);
  });
}

function mv(process: ProcessView): number {
  const { sources, destination } = fromTo(process, optionsOf(process, 'f').operands);
  return each(process, sources, (from) => {
    need(process.call('lstat', from), `cannot stat '${from}'`);
    const to = into(process, from, destination);
    const moved = process.call('rename', from, to);
    if (moved.ok) return;
    if (moved.errno !== 'EXDEV') need(moved, `cannot move '${from}' to '${to}'`);
    copyTree(process, from, to, true);
    removeTree(process, from);
  });
}

function cp(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'rRafp');
  const { sources, destination } = fromTo(process, operands);
  return each(process, sources, (from) => {
    copyTree(process, from, into(process, from, destination), flags.has('r') || flags.has('R') || flags.has('a'));
  });
}

/** Octal digits, or letters such as u+x,go-w. */
function modeAfter(before: number, text: string): number | null {
  if (/^[0-7]{1,4}$/.test(text)) return parseInt(text, 8);
  let mode = before;
  for (const clause of text.split(',')) {
    const parts = /^([ugoa]*)([-+=])([rwxst]*)$/.exec(clause);
    if (parts === null) return null;
    const [, who = '', sign = '', what = ''] = parts;
    const triple = (what.includes('r') ? 4 : 0) | (what.includes('w') ? 2 : 0) | (what.includes('x') ? 1 : 0);
    const shifts = who === '' || who.includes('a') ? [6, 3, 0] : [...who].map((letter) => ({ u: 6, g: 3, o: 0 })[letter] ?? 0);
    const bits = shifts.reduce((sum, shift) => sum | (triple << shift), 0) | (what.includes('s') ? (shifts.includes(6) ? 0o4000 : 0) | (shifts.includes(3) ? 0o2000 : 0) : 0) | (what.includes('t') ? 0o1000 : 0);
    if (sign === '=') mode &= ~shifts.reduce((sum, shift) => sum | (7 << shift), 0);
    mode = sign === '-' ? mode & ~bits : mode | bits;
  }
  return mode;
}

function chmod(process: ProcessView): number {
  // A mode such as -w is no option.
  const recursive = process.args[0] === '-R';
  const [text, ...paths] = recursive ? process.args.slice(1) : process.args;
  if (text === undefined) refuse(process, 'missing operand');
  if (paths.length === 0) refuse(process, `missing operand after '${text}'`);
  const change = (path: string): void => {
    const status = need(process.call('stat', path), `cannot access '${path}'`);
    const mode = modeAfter(status.mode, text) ?? refuse(process, `invalid mode: '${text}'`);
    need(process.call('chmod', path, mode), `changing permissions of '${path}'`);
    if (!recursive || status.kind !== 'directory') return;
    for (const name of need(process.call('readdir', path), `cannot access '${path}'`)) change(join(path, name));
  };
  return each(process, paths, change);
}

const IDS: Readonly<Record<string, number>> = { '': -1, root: 0, nobody: 65_534, nogroup: 65_534 };

function chown(process: ProcessView): number {
  const { flags, operands: [owner, ...paths] } = optionsOf(process, 'R');
  if (owner === undefined) refuse(process, 'missing operand');
  if (paths.length === 0) refuse(process, `missing operand after '${owner}'`);
  const [user = '', group = ''] = owner.split(':');
  const id = (name: string, what: string): number => IDS[name] ?? (/^\d+$/.test(name) ? Number(name) : refuse(process, `invalid ${what}: '${owner}'`));
  const [uid, gid] = [id(user, 'user'), id(group, 'group')];
  const change = (path: string): void => {
    const status = need(process.call('stat', path), `cannot access '${path}'`);
    need(process.call('chown', path, uid, gid), `changing ownership of '${path}'`);
    if (!flags.has('R') || status.kind !== 'directory') return;
    for (const name of need(process.call('readdir', path), `cannot access '${path}'`)) change(join(path, name));
  };
  return each(process, paths, change);
}

function stat(process: ProcessView): number {
  return each(process, optionsOf(process, 'L').operands, (path) => {
    const status = need(process.call('lstat', path), `cannot statx '${path}'`);
    process.print(`${path}: ${status.kind} mode ${status.mode.toString(8)} owner ${status.uid}:${status.gid} links ${status.links} size ${status.size} inode ${status.device}:${status.number}\n`);
  });
}

/** Programs that make, move, show and remove files and directories. */
export const FILE_PROGRAMS: readonly Program[] = [
  atOnce('ls', 'ls [-aACdFhilnprRsSt1] [PATH...]', 'Lists files and what is in directories, in columns at a terminal: -l in long lines (-n with numbers of users, -h with sizes for people), -1 one a line, -a with hidden names (-A without . and ..), -d directories themselves, -R with all below, -F and -p with marks, -i with numbers, -s with blocks, -S by size, -t by time, -r the other way round.', ls),
  atOnce('mkdir', 'mkdir [-p] [-m MODE] PATH...', 'Makes directories; -p with all above them.', mkdir),
  atOnce('rmdir', 'rmdir PATH...', 'Removes empty directories.', (process) => each(process, optionsOf(process, 'p').operands, (path) => {
    need(process.call('rmdir', path), `failed to remove '${path}'`);
  })),
  atOnce('rm', 'rm [-f] [-r] PATH...', 'Removes files; -r directories with all in them, -f without a word where there are none.', rm),
  atOnce('touch', 'touch [-c] PATH...', 'Makes empty files where there are none; with -c it does not.', touch),
  atOnce('cp', 'cp [-rafp] FROM... TO', 'Copies files with their modes; -r or -a directories.', cp),
  atOnce('mv', 'mv FROM... TO', 'Moves files and directories; copies where that crosses mounts.', mv),
  atOnce('ln', 'ln [-s] [-f] TARGET... [NAME]', 'Makes a second name for a file; -s a symbolic link, -f in place of what has the name.', ln),
  atOnce('chmod', 'chmod [-R] MODE PATH...', 'Changes permission bits, in octal digits or as in u+x,go-w.', chmod),
  atOnce('chown', 'chown [-R] USER[:GROUP] PATH...', 'Changes who owns files; -R with all below.', chown),
  atOnce('sync', 'sync', 'Waits until the disk has what was written.', (process) => {
    process.must('sync', 'sync');
    return 0;
  }),
  atOnce('stat', 'stat PATH...', 'Shows what an inode holds.', stat),
  atOnce('readlink', 'readlink PATH', 'Shows where a symbolic link points.', (process) => {
    const { operands: [path] } = optionsOf(process, 'f');
    if (path === undefined) refuse(process, 'missing operand');
    const answer = process.call('readlink', path);
    if (answer.ok) process.print(`${answer.value}\n`);
    return answer.ok ? 0 : 1;
  }),
  atOnce('pwd', 'pwd', 'Shows the working directory.', (process) => {
    process.print(`${process.must('pwd', 'getcwd')}\n`);
    return 0;
  }),
];
