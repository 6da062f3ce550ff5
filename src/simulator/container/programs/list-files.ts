import type { FileStatus } from '../files/attribute-calls.ts';
import { errorText } from './error-text.ts';
import { optionsOf } from './options.ts';
import type { ProcessView } from './process-view.ts';

const LETTERS: Record<FileStatus['kind'], string> = {
  regular: '-', directory: 'd', symlink: 'l', character: 'c', block: 'b', fifo: 'p', socket: 's',
};

/** What -F puts behind a name. */
function mark({ kind, mode }: FileStatus): string {
  if (kind === 'regular') return (mode & 0o111) === 0 ? '' : '*';
  return { directory: '/', symlink: '@', fifo: '|', socket: '=' }[kind as string] ?? '';
}

function modeText({ kind, mode }: FileStatus): string {
  const special = [0o4000, 0o2000, 0o1000];
  const triples = [6, 3, 0].map((shift, place) => {
    const bits = (mode >> shift) & 7;
    const isSpecial = (mode & (special[place] ?? 0)) !== 0;
    const [with_, without] = place === 2 ? ['t', 'T'] : ['s', 'S'];
    const last = isSpecial ? (bits & 1 ? with_ : without) : bits & 1 ? 'x' : '-';
    return `${bits & 4 ? 'r' : '-'}${bits & 2 ? 'w' : '-'}${last ?? '-'}`;
  });
  return LETTERS[kind] + triples.join('');
}

function sizeText(status: FileStatus, isForPeople: boolean): string {
  if (status.kind === 'character' || status.kind === 'block') return `${status.major}, ${status.minor}`;
  if (!isForPeople || status.size < 1024) return String(status.size);
  let [size, unit] = [status.size, 0];
  while (size >= 1024) [size, unit] = [size / 1024, unit + 1];
  return `${size < 9.95 ? size.toFixed(1) : size.toFixed(0)}${'BKMGT'[unit] ?? ''}`;
}

interface Listed {
  readonly path: string;
  readonly name: string;
  readonly status: FileStatus;
}

interface Manner {
  readonly flags: ReadonlySet<string>;
  /** Names of users and groups, by number. */
  readonly names: ReadonlyMap<number, string>;
}

function lines(process: ProcessView, entries: readonly Listed[], { flags, names }: Manner): readonly string[] {
  const nameOf = (id: number): string => names.get(id) ?? String(id);
  const shown = entries.map(({ path, name, status }) => {
    const target = status.kind === 'symlink' && flags.has('l') ? process.call('readlink', path) : null;
    const label = `${flags.has('i') ? `${status.number} ` : ''}`;
    const suffix = target?.ok === true ? ` -> ${target.value}` : flags.has('F') ? mark(status) : '';
    return { label, columns: [String(status.links), nameOf(status.uid), nameOf(status.gid), sizeText(status, flags.has('h'))], mode: modeText(status), text: `${name}${suffix}` };
  });
  if (!flags.has('l')) return shown.map(({ label, text }) => label + text);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...shown.map(({ columns }) => columns[column]?.length ?? 0)));
  return shown.map(({ label, mode, columns, text }) => {
    const [links = '', user = '', group = '', size = ''] = columns;
    return `${label}${mode} ${links.padStart(widths[0] ?? 0)} ${user.padEnd(widths[1] ?? 0)} ${group.padEnd(widths[2] ?? 0)} ${size.padStart(widths[3] ?? 0)} ${text}`;
  });
}

/** Users as /etc/passwd of the container names them. */
function userNames(process: ProcessView): Map<number, string> {
  const opened = process.call('open', '/etc/passwd');
  if (!opened.ok) return new Map();
  process.call('close', opened.value);
  return new Map(process.readFile('/etc/passwd').split('\n').filter((line) => line !== '').map((line) => line.split(':')).map(([name = '', , id = '']) => [Number(id), name]));
}

/** Lists directories and files (ls(1)); returns the exit code. */
export function ls(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'aAdFhilnrR1t');
  const manner: Manner = { flags, names: flags.has('l') && !flags.has('n') ? userNames(process) : new Map() };
  const paths = operands.length === 0 ? ['.'] : operands;
  const files: Listed[] = [];
  const folders: string[] = [];
  let code = 0;
  for (const path of paths) {
    const followed = flags.has('d') || flags.has('l') ? process.call('lstat', path) : process.call('stat', path);
    const status = followed.ok ? followed : process.call('lstat', path);
    if (!status.ok) {
      process.printError(`ls: cannot access '${path}': ${errorText(status.errno)}`);
      code = 2;
    } else if (status.value.kind === 'directory' && !flags.has('d')) folders.push(path);
    else files.push({ path, name: path, status: status.value });
  }
  for (const line of lines(process, files, manner)) process.print(`${line}\n`);
  const isNamed = paths.length > 1 || flags.has('R');
  for (const [index, folder] of folders.entries()) {
    if (isNamed) process.print(`${index > 0 || files.length > 0 ? '\n' : ''}${folder}:\n`);
    code = Math.max(code, listFolder(process, folder, manner));
  }
  return code;
}

function listFolder(process: ProcessView, folder: string, manner: Manner): number {
  const { flags } = manner;
  const found = process.call('readdir', folder);
  if (!found.ok) {
    process.printError(`ls: cannot open directory '${folder}': ${errorText(found.errno)}`);
    return 2;
  }
  const hidden = flags.has('a') ? ['.', '..'] : [];
  const names = [...hidden, ...found.value.filter((name) => flags.has('a') || flags.has('A') || !name.startsWith('.'))];
  if (flags.has('r')) names.reverse();
  const at = (name: string): string => (folder.endsWith('/') ? folder + name : `${folder}/${name}`);
  const entries = names.flatMap((name): Listed[] => {
    const status = process.call('lstat', at(name));
    return status.ok ? [{ path: at(name), name, status: status.value }] : [];
  });
  for (const line of lines(process, entries, manner)) process.print(`${line}\n`);
  if (!flags.has('R')) return 0;
  let code = 0;
  for (const { path, name, status } of entries) {
    if (status.kind !== 'directory' || name === '.' || name === '..') continue;
    process.print(`\n${path}:\n`);
    code = Math.max(code, listFolder(process, path, manner));
  }
  return code;
}
