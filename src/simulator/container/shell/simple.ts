import { errorText } from '../programs/error-text.ts';
import { waitFor } from '../programs/program.ts';
import { BUILTINS } from './builtins.ts';
import { expandText, expandWord } from './expand.ts';
import { begin, framesOf } from './frames.ts';
import { startJob } from './launch.ts';
import { complain, environmentOf, type Frame, type Outcome, setVariable, type Shell, ShellFailure } from './memory.ts';
import { hasOutput } from './replace.ts';
import { writeOut } from './write-out.ts';
import { ready, redirect, takeBack } from './redirect.ts';
import type { Assignment } from './syntax.ts';

type SimpleFrame = Extract<Frame, { of: 'simple' }>;

/** A command with its words: assignments alone, a function, a builtin, or a program (POSIX, "Simple Commands"). */
export function runSimple(shell: Shell, frame: SimpleFrame): Outcome {
  const { memory } = shell;
  const { command, substituted } = frame;
  memory.lineOfCommand = command.line;
  const words = command.words.flatMap((word) => expandWord(shell, word, substituted));
  const assigned = command.assignments.map(({ name, word }) => ({ name, value: expandText(shell, word, substituted) }));
  // Expanded before anything is done, since an expansion may have to begin anew.
  const redirections = ready(shell, command.redirections, substituted);
  trace(shell, [...assigned.map(({ name, value }) => `${name}=${value}`), ...words]);
  const [name] = words;
  if (name === undefined) return assign(shell, frame, assigned, redirections);
  if (memory.functions[name] !== undefined || BUILTINS.has(name)) return runInside(shell, words, assigned, redirections);
  const program: Frame = { of: 'exec', words, environment: environmentOf(memory, assigned), redirections };
  if (frame.isLast) memory.stack.push(program);
  else memory.stack.push({ of: 'job', number: startJob(shell, [{ frames: [program], text: words.join(' ') }], words.join(' '), false).number });
  return 'done';
}

/** What `set -x` shows. */
function trace({ process, memory }: Shell, words: readonly string[]): void {
  if (memory.options.includes('x') && words.length > 0) process.printError(`+ ${words.join(' ')}`);
}

type Assigned = readonly { readonly name: Assignment['name']; readonly value: string }[];
type Redirections = Extract<Frame, { of: 'exec' }>['redirections'];

function assign(shell: Shell, frame: SimpleFrame, assigned: Assigned, redirections: Redirections): Outcome {
  const { process, memory } = shell;
  for (const { name, value } of assigned) setVariable(shell, name, value);
  if (Object.keys(frame.substituted).length === 0) memory.status = 0;
  return attempt(shell, () => {
    takeBack(process, redirect(process, redirections, true));
    return 'done';
  });
}

/** A redirection that cannot be made is told, and the line goes on. */
function attempt(shell: Shell, act: () => Outcome): Outcome {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof ShellFailure)) throw error;
    complain(shell, error.message);
    shell.memory.status = error.message.includes(': write error: ') ? 1 : 2;
    return 'done';
  }
}

/** What the shell does in its own process: redirections hold as long as it lasts, and so do assignments. */
function runInside(shell: Shell, words: readonly string[], assigned: Assigned, redirections: Redirections): Outcome {
  const { process, memory } = shell;
  const [name = '', ...args] = words;
  const body = memory.functions[name];
  const builtin = body === undefined ? BUILTINS.get(name) : undefined;
  // What was printed before goes where it was meant to.
  if (redirections.length > 0 && hasOutput(shell)) return waitFor({ for: 'time', until: process.now });
  const act = (): Outcome => {
    const saved = redirect(process, redirections, name !== 'exec');
    if (saved.length > 0) memory.stack.push({ of: 'redirected', command: null, substituted: {}, saved });
    if (builtin?.isSpecial !== true && assigned.length > 0) memory.stack.push({ of: 'lent', before: assigned.map((one) => ({ name: one.name, value: memory.variables[one.name] ?? null })) });
    for (const one of assigned) setVariable(shell, one.name, one.value);
    if (body !== undefined) {
      memory.stack.push({ of: 'call', positional: memory.positional, locals: [] });
      memory.positional = args;
      begin(shell, body);
      return 'done';
    }
    const outcome = builtin?.run(shell, args, name) ?? 127;
    if (typeof outcome !== 'number') return outcome === 'on' ? 'done' : outcome;
    memory.status = outcome;
    const errno = writeOut(process);
    if (errno !== null) throw new ShellFailure(`${name}: write error: ${errorText(errno)}`);
    return 'done';
  };
  return builtin?.isSpecial === true ? act() : attempt(shell, act);
}

/** A compound command with redirections: makes them, runs it, and takes them back. */
export function runRedirected(shell: Shell, frame: Extract<Frame, { of: 'redirected' }>): Outcome {
  const { process, memory } = shell;
  if (hasOutput(shell)) return waitFor({ for: 'time', until: process.now });
  const { command, saved } = frame;
  if (saved !== null || command === null || command.kind === 'simple') {
    takeBack(process, saved ?? []);
    return 'done';
  }
  return attempt(shell, () => {
    frame.saved = redirect(process, ready(shell, command.redirections, frame.substituted), true);
    memory.stack.push(...framesOf(command, memory));
    return 'on';
  });
}
