import { pidIn, type Task } from '../process/task.ts';
import type { Signal } from '../process/signal.ts';
import { addJob } from './jobs.ts';
import { type Frame, type Job, type JobProcess, type Shell, ShellFailure, type ShellMemory } from './memory.ts';
import type { Command, Pipeline } from './syntax.ts';

/** What a shell at a terminal is deaf to, and its children are not. */
export const KEPT_OUT: readonly Signal[] = ['QUIT', 'TERM', 'TSTP', 'TTIN', 'TTOU'];

/** How much a new process counts of what the shell does before others have their turn. */
const TURNS_OF_A_FORK = 10;

interface ChildPlan {
  readonly frames: readonly Frame[];
  readonly inBackground: boolean;
  /** The group that it joins; 0 for one of its own, null for the shell's. */
  readonly group: number | null;
}

/** A child that goes on as a shell with these frames; a `ShellFailure` where there can be none. */
export function fork({ process, memory }: Shell, { frames, inBackground, group }: ChildPlan): Task {
  const answer = process.call('clone');
  const child = answer.ok ? process.child(answer.value) : null;
  if (child === null) throw new ShellFailure('Cannot fork');
  memory.turns += TURNS_OF_A_FORK;
  const theirs = child.program?.memory['shell'] as ShellMemory;
  const wasInteractive = theirs.isInteractive;
  if (theirs.terminal !== null) process.callAs(child, 'close', theirs.terminal);
  Object.assign(theirs, { stack: [...frames], input: '', inputEnded: true, text: '', isInteractive: false, terminal: null, jobs: [], ended: {}, turns: 0 } satisfies Partial<ShellMemory>);
  if (wasInteractive) for (const signal of ['INT', ...KEPT_OUT] as const) process.callAs(child, 'sigaction', signal, 'default');
  if (group !== null) process.callAs(child, 'setpgid', 0, group);
  else if (inBackground && memory.terminal === null) shield(process, child);
  return child;
}

/** Without job control who runs in the background is not for the keys of the terminal. */
function shield(process: Shell['process'], child: Task): void {
  for (const signal of ['INT', 'QUIT'] as const) process.callAs(child, 'sigaction', signal, 'ignore');
  const opened = process.callAs(child, 'open', '/dev/null');
  if (!opened.ok) {
    process.callAs(child, 'close', 0);
    return;
  }
  process.callAs(child, 'dup', opened.value, 0);
  if (opened.value !== 0) process.callAs(child, 'close', opened.value);
}

/** Starts a pipeline as a job: a process for each command, joined by pipes. */
export function startPipeline(shell: Shell, { commands, texts, text }: Pipeline, inBackground: boolean): Job {
  const programs = commands.map((command, index) => ({ frames: [frameFor(command)], text: texts[index] ?? text }));
  return startJob(shell, programs, text, inBackground);
}

/** What a child does that was made for one command. */
function frameFor(command: Command): Frame {
  if (command.kind === 'simple') return { of: 'simple', command, substituted: {}, isLast: true };
  return { of: 'redirected', command, substituted: {}, saved: null };
}

interface ChildProgram {
  readonly frames: readonly Frame[];
  readonly text: string;
}

/** Starts the processes of a pipeline, each with its pipes, as one job. */
export function startJob(shell: Shell, programs: readonly ChildProgram[], text: string, inBackground: boolean): Job {
  const { process, memory } = shell;
  const processes: JobProcess[] = [];
  const hasGroups = memory.terminal !== null;
  let input: number | null = null;
  try {
    for (const [index, program] of programs.entries()) {
      const pipe = index === programs.length - 1 ? null : process.must('Pipe call failed', 'pipe');
      const child = fork(shell, { frames: program.frames, inBackground, group: hasGroups ? (processes[0]?.pid ?? 0) : null });
      plug(process, child, input, pipe);
      if (input !== null) process.call('close', input);
      if (pipe !== null) process.call('close', pipe[1]);
      input = pipe?.[0] ?? null;
      processes.push({ pid: pidIn(process.task.pidNamespace, child), text: program.text, status: null });
    }
  } catch (error) {
    if (input !== null) process.call('close', input);
    if (processes.length === 0) throw error;
    process.printError(`${memory.name}: ${memory.lineOfCommand}: ${error instanceof Error ? error.message : ''}`);
  }
  const group = hasGroups ? (processes[0]?.pid ?? null) : null;
  const job = addJob(shell, { processes, text, group, isInFront: !inBackground });
  if (!inBackground) giveTerminal(shell, group);
  return job;
}

/** Puts the ends of pipes in place of a child's input and output. */
function plug(process: Shell['process'], child: Task, input: number | null, pipe: readonly [number, number] | null): void {
  if (input !== null && input !== 0) {
    process.callAs(child, 'dup', input, 0);
    process.callAs(child, 'close', input);
  }
  if (pipe === null) return;
  process.callAs(child, 'dup', pipe[1], 1);
  for (const end of pipe) if (end !== 1) process.callAs(child, 'close', end);
}

/** Takes a process group to the front of the terminal; null for the shell's own. */
export function giveTerminal({ process, memory }: Shell, group: number | null): void {
  if (memory.terminal !== null) process.call('tcsetpgrp', memory.terminal, group ?? process.must('sh', 'getpgid'));
}
