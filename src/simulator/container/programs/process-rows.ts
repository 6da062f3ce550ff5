import { namesOf } from './names.ts';
import type { ProcessView } from './process-view.ts';
import { ProgramFailure } from './process-view.ts';

/** What /proc/[pid] tells of a process. */
export interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly uid: number;
  readonly user: string;
  /** R, S, D, T or Z. */
  readonly state: string;
  /** As in pts/0; ? without one. */
  readonly terminal: string;
  readonly isInFront: boolean;
  /** Hundredths of a second. */
  readonly cpuTicks: number;
  readonly startTicks: number;
  readonly kibibytes: number;
  /** The short name, and the words that it was started with. */
  readonly name: string;
  readonly command: string;
}

/** The processes that the mounted proc shows, which are those of one pid namespace. */
export function processRows(process: ProcessView): readonly ProcessRow[] {
  const numbers = process.must('/proc', 'readdir', '/proc').filter((name) => /^\d+$/.test(name));
  if (numbers.length === 0) throw new ProgramFailure('nothing is mounted on /proc: try "mount -t proc proc /proc"');
  const names = namesOf(process);
  return numbers.flatMap((number) => {
    // It may be gone by now.
    if (!process.call('stat', `/proc/${number}/stat`).ok) return [];
    const [head = '', tail = ''] = process.readFile(`/proc/${number}/stat`).trimEnd().split(/\) (?=[^)]*$)/);
    const fields = tail.split(' ');
    const field = (place: number): number => Number(fields[place - 3] ?? 0);
    const status = new Map(process.readFile(`/proc/${number}/status`).split('\n').map((line) => line.split('\t') as [string, string]));
    const uid = Number(status.get('Uid:') ?? 0);
    const name = head.slice(head.indexOf('(') + 1);
    const state = fields[0] ?? '?';
    const words = process.readFile(`/proc/${number}/cmdline`).split('\0').filter((word) => word !== '').join(' ');
    const device = field(7);
    return [{
      pid: Number(number), parent: field(4), group: field(5), session: field(6), uid, user: names.user(uid), state, terminal: device === 0 ? '?' : `pts/${device - 0x8800}`,
      isInFront: device !== 0 && field(8) === field(5), cpuTicks: field(14) + field(15), startTicks: field(22), kibibytes: 4 * field(24), name,
      command: state === 'Z' ? `[${name}] <defunct>` : words || `[${name}]`,
    }];
  });
}

/** Hundredths of a second that the machine is up, as /proc/uptime has it. */
export function uptimeTicks(process: ProcessView): number {
  return Math.round(Number(process.readFile('/proc/uptime').split(' ')[0] ?? 0) * 100);
}

/** MemTotal and its like, in KiB (proc(5), /proc/meminfo). */
export function memoryFields(process: ProcessView): ReadonlyMap<string, number> {
  return new Map(process.readFile('/proc/meminfo').split('\n').filter((line) => line !== '').map((line) => {
    const [name = '', rest = ''] = line.split(':');
    return [name, Number.parseInt(rest, 10)];
  }));
}
