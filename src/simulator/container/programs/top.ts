import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { optionsOf } from './options.ts';
import { memoryFields, type ProcessRow, processRows, uptimeTicks } from './process-rows.ts';
import type { ProcessView } from './process-view.ts';
import { exit, type Program, type Step, waitFor } from './program.ts';
import { secondsOf } from './seconds.ts';
import { uptimeText } from './system-programs.ts';
import { twoDigits } from './time-text.ts';

/** The figures of the screen before, from which the next one counts. */
interface Before {
  readonly uptimeTicks: number;
  readonly userTicks: number;
  readonly idleTicks: number;
  readonly cpuTicks: Readonly<Record<number, number>>;
}

const NOTHING_BEFORE: Before = { uptimeTicks: 0, userTicks: 0, idleTicks: 0, cpuTicks: {} };

/** top(1): what each process has had of a vCPU since the screen before; in the first one, since it is there. */
function top(process: ProcessView): Step {
  const { memory } = process;
  const { flags, values } = optionsOf(process, 'b', 'nd');
  const shown = Number(memory['shown'] ?? 0);
  const limit = values.has('n') ? Number(values.get('n')) : Number.POSITIVE_INFINITY;
  const until = Number(memory['until'] ?? 0);
  // A signal or a new size wakes it, too.
  if (process.now < until) return waitFor({ for: 'time', until });
  memory['before'] = show(process, (memory['before'] as Before | undefined) ?? NOTHING_BEFORE, flags.has('b'));
  memory['shown'] = shown + 1;
  if (shown + 1 >= limit) return exit(0);
  memory['until'] = process.now + (values.has('d') ? secondsOf(process, values.get('d')) : NANOSECONDS_PER_SECOND);
  return waitFor({ for: 'time', until: Number(memory['until']) });
}

function show(process: ProcessView, before: Before, isBatch: boolean): Before {
  const rows = processRows(process);
  const size = process.call('window_size', 1);
  const now = uptimeTicks(process);
  const [, user = '0', , , idle = '0'] = (process.readFile('/proc/stat').split('\n')[0] ?? '').split(/ +/);
  const next: Before = { uptimeTicks: now, userTicks: Number(user), idleTicks: Number(idle), cpuTicks: Object.fromEntries(rows.map(({ pid, cpuTicks }) => [pid, cpuTicks])) };
  const memory = memoryFields(process);
  const lines = [
    `top -${uptimeText(process)}`, tasksLine(rows), processorLine(before, next), ...memoryLines(memory), '',
    '  PID USER      PR  NI    VIRT    RES    SHR S  %CPU  %MEM     TIME+ COMMAND',
    ...sorted(rows, before, next).map(({ row, percent }) => rowLine(row, percent, memory.get('MemTotal') ?? 1)),
  ];
  // A screen has no room for more; a batch is for a file.
  const kept = isBatch || !size.ok ? lines : lines.slice(0, size.value.rows - 1).map((line) => line.slice(0, size.value.columns));
  process.print(`${isBatch ? '' : '\u001b[H\u001b[2J'}${kept.join('\n')}\n${isBatch ? '\n' : ''}`);
  return next;
}

function tasksLine(rows: readonly ProcessRow[]): string {
  const count = (states: string): string => String(rows.filter(({ state }) => states.includes(state)).length).padStart(3);
  return `Tasks: ${String(rows.length).padStart(3)} total, ${count('R')} running, ${count('SD')} sleeping, ${count('T')} stopped, ${count('Z')} zombie`;
}

function processorLine(before: Before, next: Before): string {
  const [user, idle] = [next.userTicks - before.userTicks, next.idleTicks - before.idleTicks];
  const all = Math.max(1, user + idle);
  const percent = (ticks: number): string => ((100 * ticks) / all).toFixed(1).padStart(5);
  return `%Cpu(s):${percent(user)} us,  0.0 sy,  0.0 ni,${percent(all === 1 && user === 0 ? 1 : idle)} id,  0.0 wa,  0.0 hi,  0.0 si,  0.0 st`;
}

function memoryLines(memory: ReadonlyMap<string, number>): readonly string[] {
  const [total = 0, free = 0, available = 0] = ['MemTotal', 'MemFree', 'MemAvailable'].map((name) => memory.get(name));
  const mebibytes = (kibibytes: number): string => (kibibytes / 1024).toFixed(1).padStart(8);
  return [
    `MiB Mem : ${mebibytes(total)} total, ${mebibytes(free)} free, ${mebibytes(total - free)} used, ${mebibytes(0)} buff/cache`,
    `MiB Swap: ${mebibytes(0)} total, ${mebibytes(0)} free, ${mebibytes(0)} used. ${mebibytes(available)} avail Mem`,
  ];
}

/** Who had most of a vCPU first. */
function sorted(rows: readonly ProcessRow[], before: Before, next: Before): readonly { readonly row: ProcessRow; readonly percent: number }[] {
  const shares = rows.map((row) => {
    const since = Math.max(before.uptimeTicks, row.startTicks);
    const elapsed = next.uptimeTicks - since;
    return { row, percent: elapsed <= 0 ? 0 : (100 * (row.cpuTicks - (before.cpuTicks[row.pid] ?? 0))) / elapsed };
  });
  return shares.sort((one, other) => other.percent - one.percent || one.row.pid - other.row.pid);
}

function rowLine({ pid, user, state, kibibytes, cpuTicks, name }: ProcessRow, percent: number, total: number): string {
  const time = `${Math.floor(cpuTicks / 6000)}:${twoDigits(Math.floor(cpuTicks / 100) % 60)}.${twoDigits(cpuTicks % 100)}`;
  const size = String(kibibytes);
  return `${String(pid).padStart(5)} ${user.padEnd(8)}  20   0 ${size.padStart(7)} ${size.padStart(6)}      0 ${state} ${percent.toFixed(1).padStart(5)} ${((100 * kibibytes) / total).toFixed(1).padStart(5)} ${time.padStart(9)} ${name}`;
}

export const TOP: Program = {
  name: 'top', usage: 'top [-b] [-n TIMES] [-d SECONDS]', about: 'Shows load, memory and processes every second until Ctrl-C, who computes most first; -n so often, -b without clearing the screen.', step: top,
};
