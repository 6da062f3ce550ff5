import { SIGNAL_NUMBERS, type Signal } from '../process/signal.ts';
import type { Task } from '../process/task.ts';
import { pidIn } from '../process/task.ts';
import { execute } from '../programs/process-programs.ts';
import { errorText } from '../programs/error-text.ts';
import type { ProcessView } from '../programs/process-view.ts';
import { exit, type Program, type Step, waitFor } from '../programs/program.ts';
import { decodeUtf8 } from '../../kernel/utf8.ts';
import { expandWord } from './expand.ts';
import { parseShell, type Pipeline, type Redirection, ShellSyntaxError, type SimpleCommand } from './parse.ts';

/** Lines that `history` shows. */
const MOST_LINES = 200;

/** What the shell remembers between steps. */
interface ShellMemory {
  /** What was read and does not make a whole line yet. */
  input: string;
  /** Pipelines that are still to run. */
  queue: Pipeline[];
  /** The processes of the pipeline that it waits for. */
  foreground: number[];
  status: number;
  hasPrompted: boolean;
  inputEnded: boolean;
  /** The lines of a terminal, the latest last. */
  history: string[];
}

/** What a shell says of a child that a signal has ended. */
const END_WORDS: Partial<Record<Signal, string>> = { KILL: 'Killed', TERM: 'Terminated', HUP: 'Hangup', QUIT: 'Quit', SEGV: 'Segmentation fault', ABRT: 'Aborted' };

function memoryOf(process: ProcessView): ShellMemory {
  const { memory } = process;
  if (memory['shell'] === undefined) {
    memory['shell'] = { input: '', queue: [], foreground: [], status: 0, hasPrompted: false, inputEnded: false, history: [] } satisfies ShellMemory;
    // Ctrl-C is for what runs in front of it.
    process.call('sigaction', 'INT', 'ignore');
    const [option, line] = process.args;
    const script = option === '-c' ? line : option === undefined || option.startsWith('-') ? undefined : process.readFile(option);
    if (script !== undefined) Object.assign(memory['shell'] as ShellMemory, { input: `${script}\n`, inputEnded: true });
  }
  return memory['shell'] as ShellMemory;
}

function step(process: ProcessView): Step {
  const memory = memoryOf(process);
  for (;;) {
    if (!hasForegroundEnded(process, memory)) return waitFor({ for: 'child' });
    for (let done = process.call('waitpid'); done.ok && done.value !== null; done = process.call('waitpid'));
    const next = memory.queue.shift();
    if (next !== undefined) {
      const end = runPipeline(process, memory, next);
      if (end !== null) return end;
      continue;
    }
    if (takeLine(process, memory)) continue;
    if (memory.inputEnded) return exit(memory.status);
    if (process.args.includes('-i') && !memory.hasPrompted) process.print(prompt(process));
    memory.hasPrompted = true;
    return waitFor({ for: 'readable', descriptor: 0 });
  }
}

function hasForegroundEnded(process: ProcessView, memory: ShellMemory): boolean {
  for (const pid of [...memory.foreground]) {
    const done = process.call('waitpid', pid);
    if (done.ok && done.value === null) return false;
    memory.foreground.shift();
    if (done.ok && done.value !== null) {
      const { status } = done.value;
      memory.status = status.how === 'exited' ? status.code : 128 + SIGNAL_NUMBERS[status.signal];
      if (status.how === 'killed' && status.signal !== 'PIPE' && status.signal !== 'INT') process.printError(END_WORDS[status.signal] ?? status.signal);
    }
  }
  return true;
}

/** Takes the next whole line of input apart; false where there is none yet. */
function takeLine(process: ProcessView, memory: ShellMemory): boolean {
  while (!memory.input.includes('\n') && !memory.inputEnded) {
    const answer = process.call('read', 0);
    if (!answer.ok && answer.errno === 'EAGAIN') return false;
    if (answer.ok && answer.value.length > 0) memory.input += decodeUtf8(answer.value);
    else memory.inputEnded = true;
  }
  if (memory.input === '') return false;
  const [line = '', ...rest] = memory.input.split('\n');
  memory.input = rest.join('\n');
  memory.hasPrompted = false;
  if (process.args.includes('-i') && line.trim() !== '') memory.history = [...memory.history, line].slice(-MOST_LINES);
  try {
    memory.queue.push(...parseShell(line));
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    process.printError(`sh: ${error.message}`);
    memory.status = 2;
  }
  return true;
}

function prompt(process: ProcessView): string {
  const ids = process.call('getresuid');
  const host = process.call('gethostname');
  const place = process.call('getcwd');
  const isRoot = ids.ok && ids.value[1] === 0;
  return `${host.ok ? host.value : '?'}:${place.ok ? place.value : '?'}${isRoot ? '#' : '$'} `;
}

/** Starts a pipeline, or does what the shell does itself. A step ends the shell. */
function runPipeline(process: ProcessView, memory: ShellMemory, pipeline: Pipeline): Step | null {
  if (pipeline.when === 'success' && memory.status !== 0) return null;
  if (pipeline.when === 'failure' && memory.status === 0) return null;
  const commands = pipeline.commands.map((command) => ({
    words: command.words.flatMap((word) => expandWord(process, word, memory.status)), redirections: command.redirections,
  }));
  const [only] = commands;
  if (commands.length === 1 && only !== undefined) {
    const done = builtIn(process, memory, only.words);
    if (done !== null) {
      if (typeof done !== 'number') return done;
      memory.status = done;
      return null;
    }
  }
  start(process, memory, commands, pipeline.inBackground);
  return null;
}

/** Commands that only the shell itself can do; null for all others. */
function builtIn(process: ProcessView, memory: ShellMemory, words: readonly string[]): number | Step | null {
  const [name = '', first] = words;
  const set = (text: string): void => {
    const at = text.indexOf('=');
    process.task.environment = { ...process.task.environment, [text.slice(0, at)]: text.slice(at + 1) };
  };
  switch (name) {
    case '':
      return 0;
    case 'cd': {
      const { HOME = '/', OLDPWD } = process.task.environment;
      const to = first === '-' ? (OLDPWD ?? HOME) : (first ?? HOME);
      const before = process.call('getcwd');
      const answer = process.call('chdir', to);
      if (answer.ok && before.ok) set(`OLDPWD=${before.value}`);
      if (answer.ok && first === '-') process.print(`${to}\n`);
      if (answer.ok) return 0;
      process.printError(`cd: ${to}: ${errorText(answer.errno)}`);
      return 1;
    }
    case 'exit':
      return exit(Number(first ?? memory.status) & 0xff);
    case 'exec':
      return execute(process, words.slice(1));
    case 'export':
      for (const word of words.slice(1)) if (word.includes('=')) set(word);
      return 0;
    case 'unset': {
      const environment = { ...process.task.environment };
      for (const word of words.slice(1)) delete environment[word];
      process.task.environment = environment;
      return 0;
    }
    case 'history':
      memory.history.forEach((line, index) => {
        process.print(`${String(index + 1).padStart(5)}  ${line}\n`);
      });
      return 0;
    case 'jobs':
      for (const child of process.task.children) {
        if (child.state !== 'zombie') process.print(`[${pidIn(process.task.pidNamespace, child)}] ${child.state === 'stopped' ? 'Stopped' : 'Running'}  ${child.arguments.join(' ')}\n`);
      }
      return 0;
    case 'wait':
      memory.foreground.push(...[...process.task.children].map((child) => pidIn(process.task.pidNamespace, child)));
      return 0;
    case 'umask': {
      const before = process.call('umask', parseInt(first ?? '0', 8));
      if (first === undefined && before.ok) {
        process.call('umask', before.value);
        process.print(`0${before.value.toString(8).padStart(3, '0')}\n`);
      }
      return 0;
    }
    case 'help': {
      const names = process.call('readdir', '/bin');
      process.print(`cd exit exec export unset umask jobs wait history help ${names.ok ? names.value.join(' ') : ''}\nEach says more with --help.\n`);
      return 0;
    }
    default:
      if (!/^[A-Za-z_][A-Za-z0-9_]*=/.test(name)) return null;
      set(name);
      return 0;
  }
}

interface Expanded {
  readonly words: readonly string[];
  readonly redirections: SimpleCommand['redirections'];
}

/** A process for each command, joined by pipes. */
function start(process: ProcessView, memory: ShellMemory, commands: readonly Expanded[], inBackground: boolean): void {
  let input: number | null = null;
  for (const [index, command] of commands.entries()) {
    const isLast = index === commands.length - 1;
    const pipe = isLast ? null : process.must('pipe', 'pipe');
    const pid = spawn(process, memory, command, { input, output: pipe?.[1] ?? null, inBackground });
    if (input !== null) process.call('close', input);
    if (pipe !== null) process.call('close', pipe[1]);
    input = pipe?.[0] ?? null;
    if (pid === null) {
      memory.status = 1;
      if (input !== null) process.call('close', input);
      return;
    }
    if (!inBackground) memory.foreground.push(pid);
    // Only somebody at a terminal wants to know the number.
    else if (isLast && process.args.includes('-i')) process.print(`[${pid}]\n`);
  }
  if (inBackground) memory.status = 0;
}

/** The ends of pipes that a child reads and writes. */
interface Ends {
  readonly input: number | null;
  readonly output: number | null;
  readonly inBackground: boolean;
}

function spawn(process: ProcessView, memory: ShellMemory, command: Expanded, { input, output, inBackground }: Ends): number | null {
  const answer = process.call('clone');
  if (!answer.ok) {
    process.printError(`sh: cannot fork: ${errorText(answer.errno)}`);
    return null;
  }
  const child = process.child(answer.value);
  if (child === null) return null;
  process.callAs(child, 'sigaction', 'INT', 'default');
  if (input !== null) process.callAs(child, 'dup', input, 0);
  const kept = input === null && inBackground ? readNothing(process, child) : null;
  if (output !== null) process.callAs(child, 'dup', output, 1);
  const problem = redirect(process, memory, child, command.redirections) ?? startProgram(process, child, command.words, kept);
  if (problem !== null) {
    process.printError(`sh: ${problem.text}`);
    process.callAs(child, 'exit', problem.code);
  }
  return pidIn(process.task.pidNamespace, child);
}

/** What is typed is for who runs in front: the others read a pipe of their own into which nobody writes. Returns its end. */
function readNothing(process: ProcessView, child: Task): number | null {
  const pipe = process.callAs(child, 'pipe');
  if (!pipe.ok) return null;
  const [read, write] = pipe.value;
  process.callAs(child, 'dup', read, 0);
  if (read !== 0) process.callAs(child, 'close', read);
  return write;
}

interface Problem {
  readonly text: string;
  readonly code: number;
}

function redirect(process: ProcessView, memory: ShellMemory, child: Task, redirections: readonly Redirection[]): Problem | null {
  for (const { descriptor, mode, target } of redirections) {
    if (typeof target === 'number') {
      process.callAs(child, 'dup', target, descriptor);
      continue;
    }
    const path = expandWord(process, target, memory.status).join(' ');
    const flags = mode === 'read' ? ['read' as const] : ['write' as const, 'create' as const, mode === 'append' ? ('append' as const) : ('truncate' as const)];
    const opened = process.callAs(child, 'open', path, flags);
    if (!opened.ok) return { text: `${path}: ${errorText(opened.errno)}`, code: 1 };
    process.callAs(child, 'dup', opened.value, descriptor);
    process.callAs(child, 'close', opened.value);
  }
  return null;
}

function startProgram(process: ProcessView, child: Task, words: readonly string[], kept: number | null): Problem | null {
  const [name = ''] = words;
  for (const descriptor of [...child.files.descriptors.keys()]) if (descriptor > 2 && descriptor !== kept) process.callAs(child, 'close', descriptor);
  const folders = name.includes('/') ? [''] : (process.task.environment['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/`);
  for (const folder of folders) {
    const answer = process.callAs(child, 'execve', folder + name, words, process.task.environment);
    if (answer.ok) return null;
    if (answer.errno !== 'ENOENT' && answer.errno !== 'ENOTDIR') return { text: `${name}: ${errorText(answer.errno)}`, code: 126 };
  }
  return { text: `${name}: not found`, code: 127 };
}

/** The shell: reads lines from its standard input or takes one after -c, and runs their commands. */
export const SHELL: Program = {
  name: 'sh', usage: 'sh [-i] [-c LINE] [FILE]', about: 'Reads commands and runs them: pipes, redirections, ;, &, && and ||.', step,
};

/** The processes that Ctrl-C reaches: those in front of the shell, with all that they have started. */
export function foregroundOf(shell: Task): readonly Task[] {
  const memory = shell.program?.memory['shell'] as ShellMemory | undefined;
  const front = [...shell.children].filter((child) => memory?.foreground.includes(pidIn(shell.pidNamespace, child)) === true);
  const below = (task: Task): Task[] => [task, ...[...task.children].flatMap(below)];
  return front.flatMap(below);
}
