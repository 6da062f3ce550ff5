import { SIGNAL_NUMBERS, type Signal } from '../process/signal.ts';
import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { errorText } from './error-text.ts';
import { optionsOf, refuse } from './options.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';

interface ProcessRow {
  readonly pid: number;
  readonly parent: string;
  readonly uid: string;
  readonly state: string;
  readonly memory: string;
  readonly command: string;
}

/** The processes that the mounted proc shows, which are those of one pid namespace. */
function rows(process: ProcessView): ProcessRow[] {
  const names = process.must('/proc', 'readdir', '/proc').filter((name) => /^\d+$/.test(name));
  return names.flatMap((name) => {
    const status = process.call('open', `/proc/${name}/status`);
    if (!status.ok) return [];
    process.call('close', status.value);
    const fields = new Map(process.readFile(`/proc/${name}/status`).split('\n').map((line) => line.split('\t') as [string, string]));
    const field = (key: string): string => fields.get(`${key}:`) ?? '';
    const words = process.readFile(`/proc/${name}/cmdline`).split('\0').filter((word) => word !== '').join(' ');
    const command = field('State').startsWith('Z') ? `[${field('Name')}] <defunct>` : words || field('Name');
    return [{ pid: Number(name), parent: field('PPid'), uid: field('Uid'), state: field('State').slice(0, 1), memory: field('VmRSS'), command }];
  });
}

function ps(process: ProcessView): number {
  if (rows(process).length === 0) throw new ProgramFailure('nothing is mounted on /proc: try "mount -t proc proc /proc"');
  process.print('  PID  PPID   UID S COMMAND\n');
  for (const row of rows(process)) {
    process.print(`${String(row.pid).padStart(5)} ${row.parent.padStart(5)} ${row.uid.padStart(5)} ${row.state} ${row.command}\n`);
  }
  return 0;
}

function top(process: ProcessView): Step {
  const shown = Number(process.memory['shown'] ?? 0);
  const { flags, values } = optionsOf(process, 'b', 'nd');
  const limit = values.has('n') ? Number(values.get('n')) : Number.POSITIVE_INFINITY;
  const load = process.readFile('/proc/loadavg').split(' ')[0] ?? '';
  const memory = process.readFile('/proc/meminfo').split('\n').join(', ').replace(/, $/, '');
  // A screen that is shown anew; as a batch, line after line.
  process.print(`${flags.has('b') ? '' : '\u001b[H\u001b[2J'}load ${load}; ${memory}\n  PID   UID S   MEMORY COMMAND\n`);
  for (const row of rows(process)) {
    process.print(`${String(row.pid).padStart(5)} ${row.uid.padStart(5)} ${row.state} ${row.memory.padStart(8)} ${row.command}\n`);
  }
  process.memory['shown'] = shown + 1;
  if (shown + 1 >= limit) return exit(0);
  return waitFor({ for: 'time', until: process.now + (values.has('d') ? secondsOf(process, values.get('d')) : NANOSECONDS_PER_SECOND) });
}

function kill(process: ProcessView, args: readonly string[]): number {
  const [first, ...rest] = args;
  if (first === undefined) return refuse(process, 'not enough arguments');
  if (first === '-l') {
    process.print(`${Object.entries(SIGNAL_NUMBERS).map(([signal, number]) => `${number}) SIG${signal}`).join(' ')}\n`);
    return 0;
  }
  const isSignal = first.startsWith('-');
  const name = isSignal ? first.slice(1).replace(/^SIG/, '') : 'TERM';
  const known = Object.entries(SIGNAL_NUMBERS).find(([signal, number]) => signal === name || String(number) === name);
  if (known === undefined && name !== '0') throw new ProgramFailure(`${name}: invalid signal specification`);
  let code = 0;
  for (const pid of isSignal ? rest : args) {
    if (!/^-?\d+$/.test(pid)) {
      process.printError(`kill: ${pid}: arguments must be process or job IDs`);
      code = 1;
      continue;
    }
    const answer = process.call('kill', Number(pid), known === undefined ? 0 : (known[0] as Signal));
    if (answer.ok) continue;
    process.printError(`kill: (${pid}) - ${errorText(answer.errno)}`);
    code = 1;
  }
  return code;
}

function id(process: ProcessView): number {
  const { flags } = optionsOf(process, 'ugn');
  const [, uid] = process.must('id', 'getresuid');
  const [, gid] = process.must('id', 'getresgid');
  if (flags.has('u') || flags.has('g')) {
    process.print(`${flags.has('u') ? uid : gid}\n`);
    return 0;
  }
  const name = (number: number): string => (number === 0 ? '(root)' : number === 65_534 ? '(nobody)' : '');
  process.print(`uid=${uid}${name(uid)} gid=${gid}${name(gid)}\n`);
  return 0;
}

function capabilities(process: ProcessView): number {
  const sets = process.must('capabilities', 'capget');
  for (const [name, set] of Object.entries(sets)) process.print(`${name}: ${set.length === 41 ? 'all' : set.join(' ') || 'none'}\n`);
  return 0;
}

/** A time as sleep(1) takes it: a number, with s, m, h or d behind it. */
export function secondsOf(process: ProcessView, text: string | undefined): number {
  if (text === undefined) return refuse(process, 'missing operand');
  const parts = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  if (parts === null) return refuse(process, `invalid time interval '${text}'`);
  return Math.round(Number(parts[1]) * ({ m: 60, h: 3600, d: 86_400 }[parts[2] ?? ''] ?? 1) * NANOSECONDS_PER_SECOND);
}

function sleep(process: ProcessView): Step {
  if (process.memory['until'] === undefined) process.memory['until'] = process.now + secondsOf(process, process.args[0]);
  const until = Number(process.memory['until']);
  return process.now >= until ? exit(0) : waitFor({ for: 'time', until });
}

/** Waits for ever and takes in orphans: what stands as init in a container that only holds a shell. */
function pause(process: ProcessView): Step {
  for (let done = process.call('waitpid'); done.ok && done.value !== null; done = process.call('waitpid'));
  return waitFor({ for: 'signal' });
}

function hostname(process: ProcessView, args: readonly string[]): number {
  const [name] = args;
  if (name === undefined) process.print(`${process.must('hostname', 'gethostname')}\n`);
  else {
    const answer = process.call('sethostname', name);
    if (!answer.ok) throw new ProgramFailure(answer.errno === 'EPERM' ? 'you must be root to change the host name' : `sethostname: ${errorText(answer.errno)}`);
  }
  return 0;
}

function env(process: ProcessView): Step {
  const environment = { ...process.task.environment };
  const words = [...process.args];
  for (let [word] = words; word !== undefined && word.includes('='); [word] = words) {
    environment[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    words.shift();
  }
  if (words.length > 0) return execute(process, words, environment);
  process.print(Object.entries(environment).map(([key, value]) => `${key}=${value}\n`).join(''));
  return exit(0);
}

/** Goes on as another program, which is looked for in the PATH; ends with 127 where there is none. */
export function execute(process: ProcessView, words: readonly string[], environment = process.task.environment): Step {
  const [name = ''] = words;
  for (const path of name.includes('/') ? [name] : (environment['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/${name}`)) {
    const answer = process.call('execve', path, words, environment);
    if (answer.ok) return { do: 'replaced' };
    if (answer.errno !== 'ENOENT' && answer.errno !== 'ENOTDIR') {
      process.printError(`${name}: ${errorText(answer.errno)}`);
      return exit(126);
    }
  }
  process.printError(`${name}: not found`);
  return exit(127);
}

function date(process: ProcessView): number {
  const seconds = (clock: 'realtime' | 'monotonic' | 'boottime'): string => (process.must('date', 'clock_gettime', clock) / NANOSECONDS_PER_SECOND).toFixed(3);
  process.print(`wall clock ${seconds('realtime')} s, monotonic ${seconds('monotonic')} s, since boot ${seconds('boottime')} s\n`);
  return 0;
}

/** Programs that show processes, signal them, or do nothing but wait. */
export const PROCESS_PROGRAMS: readonly Program[] = [
  atOnce('ps', 'ps', 'Shows all processes that /proc lists, whatever the options.', ps),
  { name: 'top', usage: 'top [-b] [-n TIMES] [-d SECONDS]', about: 'Shows load, memory and processes every second until Ctrl-C; -n so often, -b without clearing the screen.', step: top },
  atOnce('kill', 'kill [-SIGNAL] PID...', 'Sends a signal, SIGTERM if none is named.', kill),
  atOnce('id', 'id [-u] [-g]', 'Shows who the process is; -u or -g just the number.', id),
  atOnce('capabilities', 'capabilities', 'Shows the five sets of capabilities of the process.', capabilities),
  atOnce('hostname', 'hostname [NAME]', 'Shows or sets the name of the machine.', hostname),
  atOnce('date', 'date [-s SECONDS]', 'Shows the clocks; -s sets the wall clock, which is one for all.', (process, args) => {
    if (args[0] !== '-s') return date(process);
    process.must('date', 'clock_settime', 'realtime', secondsOf(process, args[1]));
    return 0;
  }),
  { name: 'sleep', usage: 'sleep SECONDS', about: 'Waits.', step: sleep },
  { name: 'pause', usage: 'pause', about: 'Waits for ever and takes in orphans.', step: pause },
  { name: 'env', usage: 'env [NAME=VALUE...] [COMMAND...]', about: 'Shows the environment, or runs a command with another one.', step: env },
];
