import type { FileStatus } from '../files/attribute-calls.ts';
import { encodeUtf8 } from '../../kernel/utf8.ts';
import { errorText } from './error-text.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce, type Program } from './program.ts';

/** Flags like -la apart from the rest. */
export function splitFlags(args: readonly string[]): { readonly flags: ReadonlySet<string>; readonly rest: readonly string[] } {
  const flags = args.filter((arg) => /^-[a-zA-Z]/.test(arg)).flatMap((arg) => [...arg.slice(1)]);
  return { flags: new Set(flags), rest: args.filter((arg) => !/^-[a-zA-Z]/.test(arg)) };
}

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

const LETTERS: Record<FileStatus['kind'], string> = {
  regular: '-', directory: 'd', symlink: 'l', character: 'c', block: 'b', fifo: 'p', socket: 's',
};

function modeText(status: FileStatus): string {
  const triples = [6, 3, 0].map((shift) => {
    const bits = (status.mode >> shift) & 7;
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${bits & 1 ? 'x' : '-'}`;
  });
  return LETTERS[status.kind] + triples.join('');
}

function longLine(process: ProcessView, path: string, name: string): string {
  const status = process.must(path, 'lstat', path);
  const target = status.kind === 'symlink' ? process.call('readlink', path) : null;
  const size = status.kind === 'character' || status.kind === 'block' ? `${status.major}, ${status.minor}` : String(status.size);
  const arrow = target?.ok === true ? ` -> ${target.value}` : '';
  return `${modeText(status)} ${String(status.links).padStart(2)} ${String(status.uid).padEnd(5)} ${String(status.gid).padEnd(5)} ${size.padStart(6)} ${name}${arrow}\n`;
}

function ls(process: ProcessView, args: readonly string[]): number {
  const { flags, rest } = splitFlags(args);
  const paths = rest.length === 0 ? ['.'] : rest;
  let code = 0;
  for (const path of paths) {
    const status = process.call('stat', path);
    const itself = status.ok ? status : process.call('lstat', path);
    if (!itself.ok) {
      process.printError(`ls: ${path}: ${errorText(itself.errno)}`);
      code = 2;
      continue;
    }
    if (itself.value.kind !== 'directory' || flags.has('d')) {
      process.print(flags.has('l') ? longLine(process, path, path) : `${path}\n`);
      continue;
    }
    if (paths.length > 1) process.print(`${path}:\n`);
    const names = process.must(path, 'readdir', path).filter((name) => flags.has('a') || !name.startsWith('.'));
    for (const name of names) process.print(flags.has('l') ? longLine(process, join(path, name), name) : `${name}\n`);
  }
  return code;
}

function removeTree(process: ProcessView, path: string): void {
  const status = process.must(path, 'lstat', path);
  if (status.kind !== 'directory') {
    process.must(path, 'unlink', path);
    return;
  }
  for (const name of process.must(path, 'readdir', path)) removeTree(process, join(path, name));
  process.must(path, 'rmdir', path);
}

function copyTree(process: ProcessView, from: string, to: string, recursive: boolean): void {
  const status = process.must(from, 'stat', from);
  if (status.kind !== 'directory') {
    writeFile(process, to, process.readFile(from), status.mode);
    return;
  }
  if (!recursive) throw new ProgramFailure(`${from}: is a directory; -r copies it`);
  const made = process.call('mkdir', to, status.mode);
  if (!made.ok && made.errno !== 'EEXIST') throw new ProgramFailure(`${to}: ${errorText(made.errno)}`);
  for (const name of process.must(from, 'readdir', from)) copyTree(process, join(from, name), join(to, name), true);
}

function writeFile(process: ProcessView, path: string, text: string, mode = 0o666): void {
  const descriptor = process.must(path, 'open', path, ['write', 'create', 'truncate'], mode);
  process.must(path, 'write', descriptor, encodeUtf8(text));
  process.must(path, 'close', descriptor);
}

function two(args: readonly string[]): readonly [string, string] {
  const [first, second] = args;
  if (first === undefined || second === undefined) throw new ProgramFailure('needs two names; --help tells more');
  return [first, second];
}

function mkdir(process: ProcessView, args: readonly string[]): number {
  const { flags, rest } = splitFlags(args);
  for (const path of rest) {
    if (!flags.has('p')) {
      process.must(path, 'mkdir', path);
      continue;
    }
    const parts = path.split('/');
    parts.forEach((_, index) => {
      const upTo = parts.slice(0, index + 1).join('/');
      const made = upTo === '' ? null : process.call('mkdir', upTo);
      if (made !== null && !made.ok && made.errno !== 'EEXIST') throw new ProgramFailure(`${upTo}: ${errorText(made.errno)}`);
    });
  }
  return 0;
}

function touch(process: ProcessView, args: readonly string[]): number {
  for (const path of args) process.must(path, 'close', process.must(path, 'open', path, ['write', 'create', 'append']));
  return 0;
}

function rm(process: ProcessView, args: readonly string[]): number {
  const { flags, rest } = splitFlags(args);
  for (const path of rest) {
    if (flags.has('f') && !process.call('lstat', path).ok) continue;
    if (flags.has('r') || flags.has('R')) removeTree(process, path);
    else process.must(path, 'unlink', path);
  }
  return 0;
}

function ln(process: ProcessView, args: readonly string[]): number {
  const { flags, rest } = splitFlags(args);
  const [target, name] = two(rest);
  process.must(name, flags.has('s') ? 'symlink' : 'link', target, into(process, target, name));
  return 0;
}

function mv(process: ProcessView, args: readonly string[]): number {
  const [from, to] = two(splitFlags(args).rest);
  const destination = into(process, from, to);
  const moved = process.call('rename', from, destination);
  if (moved.ok) return 0;
  if (moved.errno !== 'EXDEV') throw new ProgramFailure(`${from}: ${errorText(moved.errno)}`);
  copyTree(process, from, destination, true);
  removeTree(process, from);
  return 0;
}

function chown(process: ProcessView, args: readonly string[]): number {
  const [owner = '', ...paths] = args;
  const [uid = '', gid = ''] = owner.split(':');
  for (const path of paths) process.must(path, 'chown', path, uid === '' ? -1 : Number(uid), gid === '' ? -1 : Number(gid));
  return 0;
}

function stat(process: ProcessView, args: readonly string[]): number {
  for (const path of args) {
    const status = process.must(path, 'lstat', path);
    process.print(`${path}: ${status.kind} mode ${status.mode.toString(8)} owner ${status.uid}:${status.gid} links ${status.links} size ${status.size} inode ${status.device}:${status.number}\n`);
  }
  return 0;
}

export const FILE_PROGRAMS: readonly Program[] = [
  atOnce('ls', 'ls [-a] [-d] [-l] [PATH...]', 'Lists files and what is in directories.', ls),
  atOnce('mkdir', 'mkdir [-p] PATH...', 'Makes directories; -p with all above them.', mkdir),
  atOnce('rmdir', 'rmdir PATH...', 'Removes empty directories.', (process, args) => {
    for (const path of args) process.must(path, 'rmdir', path);
    return 0;
  }),
  atOnce('rm', 'rm [-f] [-r] PATH...', 'Removes files; -r directories with all in them.', rm),
  atOnce('touch', 'touch PATH...', 'Makes empty files where there are none.', touch),
  atOnce('cp', 'cp [-r] FROM TO', 'Copies a file; -r a directory.', (process, args) => {
    const { flags, rest } = splitFlags(args);
    const [from, to] = two(rest);
    copyTree(process, from, into(process, from, to), flags.has('r') || flags.has('a'));
    return 0;
  }),
  atOnce('mv', 'mv FROM TO', 'Moves a file or directory; copies where it crosses mounts.', mv),
  atOnce('ln', 'ln [-s] TARGET NAME', 'Makes a second name for a file; -s a symbolic link.', ln),
  atOnce('chmod', 'chmod MODE PATH...', 'Changes permission bits, in octal digits.', (process, args) => {
    const [mode = '', ...paths] = args;
    if (!/^[0-7]{1,4}$/.test(mode)) throw new ProgramFailure(`"${mode}" is no mode: give octal digits like 755`);
    for (const path of paths) process.must(path, 'chmod', path, parseInt(mode, 8));
    return 0;
  }),
  atOnce('chown', 'chown UID[:GID] PATH...', 'Changes who owns files, by numbers.', chown),
  atOnce('sync', 'sync', 'Waits until the disk has what was written.', (process) => {
    process.must('sync', 'sync');
    return 0;
  }),
  atOnce('stat', 'stat PATH...', 'Shows what an inode holds.', stat),
  atOnce('readlink', 'readlink PATH', 'Shows where a symbolic link points.', (process, args) => {
    const [path = ''] = args;
    process.print(`${process.must(path, 'readlink', path)}\n`);
    return 0;
  }),
  atOnce('pwd', 'pwd', 'Shows the working directory.', (process) => {
    process.print(`${process.must('pwd', 'getcwd')}\n`);
    return 0;
  }),
];
