import { SIGNAL_NUMBERS, SIGNALS, type Signal } from '../process/signal.ts';
import { errorText } from '../programs/error-text.ts';
import { type Builtin, builtin, numberOf } from './builtin.ts';
import { collect, jobLine, jobNamed, placeRunning, remove, stateOf, stateText } from './jobs.ts';
import { giveTerminal } from './launch.ts';
import { complain, type Job, type Shell, ShellFailure } from './memory.ts';
import { signalOf } from './signal-text.ts';

function jobs(shell: Shell, args: readonly string[]): number {
  const { process, memory } = shell;
  collect(shell);
  const options = args.filter((word) => /^-[lp]+$/.test(word)).join('');
  const names = args.filter((word) => !/^-[lp]+$/.test(word));
  const shown = names.length === 0 ? [...memory.jobs] : names.map((name) => jobNamed(shell, 'jobs', name));
  const lines = shown.filter(({ isInFront }) => !isInFront).map((job) => (options.includes('p') ? `${job.processes[0]?.pid ?? ''}\n` : jobLine(shell, job, options.includes('l'))));
  for (const line of lines) process.print(line);
  for (const job of shown) {
    job.told = stateText(job);
    if (stateOf(job) === 'done') remove(memory.jobs, job);
  }
  return 0;
}

/** Lets the processes of a job go on. */
function goOn({ process }: Shell, job: Job): void {
  for (const one of job.processes) if (one.status?.how === 'stopped') one.status = null;
  job.told = 'Running';
  if (job.group !== null) process.call('kill', -job.group, 'CONT');
}

function demandControl({ memory }: Shell, who: string): void {
  if (memory.terminal === null) throw new ShellFailure(`${who}: No job control in this shell`);
}

function foreground(shell: Shell, [name]: readonly string[]): number | 'on' {
  const { process, memory } = shell;
  collect(shell);
  const job = jobNamed(shell, 'fg', name);
  demandControl(shell, 'fg');
  process.print(`${job.text}\n`);
  job.isInFront = true;
  giveTerminal(shell, job.group);
  goOn(shell, job);
  memory.stack.push({ of: 'job', number: job.number });
  return 'on';
}

function background(shell: Shell, args: readonly string[]): number {
  const { process, memory } = shell;
  collect(shell);
  for (const name of args.length === 0 ? [undefined] : args) {
    const job = jobNamed(shell, 'bg', name);
    demandControl(shell, 'bg');
    process.print(`[${job.number}] ${job.text}\n`);
    goOn(shell, job);
    placeRunning(memory.jobs, job);
  }
  return 0;
}

function wait(shell: Shell, args: readonly string[]): number | 'on' {
  const { memory } = shell;
  collect(shell);
  let last: Job | null = null;
  for (const word of args) {
    if (!word.startsWith('%')) numberOf('wait', word);
    last = word.startsWith('%') ? jobNamed(shell, 'wait', word) : (memory.jobs.find(({ processes }) => processes.some(({ pid }) => pid === Number(word))) ?? null);
    if (last !== null) memory.stack.push({ of: 'wait', jobs: [last.number], givesStatus: true });
  }
  if (args.length === 0) memory.stack.push({ of: 'wait', jobs: memory.jobs.map(({ number }) => number), givesStatus: false });
  return args.length > 0 && last === null ? 127 : 'on';
}

const KILL_USAGE = 'Usage: kill [-s sigspec | -signum | -sigspec] [pid | job]... or\nkill -l [exitstatus]';

function kill(shell: Shell, args: readonly string[]): number {
  const [first, second] = args;
  if (first === undefined) throw new ShellFailure(`kill: ${KILL_USAGE}`);
  if (first === '-l') return listSignals(shell, second);
  const isNamed = first === '-s';
  const hasSignal = first.startsWith('-') && first !== '--';
  const signal = hasSignal ? signalOf(isNamed ? (second ?? '') : first.slice(1)) : 'TERM';
  if (signal === null) throw new ShellFailure(`kill: ${isNamed ? `invalid signal number or name: ${second ?? ''}` : `Illegal option -${first[1] ?? ''}`}`);
  const targets = args.slice(isNamed ? 2 : hasSignal || first === '--' ? 1 : 0).filter((word, index) => index > 0 || word !== '--');
  if (targets.length === 0) throw new ShellFailure(`kill: ${KILL_USAGE}`);
  const codes = targets.map((target) => send(shell, target, signal));
  return Math.max(...codes);
}

function send(shell: Shell, target: string, signal: Signal | 0): number {
  const { process } = shell;
  const job = target.startsWith('%') ? jobNamed(shell, 'kill', target) : null;
  const negative = target.startsWith('-');
  const number = job === null ? numberOf('kill', negative ? target.slice(1) : target) : 0;
  // Without job control a job has no group, so that each process is told.
  const pids = job === null ? [negative ? -number : number] : job.group === null ? job.processes.map(({ pid }) => pid) : [-job.group];
  const failed = pids.map((pid) => process.call('kill', pid, signal)).find(({ ok }) => !ok);
  if (failed === undefined || failed.ok) return 0;
  complain(shell, `kill: ${errorText(failed.errno)}`);
  return 1;
}

function listSignals({ process }: Shell, status: string | undefined): number {
  if (status === undefined) {
    process.print(SIGNALS.map((signal) => `${signal}\n`).join(''));
    return 0;
  }
  const number = numberOf('kill', status) % 128;
  const found = SIGNALS.find((signal) => SIGNAL_NUMBERS[signal] === number);
  if (found === undefined) throw new ShellFailure(`kill: invalid signal number or exit status: ${status}`);
  process.print(`${found}\n`);
  return 0;
}

/** What speaks of jobs: jobs, fg, bg, wait and kill. */
export const JOB_BUILTINS: readonly Builtin[] = [
  builtin('jobs', 'jobs [-l] [-p] [%JOB...]', 'Shows what runs in the background or is stopped; -l with numbers of processes, -p only these.', jobs),
  builtin('fg', 'fg [%JOB]', 'Takes a job to the front, and lets it go on.', foreground),
  builtin('bg', 'bg [%JOB...]', 'Lets a stopped job go on in the background.', background),
  builtin('wait', 'wait [PID | %JOB...]', 'Waits for jobs to end.', wait),
  builtin('kill', 'kill [-SIGNAL | -s SIGNAL] PID | -GROUP | %JOB..., or kill -l', 'Sends a signal, SIGTERM if none is named, to processes, process groups or jobs.', kill),
];
