import { decodeUtf8 } from '../../kernel/utf8.ts';
import { type ProcessView, ProgramFailure } from '../programs/process-view.ts';
import { exit, type Program, type Step, waitFor } from '../programs/program.ts';
import { collect, stateOf, tellOfChanges } from './jobs.ts';
import { KEPT_OUT } from './launch.ts';
import type { Shell, ShellMemory } from './memory.ts';
import { parseShell } from './parse.ts';
import { keepAside } from './redirect.ts';
import { run } from './run.ts';
import { IncompleteText, ShellSyntaxError } from './source.ts';
import { giveUp } from './unwind.ts';

/** Lines that `history` shows. */
const MOST_LINES = 200;

function memoryOf(process: ProcessView): ShellMemory {
  const { memory } = process;
  if (memory['shell'] === undefined) {
    const begun = begin(process);
    memory['shell'] = begun;
    if (begun.isInteractive) takeTerminal({ process, memory: begun });
  }
  return memory['shell'] as ShellMemory;
}

function begin(process: ProcessView): ShellMemory {
  const words = [...process.args];
  let options = '';
  while (/^-[a-z]+$/.test(words[0] ?? '')) options += (words.shift() ?? '').slice(1);
  const isLine = options.includes('c');
  const [first, ...rest] = words;
  const script = isLine ? first : first === undefined || options.includes('s') ? null : scriptIn(process, first);
  const name = isLine ? (rest[0] ?? 'sh') : (first ?? 'sh');
  const hasTerminal = [0, 2].every((descriptor) => process.call('window_size', descriptor).ok);
  const place = process.call('getcwd');
  const variables = { ...process.task.environment, ...(place.ok && { PWD: place.value }) };
  return {
    name, input: script ?? '', inputEnded: script !== null, text: '', line: 1, lineOfCommand: 1, stack: [], status: 0,
    variables, exported: Object.keys(variables), readonlyNames: [], positional: isLine ? rest.slice(1) : rest, functions: {},
    options: options.replace(/[^eux]/g, ''), jobs: [], ended: {}, lastInBackground: null, pid: process.must('sh', 'getpid'), terminal: null,
    isInteractive: options.includes('i') || (script === null && hasTerminal), hasPrompted: false, wasWarned: false, history: [], turns: 0,
  };
}

function scriptIn(process: ProcessView, path: string): string {
  if (!process.call('stat', path).ok) throw new ProgramFailure(`0: cannot open ${path}: No such file`);
  return process.readFile(path);
}

/** At a terminal: its keys are for what runs in front of the shell, and who that is, the shell decides. */
function takeTerminal({ process, memory }: Shell): void {
  process.call('sigaction', 'INT', 'handle');
  for (const signal of KEPT_OUT) process.call('sigaction', signal, 'ignore');
  if (!process.call('tcgetpgrp', 0).ok) return;
  memory.terminal = keepAside(process, 0);
  process.call('setpgid', 0, 0);
  const group = process.call('getpgid');
  if (memory.terminal !== null && group.ok) process.call('tcsetpgrp', memory.terminal, group.value);
}

function step(process: ProcessView): Step {
  const memory = memoryOf(process);
  const shell: Shell = { process, memory };
  const signals = process.call('takeSignals');
  if (signals.ok && signals.value.includes('INT')) interrupt(shell);
  for (;;) {
    const wait = run(shell);
    if (wait !== null) return wait;
    if (takeLine(shell)) continue;
    if (memory.inputEnded && mayEnd(shell)) return exit(memory.status);
    collect(shell);
    if (memory.isInteractive && !memory.hasPrompted) {
      tellOfChanges(shell);
      process.print(memory.text === '' ? prompt(process) : '> ');
    }
    memory.hasPrompted = true;
    return waitFor({ for: 'readable', descriptor: 0 });
  }
}

/** Ctrl-C at the prompt, or while the shell itself does something: the line is given up. */
function interrupt(shell: Shell): void {
  giveUp(shell);
  Object.assign(shell.memory, { input: '', text: '', status: 130, hasPrompted: false } satisfies Partial<ShellMemory>);
}

/** The end of input ends the shell, but at a terminal not while jobs are stopped that nobody was told of. */
function mayEnd({ process, memory }: Shell): boolean {
  if (!memory.isInteractive || memory.wasWarned || !memory.jobs.some((job) => stateOf(job) === 'stopped')) return true;
  process.printError('\nYou have stopped jobs.');
  Object.assign(memory, { wasWarned: true, inputEnded: false, hasPrompted: false } satisfies Partial<ShellMemory>);
  return false;
}

/** Takes the next line of input, which may end a command; false where there is none yet. */
function takeLine(shell: Shell): boolean {
  const { process, memory } = shell;
  while (!memory.input.includes('\n') && !memory.inputEnded) {
    const answer = process.call('read', 0);
    if (!answer.ok && answer.errno === 'EAGAIN') return false;
    if (answer.ok && answer.value.length > 0) memory.input += decodeUtf8(answer.value);
    else memory.inputEnded = true;
  }
  if (memory.input === '' && (memory.text === '' || !memory.inputEnded)) return false;
  const end = memory.input.indexOf('\n');
  const line = end < 0 ? memory.input : memory.input.slice(0, end);
  memory.input = end < 0 ? '' : memory.input.slice(end + 1);
  memory.text += end < 0 ? line : `${line}\n`;
  memory.hasPrompted = false;
  if (memory.isInteractive) memory.turns = 0;
  if (memory.isInteractive && line.trim() !== '') memory.history = [...memory.history, line].slice(-MOST_LINES);
  parse(shell);
  return true;
}

/** A command that is not whole yet waits for the next line. */
function parse({ process, memory }: Shell): void {
  try {
    const list = parseShell(memory.text, memory.line);
    if (list.length > 0) memory.wasWarned = memory.wasWarned && /^\s*exit\b/.test(memory.text);
    memory.stack.push({ of: 'list', list, at: 0 });
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    const mayGoOn = error instanceof IncompleteText && !(memory.inputEnded && memory.input === '');
    if (mayGoOn) return;
    process.printError(`${memory.name}: ${error.line}: Syntax error: ${error.message}`);
    memory.status = 2;
    // Nothing behind it is run.
    if (!memory.isInteractive) Object.assign(memory, { input: '', inputEnded: true } satisfies Partial<ShellMemory>);
  }
  memory.line += memory.text.split('\n').length - 1;
  memory.text = '';
}

function prompt(process: ProcessView): string {
  const ids = process.call('getresuid');
  const host = process.call('gethostname');
  const place = process.call('getcwd');
  const isRoot = ids.ok && ids.value[1] === 0;
  return `${host.ok ? host.value : '?'}:${place.ok ? place.value : '?'}${isRoot ? '#' : '$'} `;
}

/** The shell, a state machine: each step runs what can run without waiting. */
export const SHELL: Program = {
  name: 'sh', usage: 'sh [-eiux] [-c LINE [NAME]] [FILE] [WORD...]',
  about: 'Reads commands and runs them. "help" in it lists what it does itself; pipes, redirections, if, while, for, case and functions are as in POSIX.', step,
};
