import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { errorText } from './error-text.ts';
import { namesOf } from './names.ts';
import { optionsOf, refuse } from './options.ts';
import { memoryFields } from './process-rows.ts';
import type { ProcessView } from './process-view.ts';
import { atOnce, type Program } from './program.ts';
import { sizeForPeople } from './size-text.ts';
import { calendarTime, twoDigits } from './time-text.ts';

function uname(process: ProcessView): number {
  const { flags } = optionsOf(process, 'asnrvm');
  const words = { s: 'Linux', n: process.must('uname', 'gethostname'), r: '6.18', v: 'virtlab', m: 'x86_64' };
  const asked = Object.entries(words).filter(([flag]) => flags.has('a') || flags.has(flag) || (flags.size === 0 && flag === 's'));
  process.print(`${asked.map(([, word]) => word).join(' ')}\n`);
  return 0;
}

function which(process: ProcessView): number {
  let code = 0;
  for (const name of optionsOf(process, 'a').operands) {
    const found = (process.task.environment['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/${name}`).find((path) => process.call('access', path, ['execute']).ok);
    if (found === undefined) code = 1;
    else process.print(`${found}\n`);
  }
  return code;
}

/** free(1): of the whole machine, in every container. */
function free(process: ProcessView): number {
  const { flags } = optionsOf(process, 'bkmgh');
  const fields = memoryFields(process);
  const [total = 0, unused = 0, available = 0] = ['MemTotal', 'MemFree', 'MemAvailable'].map((name) => fields.get(name));
  const unit = flags.has('b') ? 1 / 1024 : flags.has('m') ? 1024 : flags.has('g') ? 1024 ** 2 : 1;
  const text = (kibibytes: number): string => (flags.has('h') ? binarySize(kibibytes * 1024) : String(Math.floor(kibibytes / unit))).padStart(12);
  const line = (name: string, numbers: readonly number[]): string => `${name.padEnd(8)}${numbers.map(text).join('')}\n`.replace(/^(\S+ +) /, '$1 ');
  process.print(`${' '.repeat(15)}total        used        free      shared  buff/cache   available\n`);
  process.print(line('Mem:', [total, total - unused, unused, 0, 0, available]) + line('Swap:', [0, 0, 0]));
  return 0;
}

/** As free -h has it: three digits at most, cut off, with Ki, Mi, Gi. */
function binarySize(bytes: number): string {
  let [size, unit] = [bytes, 0];
  while (size >= 1024) [size, unit] = [size / 1024, unit + 1];
  const letter = ['B', 'Ki', 'Mi', 'Gi', 'Ti'][unit] ?? 'Pi';
  return `${unit > 0 && size < 10 ? (Math.floor(size * 10) / 10).toFixed(1) : String(Math.floor(size))}${letter}`;
}

/** What uptime(1) prints: the wall clock, how long the machine is up, the load. Nobody has logged in. */
export function uptimeText(process: ProcessView): string {
  const { hour, minute, second } = calendarTime(process.must('uptime', 'clock_gettime', 'realtime'));
  const minutes = Math.floor(process.must('uptime', 'clock_gettime', 'boottime') / (60 * NANOSECONDS_PER_SECOND));
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24];
  const up = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${twoDigits(minutes % 60)}` : `${minutes % 60} min`}`;
  return ` ${[hour, minute, second].map(twoDigits).join(':')} up ${up},  0 users,  load average: ${process.readFile('/proc/loadavg').split(' ').slice(0, 3).join(', ')}`;
}

/** df(1): the file systems that are mounted where this process sees them. */
function df(process: ProcessView): number {
  const { flags, operands } = optionsOf(process, 'ahkT');
  const mounts = process.readFile('/proc/self/mounts').trimEnd().split('\n').map((line) => line.split(' '));
  const size = (bytes: number): string => (flags.has('h') ? sizeForPeople(1024 * Math.ceil(bytes / 1024)) : String(Math.ceil(bytes / 1024)));
  const rows = [['Filesystem', ...(flags.has('T') ? ['Type'] : []), flags.has('h') ? 'Size' : '1K-blocks', 'Used', flags.has('h') ? 'Avail' : 'Available', 'Use%', 'Mounted on']];
  let code = 0;
  const add = (place: string, path: string): void => {
    const [source = 'none'] = mounts.findLast(([, target]) => target === place) ?? [];
    const status = process.must(path, 'statfs', path);
    if (status.bytes === 0 && !flags.has('a') && operands.length === 0) return;
    const left = status.bytes - status.usedBytes;
    const percent = status.bytes === 0 ? '-' : `${Math.ceil((100 * status.usedBytes) / status.bytes)}%`;
    rows.push([source, ...(flags.has('T') ? [status.type] : []), size(status.bytes), size(status.usedBytes), size(left), percent, place]);
  };
  for (const path of operands) {
    const known = process.call('statfs', path);
    if (known.ok) add(mountOf(mounts.map(([, place = '/']) => place), absolute(process, path)), path);
    else {
      process.printError(`df: ${path}: ${errorText(known.errno)}`);
      code = 1;
    }
  }
  if (operands.length === 0) for (const [, place = '/'] of mounts) add(place, place);
  if (rows.length > 1) process.print(aligned(rows, flags.has('T') ? 2 : 1));
  return code;
}

function absolute(process: ProcessView, path: string): string {
  return path.startsWith('/') ? path : `${process.must('df', 'getcwd')}/${path}`;
}

/** The longest mount point above a path. */
function mountOf(places: readonly string[], path: string): string {
  const above = places.filter((place) => place === '/' || path === place || path.startsWith(`${place}/`));
  return above.sort((one, other) => other.length - one.length)[0] ?? '/';
}

/** The first columns stand to the left, the next to the right, the last as it is. */
function aligned(rows: readonly (readonly string[])[], leftColumns: number): string {
  const least = (column: number): number => (column === 0 ? 14 : column < leftColumns ? 4 : 5);
  const widths = (rows[0] ?? []).map((head, column) => Math.max(head === 'Use%' ? 4 : least(column), ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `${row.map((cell, column) => {
    if (column === row.length - 1) return cell;
    return column < leftColumns ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  }).join(' ')}\n`).join('');
}

export const SYSTEM_PROGRAMS: readonly Program[] = [
  atOnce('uname', 'uname [-a] [-snrvm]', 'Shows which kernel it is, and the name of the machine.', uname),
  atOnce('whoami', 'whoami', 'Shows the name of the user.', (process) => {
    const { operands: [extra] } = optionsOf(process, '');
    if (extra !== undefined) refuse(process, `extra operand '${extra}'`);
    process.print(`${namesOf(process).user(process.must('whoami', 'getresuid')[1])}\n`);
    return 0;
  }),
  atOnce('which', 'which NAME...', 'Shows where programs are found.', which),
  atOnce('clear', 'clear', 'Clears the screen.', (process) => {
    process.print('\u001b[H\u001b[2J');
    return 0;
  }),
  atOnce('uptime', 'uptime', 'Shows the time, how long the machine is up, and its load over 1, 5 and 15 minutes.', (process) => {
    process.print(`${uptimeText(process)}\n`);
    return 0;
  }),
  atOnce('free', 'free [-b | -k | -m | -g | -h]', 'Shows the memory of the whole machine, in KiB; -h in units for people.', free),
  atOnce('df', 'df [-h] [-a] [-T] [PATH...]', 'Shows how full file systems are, in KiB; -h in units for people, -T with their types, -a also those without a size.', df),
];
