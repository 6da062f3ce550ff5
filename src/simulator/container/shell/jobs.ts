import { SIGNAL_NUMBERS } from '../process/signal.ts';
import type { WaitStatus } from '../process/task.ts';
import { type Job, type Shell, ShellFailure } from './memory.ts';
import { signalText } from './signal-text.ts';

/** Takes in what has happened to the shell's children. */
export function collect({ process, memory }: Shell): void {
  for (let done = process.call('waitpid', -1, { untraced: true }); done.ok && done.value !== null; done = process.call('waitpid', -1, { untraced: true })) {
    const { pid, status } = done.value;
    const job = memory.jobs.find(({ processes }) => processes.some((one) => one.pid === pid));
    const found = job?.processes.find((one) => one.pid === pid);
    if (job === undefined || found === undefined) {
      memory.ended[pid] = statusNumber(status);
      continue;
    }
    found.status = status.how === 'continued' ? null : status;
    if (stateOf(job) === 'stopped') toFront(memory.jobs, job);
    // One that somebody else let go on is as if `bg` had.
    if (status.how === 'continued') job.told = stateText(job);
  }
}

/** What `$?` says of an end: 128 and the number of the signal where one was the reason. */
function statusNumber(status: WaitStatus): number {
  switch (status.how) {
    case 'exited':
      return status.code;
    case 'killed':
    case 'stopped':
      return 128 + SIGNAL_NUMBERS[status.signal];
    case 'continued':
      return 0;
  }
}

/** A job is stopped when one of its processes is and none runs, and done when all have ended. */
export function stateOf({ processes }: Job): 'running' | 'stopped' | 'done' {
  if (processes.some(({ status }) => status === null)) return 'running';
  return processes.some(({ status }) => status?.how === 'stopped') ? 'stopped' : 'done';
}

/** That of its last process. */
export function statusOf({ processes }: Job): number {
  const status = processes.at(-1)?.status ?? null;
  return status === null ? 0 : statusNumber(status);
}

/** As `jobs` says it: Running, Stopped, Done(1), Terminated. */
export function stateText(job: Job): string {
  if (stateOf(job) === 'running') return 'Running';
  const stopped = job.processes.find(({ status }) => status?.how === 'stopped')?.status;
  const status = stopped ?? job.processes.at(-1)?.status ?? null;
  if (status?.how === 'exited') return status.code === 0 ? 'Done' : `Done(${status.code})`;
  return status?.how === 'killed' || status?.how === 'stopped' ? signalText(status.signal) : 'Done';
}

/** A new job comes behind those that are stopped, which `fg` takes first. */
export function addJob({ memory }: Shell, job: Omit<Job, 'number' | 'told'>): Job {
  const taken = new Set(memory.jobs.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number++;
  const added: Job = { ...job, number, told: 'Running' };
  placeRunning(memory.jobs, added);
  return added;
}

/** Puts a job that runs behind those that are stopped and before the others: the first is the current one (POSIX, "jobs"). */
export function placeRunning(jobs: Job[], job: Job): void {
  remove(jobs, job);
  const place = jobs.findIndex((other) => stateOf(other) !== 'stopped');
  jobs.splice(place < 0 ? jobs.length : place, 0, job);
}

/** Makes a job the current one. */
export function toFront(jobs: Job[], job: Job): void {
  remove(jobs, job);
  jobs.unshift(job);
}

/** Forgets a job. */
export function remove(jobs: Job[], job: Job): void {
  const place = jobs.indexOf(job);
  if (place >= 0) jobs.splice(place, 1);
}

/** The line that `jobs` has for it. */
export function jobLine({ memory }: Shell, job: Job, isLong = false): string {
  const others = memory.jobs.filter(({ isInFront }) => !isInFront);
  const mark = others[0] === job ? '+' : others[1] === job ? '-' : ' ';
  const head = `[${job.number}] ${mark} `;
  if (!isLong) return `${`${head}${stateText(job)}`.padEnd(33)}${job.text}\n`;
  return job.processes.map(({ pid, text }, index) => {
    const before = index === 0 ? `${head}${pid} ${stateText(job)}` : `${' '.repeat(head.length)}${pid}`;
    return `${before.padEnd(33)}${text}${index < job.processes.length - 1 ? ' |' : ''}\n`;
  }).join('');
}

/** Tells what has changed since it was told last, and forgets jobs that are over. */
export function tellOfChanges(shell: Shell): void {
  const { process, memory } = shell;
  for (const job of [...memory.jobs]) {
    const text = stateText(job);
    if (text !== job.told && !job.isInFront) process.printError(jobLine(shell, job).trimEnd());
    job.told = text;
  }
  for (const job of [...memory.jobs]) if (stateOf(job) === 'done') remove(memory.jobs, job);
}

/** The job that %1, %+, %-, %name or %?text stands for; without a word the current one. `who` asks. */
export function jobNamed({ memory }: Shell, who: string, word: string | undefined): Job {
  const jobs = memory.jobs.filter(({ isInFront }) => !isInFront);
  if (word === undefined || word === '%' || word === '%%' || word === '%+') return jobs[0] ?? failure(who, 'No current job');
  if (word === '%-') return jobs[1] ?? failure(who, 'No previous job');
  const text = word.replace(/^%/, '');
  if (/^[0-9]+$/.test(text)) return jobs.find(({ number }) => number === Number(text)) ?? failure(who, `No such job: ${word}`);
  const found = jobs.filter((job) => (text.startsWith('?') ? job.text.includes(text.slice(1)) : job.text.startsWith(text)));
  const [only] = found;
  if (only === undefined) return failure(who, `No such job: ${word}`);
  return found.length === 1 ? only : failure(who, `${word}: ambiguous`);
}

function failure(who: string, what: string): never {
  throw new ShellFailure(`${who}: ${what}`);
}
