import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import type { FileStatus } from '../files/attribute-calls.ts';
import { inColumns } from './columns.ts';
import { errorText } from './error-text.ts';
import { optionsOf } from './options.ts';
import { namesOf, NUMBERS, type Names } from './names.ts';
import type { ProcessView } from './process-view.ts';
import { sizeForPeople } from './size-text.ts';
import { calendarTime, twoDigits } from './time-text.ts';

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
  return isForPeople ? sizeForPeople(status.size) : String(status.size);
}

interface Listed {
  readonly path: string;
  readonly name: string;
  readonly status: FileStatus;
}

interface Manner {
  readonly flags: ReadonlySet<string>;
  /** Names of users and groups, by number. */
  readonly names: Names;
  /** Columns of the terminal; null for one name a line. */
  readonly width: number | null;
  readonly now: number;
}

/** Half a year: older files show their year instead of their time. */
const RECENT = (31_556_952 / 2) * NANOSECONDS_PER_SECOND;

function timeText({ modifiedAt }: FileStatus, now: number): string {
  const { month, day, year, hour, minute } = calendarTime(modifiedAt);
  const last = now - modifiedAt >= RECENT ? ` ${year}` : `${twoDigits(hour)}:${twoDigits(minute)}`;
  return `${month} ${String(day).padStart(2)} ${last}`;
}

function show(process: ProcessView, entries: readonly Listed[], manner: Manner): void {
  const { flags, width } = manner;
  if (flags.has('l')) {
    for (const line of longLines(process, entries, manner)) process.print(`${line}\n`);
    return;
  }
  const before = numbersBefore(entries, flags);
  const names = entries.map(({ name, status }, index) => `${before[index] ?? ''}${name}${markFor(flags, status)}`);
  process.print(width === null ? names.map((name) => `${name}\n`).join('') : inColumns(names, width));
}

/** What -i and -s put before names, aligned. */
function numbersBefore(entries: readonly Listed[], flags: ReadonlySet<string>): readonly string[] {
  const sizes = entries.map(({ status }) => (flags.has('h') ? sizeForPeople(1024 * blocksOf(status)) : String(blocksOf(status))));
  const [inodeWidth, sizeWidth] = [entries.map(({ status }) => String(status.number)), sizes].map((column) => Math.max(...column.map((one) => one.length)));
  return entries.map(({ status }, index) => {
    const inode = flags.has('i') ? `${String(status.number).padStart(inodeWidth ?? 0)} ` : '';
    return inode + (flags.has('s') ? `${(sizes[index] ?? '').padStart(sizeWidth ?? 0)} ` : '');
  });
}

function markFor(flags: ReadonlySet<string>, status: FileStatus): string {
  if (flags.has('F')) return mark(status);
  return flags.has('p') && status.kind === 'directory' ? '/' : '';
}

function longLines(process: ProcessView, entries: readonly Listed[], { flags, names, now }: Manner): readonly string[] {
  const shown = entries.map(({ path, name, status }) => {
    const target = status.kind === 'symlink' ? process.call('readlink', path) : null;
    const suffix = target?.ok === true ? ` -> ${target.value}` : markFor(flags, status);
    return { columns: [String(status.links), names.user(status.uid), names.group(status.gid), sizeText(status, flags.has('h'))], status, text: `${name}${suffix}` };
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...shown.map(({ columns }) => columns[column]?.length ?? 0)));
  const before = numbersBefore(entries, flags);
  return shown.map(({ columns, status, text }, index) => {
    const [links = '', user = '', group = '', size = ''] = columns;
    return `${before[index] ?? ''}${modeText(status)} ${links.padStart(widths[0] ?? 0)} ${user.padEnd(widths[1] ?? 0)} ${group.padEnd(widths[2] ?? 0)} ${size.padStart(widths[3] ?? 0)} ${timeText(status, now)} ${text}`;
  });
}

/** In the order of names, or of size or time with the largest and newest first. */
function sorted(entries: readonly Listed[], { flags }: Manner): Listed[] {
  const ordered = [...entries].sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0));
  if (flags.has('S')) ordered.sort((one, other) => other.status.size - one.status.size);
  else if (flags.has('t')) ordered.sort((one, other) => other.status.modifiedAt - one.status.modifiedAt);
  return flags.has('r') ? ordered.reverse() : ordered;
}

/** Lists directories and files (ls(1)); returns the exit code. */
export function ls(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'aAdCFhilnpRrsSt1');
  const size = process.call('window_size', 1);
  const width = flags.has('1') || (!size.ok && !flags.has('C')) ? null : size.ok ? size.value.columns : 80;
  const manner: Manner = { flags, names: flags.has('l') && !flags.has('n') ? namesOf(process) : NUMBERS, width, now: process.must('ls', 'clock_gettime', 'realtime') };
  const paths = operands.length === 0 ? ['.'] : operands;
  const found: Listed[] = [];
  let code = 0;
  for (const path of paths) {
    const followed = flags.has('d') || flags.has('l') ? process.call('lstat', path) : process.call('stat', path);
    const status = followed.ok ? followed : process.call('lstat', path);
    if (status.ok) found.push({ path, name: path, status: status.value });
    else {
      process.printError(`ls: cannot access '${path}': ${errorText(status.errno)}`);
      code = 2;
    }
  }
  const isListed = ({ status }: Listed): boolean => status.kind === 'directory' && !flags.has('d');
  const files = sorted(found.filter((one) => !isListed(one)), manner);
  const folders = sorted(found.filter(isListed), manner);
  if (files.length > 0) show(process, files, manner);
  const isNamed = paths.length > 1 || flags.has('R');
  for (const [index, { path }] of folders.entries()) {
    if (isNamed) process.print(`${index > 0 || files.length > 0 ? '\n' : ''}${path}:\n`);
    code = Math.max(code, listFolder(process, path, manner));
  }
  return code;
}

/** Blocks of 1 KiB that a file takes, in pages. */
function blocksOf({ kind, size }: FileStatus): number {
  return kind === 'regular' || kind === 'directory' ? 4 * Math.ceil(size / 4096) : 0;
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
  const at = (name: string): string => (folder.endsWith('/') ? folder + name : `${folder}/${name}`);
  const entries = sorted(names.flatMap((name): Listed[] => {
    const status = process.call('lstat', at(name));
    return status.ok ? [{ path: at(name), name, status: status.value }] : [];
  }), manner);
  const blocks = entries.reduce((sum, { status }) => sum + blocksOf(status), 0);
  if (flags.has('l') || flags.has('s')) process.print(`total ${flags.has('h') ? sizeForPeople(1024 * blocks) : blocks}\n`);
  if (entries.length > 0) show(process, entries, manner);
  if (!flags.has('R')) return 0;
  let code = 0;
  for (const { path, name, status } of entries) {
    if (status.kind !== 'directory' || name === '.' || name === '..') continue;
    process.print(`\n${path}:\n`);
    code = Math.max(code, listFolder(process, path, manner));
  }
  return code;
}
