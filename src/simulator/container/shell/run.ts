import { exit, type Step, waitFor } from '../programs/program.ts';
import { begin } from './frames.ts';
import { complain, type Frame, type Job, NeedsOutput, type Outcome, setVariable, type Shell, ShellFailure } from './memory.ts';
import { expandPattern, expandText, expandWord } from './expand.ts';
import { fitsPattern } from './pattern.ts';
import { capture, listenTo } from './substitute.ts';
import { replace } from './replace.ts';
import { runRedirected, runSimple } from './simple.ts';
import { startJob, startPipeline, giveTerminal } from './launch.ts';
import { collect, jobLine, remove, stateOf, statusOf, toFront, stateText } from './jobs.ts';
import { signalText } from './signal-text.ts';
import { readMore } from './read-line.ts';
import { giveBack, giveUp, leaveFunction, unwind } from './unwind.ts';
import type { Chain } from './syntax.ts';

/** After so many commands others have a turn, and the shell has used so much of a vCPU. */
const TURNS_AT_ONCE = 1_000;
const TURN_NANOSECONDS = 20_000_000;

/** Goes on with what lies on the stack until it has to wait; null where nothing is left. */
export function run(shell: Shell): Step | null {
  const { memory } = shell;
  for (;;) {
    const frame = memory.stack.at(-1);
    if (frame === undefined) return null;
    if (memory.turns >= TURNS_AT_ONCE) {
      memory.turns = 0;
      return waitFor({ for: 'cpu', remaining: TURN_NANOSECONDS });
    }
    try {
      const outcome = runFrame(shell, frame);
      const place = memory.stack.lastIndexOf(frame);
      if (outcome === 'done' && place >= 0) memory.stack.splice(place, 1);
      else if (outcome !== 'done' && outcome !== 'on') return outcome;
    } catch (error) {
      if (error instanceof NeedsOutput) {
        capture(shell, frame, error.part);
        continue;
      }
      if (!(error instanceof ShellFailure)) throw error;
      complain(shell, error.message);
      memory.status = 2;
      if (!memory.isInteractive) return exit(2);
      giveUp(shell);
    }
  }
}

function runFrame(shell: Shell, frame: Frame): Outcome {
  const { memory } = shell;
  switch (frame.of) {
    case 'list': {
      const chain = frame.list[frame.at++];
      if (chain === undefined) return 'done';
      return runChain(shell, chain);
    }
    case 'chain':
      return goOnWithChain(shell, frame);
    case 'not':
      memory.status = memory.status === 0 ? 1 : 0;
      return 'done';
    case 'if':
      return runIf(shell, frame);
    case 'loop':
      return runLoop(shell, frame);
    case 'for':
      return runFor(shell, frame);
    case 'case':
      return runCase(shell, frame);
    case 'simple':
      memory.turns++;
      return runSimple(shell, frame);
    case 'exec':
      return replace(shell, frame);
    case 'redirected':
      return runRedirected(shell, frame);
    case 'call':
      leaveFunction(shell, frame);
      return 'done';
    case 'lent':
      giveBack(memory, frame.before);
      return 'done';
    case 'job':
      return waitForJob(shell, frame.number);
    case 'capture':
      return listenTo(shell, frame);
    case 'wait':
      return waitForJobs(shell, frame);
    case 'read':
      return readMore(shell, frame);
  }
}

function runChain(shell: Shell, chain: Chain): Outcome {
  const { memory } = shell;
  if (!chain.isInBackground) {
    memory.stack.push({ of: 'chain', chain, at: 0, isLastRun: false });
    return 'on';
  }
  const { first, rest, text } = chain;
  const isOnePipeline = rest.length === 0 && !first.isNegated;
  const job = isOnePipeline ? startPipeline(shell, first, true) : startJob(shell, [{ frames: [{ of: 'chain', chain: { ...chain, isInBackground: false }, at: 0, isLastRun: false }], text }], text, true);
  memory.lastInBackground = job.processes.at(-1)?.pid ?? null;
  memory.status = 0;
  if (memory.isInteractive) shell.process.printError(`[${job.number}] ${memory.lastInBackground ?? ''}`);
  return 'on';
}

function goOnWithChain(shell: Shell, frame: Extract<Frame, { of: 'chain' }>): Outcome {
  const { memory } = shell;
  const { chain: { first, rest } } = frame;
  if (frame.at > rest.length) {
    if (frame.isLastRun && memory.status !== 0 && memory.options.includes('e') && !isTested(shell)) return exit(memory.status);
    return 'done';
  }
  const link = rest[frame.at - 1];
  frame.at++;
  const isWanted = link === undefined || (link.when === 'success') === (memory.status === 0);
  if (!isWanted) return 'on';
  const pipeline = link?.pipeline ?? first;
  frame.isLastRun = frame.at > rest.length && !pipeline.isNegated;
  if (pipeline.isNegated) memory.stack.push({ of: 'not' });
  const [only] = pipeline.commands;
  if (pipeline.commands.length === 1 && only !== undefined && only.kind !== 'subshell') begin(shell, only);
  else memory.stack.push({ of: 'job', number: startPipeline(shell, pipeline, false).number });
  return 'on';
}

/** Whether a failure is asked for: then `set -e` does not end the shell. */
function isTested({ memory: { stack } }: Shell): boolean {
  return stack.slice(0, -1).some((frame) => frame.of === 'not' || ((frame.of === 'if' || frame.of === 'loop') && frame.isTesting) || (frame.of === 'chain' && frame.at <= frame.chain.rest.length));
}

function runIf({ memory }: Shell, frame: Extract<Frame, { of: 'if' }>): Outcome {
  const { clauses, otherwise } = frame.command;
  const clause = clauses[frame.at];
  const tested = frame.isTesting ? clause : undefined;
  frame.isTesting = false;
  if (tested !== undefined && memory.status === 0) return instead(memory, frame, tested.then);
  if (tested !== undefined) frame.at++;
  const next = clauses[frame.at];
  if (next !== undefined) {
    frame.isTesting = true;
    memory.stack.push({ of: 'list', list: next.condition, at: 0 });
    return 'on';
  }
  memory.status = 0;
  return otherwise === null ? 'done' : instead(memory, frame, otherwise);
}

/** What is chosen takes the place of what chose it. */
function instead({ stack }: Shell['memory'], frame: Frame, list: Extract<Frame, { of: 'list' }>['list']): Outcome {
  stack.splice(stack.lastIndexOf(frame), 1, { of: 'list', list, at: 0 });
  return 'on';
}

function runLoop({ memory }: Shell, frame: Extract<Frame, { of: 'loop' }>): Outcome {
  const { condition, body, until } = frame.command;
  memory.turns++;
  if (!frame.isTesting) {
    frame.isTesting = true;
    memory.stack.push({ of: 'list', list: condition, at: 0 });
    return 'on';
  }
  if ((memory.status === 0) === until) {
    memory.status = frame.status;
    return 'done';
  }
  frame.isTesting = false;
  memory.stack.push({ of: 'list', list: body, at: 0 });
  return 'on';
}

function runFor(shell: Shell, frame: Extract<Frame, { of: 'for' }>): Outcome {
  const { memory } = shell;
  const { command: { name, words, body, line } } = frame;
  memory.turns++;
  if (frame.words === null) {
    memory.lineOfCommand = line;
    frame.words = words === null ? memory.positional : words.flatMap((word) => expandWord(shell, word, frame.substituted));
    memory.status = 0;
  }
  const [value, ...rest] = frame.words;
  if (value === undefined) return 'done';
  frame.words = rest;
  setVariable(shell, name, value);
  memory.stack.push({ of: 'list', list: body, at: 0 });
  return 'on';
}

function runCase(shell: Shell, frame: Extract<Frame, { of: 'case' }>): Outcome {
  const { memory } = shell;
  const { command: { word, clauses, line }, substituted } = frame;
  memory.lineOfCommand = line;
  const text = expandText(shell, word, substituted);
  const chosen = clauses.find(({ patterns }) => patterns.some((pattern) => fitsPattern(text, expandPattern(shell, pattern, substituted))));
  memory.status = 0;
  return chosen === undefined ? 'done' : instead(memory, frame, chosen.body);
}

/** For the job in front of the terminal. */
function waitForJob(shell: Shell, number: number): Outcome {
  const { process, memory } = shell;
  collect(shell);
  const job = memory.jobs.find((one) => one.number === number);
  if (job === undefined) return 'done';
  const state = stateOf(job);
  // Without job control a stopped child is waited for until somebody lets it go on.
  if (state === 'running' || (state === 'stopped' && memory.terminal === null)) return waitFor({ for: 'child', untraced: true });
  giveTerminal(shell, null);
  job.isInFront = false;
  memory.status = statusOf(job);
  if (state === 'stopped') {
    memory.status = statusOf({ ...job, processes: job.processes.filter(({ status }) => status?.how === 'stopped') });
    toFront(memory.jobs, job);
    process.printError(jobLine(shell, job).trimEnd());
    job.told = stateText(job);
    leaveLoops(shell);
    return 'done';
  }
  remove(memory.jobs, job);
  const status = job.processes.at(-1)?.status;
  if (status?.how === 'killed' && status.signal === 'INT' && memory.isInteractive) {
    giveUp(shell);
    return 'on';
  }
  tellOfSignal(shell, job);
  return 'done';
}

/** Which signal has ended a job; Ctrl-C and a closed pipe explain themselves. */
function tellOfSignal({ process }: Shell, { processes }: Job): void {
  const status = processes.at(-1)?.status;
  if (status?.how === 'killed' && status.signal !== 'PIPE' && status.signal !== 'INT') process.printError(signalText(status.signal));
}

/** Who stops one turn of a loop does not want the next. */
function leaveLoops(shell: Shell): void {
  const { stack } = shell.memory;
  const loop = stack.findIndex(({ of }) => of === 'loop' || of === 'for');
  if (loop >= 0) unwind(shell, loop);
}

function waitForJobs(shell: Shell, { jobs, givesStatus }: Extract<Frame, { of: 'wait' }>): Outcome {
  const { memory } = shell;
  collect(shell);
  const waited = memory.jobs.filter(({ number }) => jobs.includes(number));
  if (waited.some((job) => stateOf(job) === 'running')) return waitFor({ for: 'child', untraced: true });
  const [last] = waited;
  memory.status = givesStatus && last !== undefined ? statusOf(last) : 0;
  // At a terminal the end of a job is told before the next prompt.
  if (memory.isInteractive) return 'done';
  for (const job of waited) {
    tellOfSignal(shell, job);
    remove(memory.jobs, job);
  }
  return 'done';
}
