import { refuse } from './options.ts';
import { memoryFields, type ProcessRow, processRows, uptimeTicks } from './process-rows.ts';
import type { ProcessView } from './process-view.ts';
import { atOnce } from './program.ts';
import { calendarTime, twoDigits } from './time-text.ts';

interface Column {
  readonly head: string;
  readonly width: number;
  readonly isLeft?: boolean;
  readonly text: (row: ProcessRow, world: Whole) => string;
}

/** What percentages and times are counted from. */
interface Whole {
  readonly uptimeTicks: number;
  readonly totalKibibytes: number;
  /** The wall clock when the machine was started. */
  readonly bootTime: number;
}

/** Time on vCPUs of the time that the process is there, in percent. */
function cpuPercent({ cpuTicks, startTicks }: ProcessRow, { uptimeTicks: now }: Whole): number {
  return now > startTicks ? (100 * cpuTicks) / (now - startTicks) : 0;
}

/** The letters of ps(1): the state, s for the first process of a session, + for who is in front of a terminal. */
function stateText({ state, pid, session, isInFront }: ProcessRow): string {
  return `${state}${pid === session ? 's' : ''}${isInFront ? '+' : ''}`;
}

function timeText(ticks: number, hasHours: boolean): string {
  const seconds = Math.floor(ticks / 100);
  if (!hasHours) return `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)}`;
  return `${twoDigits(Math.floor(seconds / 3600))}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

function startText({ startTicks }: ProcessRow, { bootTime }: Whole): string {
  const { hour, minute } = calendarTime(bootTime + startTicks * 10_000_000);
  return `${twoDigits(hour)}:${twoDigits(minute)}`;
}

/** The columns that -o knows, as ps(1) of procps lays them out. */
const COLUMNS = {
  pid: { head: 'PID', width: 5, text: ({ pid }) => String(pid) },
  ppid: { head: 'PPID', width: 5, text: ({ parent }) => String(parent) },
  pgid: { head: 'PGID', width: 5, text: ({ group }) => String(group) },
  sid: { head: 'SID', width: 5, text: ({ session }) => String(session) },
  uid: { head: 'UID', width: 5, text: ({ uid }) => String(uid) },
  user: { head: 'USER', width: 8, isLeft: true, text: ({ user }) => user },
  s: { head: 'S', width: 1, isLeft: true, text: ({ state }) => state },
  stat: { head: 'STAT', width: 4, isLeft: true, text: stateText },
  tty: { head: 'TT', width: 8, isLeft: true, text: ({ terminal }) => terminal },
  time: { head: 'TIME', width: 8, text: ({ cpuTicks }) => timeText(cpuTicks, true) },
  '%cpu': { head: '%CPU', width: 4, text: (row, whole) => cpuPercent(row, whole).toFixed(1) },
  '%mem': { head: '%MEM', width: 4, text: ({ kibibytes }, { totalKibibytes }) => ((100 * kibibytes) / totalKibibytes).toFixed(1) },
  vsz: { head: 'VSZ', width: 6, text: ({ kibibytes }) => String(kibibytes) },
  rss: { head: 'RSS', width: 5, text: ({ kibibytes }) => String(kibibytes) },
  comm: { head: 'COMMAND', width: 15, isLeft: true, text: ({ name }) => name },
  args: { head: 'COMMAND', width: 27, isLeft: true, text: ({ command }) => command },
} as const satisfies Record<string, Column>;

const OTHER_NAMES: Readonly<Record<string, keyof typeof COLUMNS>> = { cmd: 'args', command: 'args', pgrp: 'pgid', sess: 'sid', state: 's', tt: 'tty', tname: 'tty', euser: 'user', euid: 'uid', pcpu: '%cpu', pmem: '%mem', rssize: 'rss', vsize: 'vsz', ucmd: 'comm', cputime: 'time' };

const named = (column: Column, head: string): Column => ({ ...column, head });

/** Without options all processes, shortly. */
const SHORT: readonly Column[] = [COLUMNS.pid, COLUMNS.ppid, COLUMNS.uid, COLUMNS.s, COLUMNS.args];
const USER_FORM: readonly Column[] = [
  COLUMNS.user, { ...COLUMNS.pid, width: 7 }, COLUMNS['%cpu'], COLUMNS['%mem'], COLUMNS.vsz, COLUMNS.rss, named(COLUMNS.tty, 'TTY'), COLUMNS.stat,
  { head: 'START', width: 5, isLeft: true, text: startText }, { head: 'TIME', width: 6, text: ({ cpuTicks }) => timeText(cpuTicks, false) }, COLUMNS.args,
];
const FULL_FORM: readonly Column[] = [
  named(COLUMNS.user, 'UID'), { ...COLUMNS.pid, width: 7 }, { ...COLUMNS.ppid, width: 7 }, { head: 'C', width: 2, text: (row, whole) => String(Math.floor(cpuPercent(row, whole))) },
  { head: 'STIME', width: 5, isLeft: true, text: startText }, named(COLUMNS.tty, 'TTY'), COLUMNS.time, named(COLUMNS.args, 'CMD'),
];

/** The columns of a list such as `pid,stat,args` or `pid=NUMBER`. */
function columnsOf(process: ProcessView, list: string): readonly Column[] {
  return list.split(/[ ,]+/).filter((word) => word !== '').map((word) => {
    const [name = '', head] = word.split('=');
    const known = OTHER_NAMES[name] ?? name;
    const column: Column = Object.hasOwn(COLUMNS, known) ? COLUMNS[known as keyof typeof COLUMNS] : refuse(process, `unknown user-defined format specifier "${name}"`);
    return head === undefined ? column : named(column, head);
  });
}

function ps(process: ProcessView, args: readonly string[]): number {
  let columns = SHORT;
  let pids: readonly number[] | null = null;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] ?? '';
    if (word === '-o' || word === 'o') columns = columnsOf(process, args[++index] ?? '');
    else if (word === '-p' || word === 'p') pids = (args[++index] ?? '').split(',').map(Number);
    else if (/^-?\d+$/.test(word)) pids = [...(pids ?? []), Math.abs(Number(word))];
    else if (/^-?[aAdexwlTfu]+$/.test(word)) columns = word.includes('f') ? FULL_FORM : !word.startsWith('-') && word.includes('u') ? USER_FORM : columns;
    else refuse(process, `unsupported option '${word}'`);
  }
  const rows = processRows(process).filter(({ pid }) => pids === null || pids.includes(pid));
  const whole: Whole = {
    uptimeTicks: uptimeTicks(process), totalKibibytes: memoryFields(process).get('MemTotal') ?? 1,
    bootTime: process.must('clock', 'clock_gettime', 'realtime') - process.must('clock', 'clock_gettime', 'boottime'),
  };
  if (columns.some(({ head }) => head !== '')) process.print(line(columns, columns.map(({ head }) => head)));
  for (const row of rows) process.print(line(columns, columns.map(({ text }) => text(row, whole))));
  return rows.length === 0 ? 1 : 0;
}

function line(columns: readonly Column[], cells: readonly string[]): string {
  const texts = columns.map(({ width, isLeft }, index) => {
    const cell = cells[index] ?? '';
    if (isLeft !== true) return cell.padStart(width);
    return index === columns.length - 1 ? cell : cell.padEnd(width);
  });
  return `${texts.join(' ')}\n`;
}

export const PS = atOnce('ps', 'ps [aux | -ef | -o COLUMN,...] [-p PID,...]', `Shows all processes that /proc lists; aux and -ef with users and times, -o in columns of one's own: ${Object.keys(COLUMNS).join(' ')}.`, ps);
