import { SIGNAL_NUMBERS, type Signal } from '../process/signal.ts';
import { NANOSECONDS_PER_SECOND } from '../../kernel/time.ts';
import { errorText } from './error-text.ts';
import { refuse } from './options.ts';
import { ID } from './identity.ts';
import { type ProcessView, ProgramFailure } from './process-view.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';
import { PS } from './process-list.ts';
import { secondsOf } from './seconds.ts';
import { TOP } from './top.ts';

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

function capabilities(process: ProcessView): number {
  const sets = process.must('capabilities', 'capget');
  for (const [name, set] of Object.entries(sets)) process.print(`${name}: ${set.length === 41 ? 'all' : set.join(' ') || 'none'}\n`);
  return 0;
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
  PS,
  TOP,
  ID,
  atOnce('kill', 'kill [-SIGNAL] PID... | kill -l', 'Sends a signal, SIGTERM if none is named, to processes and with -PID to process groups; -l lists signals.', kill),
  atOnce('capabilities', 'capabilities', 'Shows the five sets of capabilities of the process.', capabilities),
  atOnce('hostname', 'hostname [NAME]', 'Shows or sets the name of the machine.', hostname),
  atOnce('date', 'date [-s SECONDS]', 'Shows the clocks; -s sets the wall clock, which is one for all.', (process, args) => {
    if (args[0] !== '-s') return date(process);
    process.must('date', 'clock_settime', 'realtime', secondsOf(process, args[1]));
    return 0;
  }),
  { name: 'sleep', usage: 'sleep NUMBER[smhd]', about: 'Waits: seconds, or minutes, hours, days.', step: sleep },
  { name: 'pause', usage: 'pause', about: 'Waits for ever and takes in orphans.', step: pause },
  { name: 'env', usage: 'env [NAME=VALUE...] [COMMAND...]', about: 'Shows the environment, or runs a command with another one.', step: env },
];
