import { exit } from '../programs/program.ts';
import { type Builtin, numberOf, special } from './builtin.ts';
import { stateOf } from './jobs.ts';
import { type Shell, ShellFailure } from './memory.ts';
import { parseShell } from './parse.ts';
import { ShellSyntaxError } from './source.ts';
import { unwind } from './unwind.ts';

/** Takes everything off the stack above the loop that is meant, and with `isOver` the loop, too. */
function leaveLoop(shell: Shell, count: number, isOver: boolean): number | 'on' {
  const { memory: { stack } } = shell;
  const inside = stack.slice(1 + stack.findLastIndex(({ of }) => of === 'call'));
  const loops = inside.filter((frame) => (frame.of === 'loop' && !frame.isTesting) || frame.of === 'for');
  const loop = loops[Math.max(0, loops.length - count)];
  if (loop === undefined) return 0;
  shell.memory.status = 0;
  if (loop.of === 'loop') loop.status = 0;
  unwind(shell, stack.indexOf(loop) + (isOver ? 0 : 1));
  return 'on';
}

function leave(shell: Shell, [text]: readonly string[]): number | 'on' | ReturnType<typeof exit> {
  const { process, memory } = shell;
  const status = text === undefined ? memory.status : numberOf('exit', text);
  if (memory.isInteractive && !memory.wasWarned && memory.jobs.some((job) => stateOf(job) === 'stopped')) {
    process.printError('You have stopped jobs.');
    memory.wasWarned = true;
    return 0;
  }
  return exit(status & 0xff);
}

function giveBack(shell: Shell, [text]: readonly string[]): number | 'on' | ReturnType<typeof exit> {
  const { memory } = shell;
  memory.status = text === undefined ? memory.status : numberOf('return', text) & 0xff;
  const call = memory.stack.findLastIndex(({ of }) => of === 'call');
  if (call < 0) return memory.isInteractive ? memory.status : exit(memory.status);
  unwind(shell, call);
  return 'on';
}

/** Runs a text as if it stood here. */
function runText({ memory }: Shell, who: string, text: string): 'on' {
  try {
    memory.stack.push({ of: 'list', list: parseShell(`${text}\n`), at: 0 });
  } catch (error) {
    if (!(error instanceof ShellSyntaxError)) throw error;
    throw new ShellFailure(`${who}: Syntax error: ${error.message}`);
  }
  memory.status = 0;
  return 'on';
}

function source(shell: Shell, [path]: readonly string[]): number | 'on' {
  const { process, memory } = shell;
  if (path === undefined) return 0;
  const folders = path.includes('/') ? [''] : (memory.variables['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/`);
  const found = folders.find((folder) => process.call('access', folder + path, ['read']).ok);
  if (found === undefined) throw new ShellFailure(path.includes('/') ? `.: cannot open ${path}: No such file` : `.: ${path}: not found`);
  return runText(shell, path, process.readFile(found + path));
}

/** What changes where the shell goes on: break, return, exit, eval and their like. */
export const FLOW_BUILTINS: readonly Builtin[] = [
  special(':', ': [WORD...]', 'Does nothing, well.', () => 0),
  special('break', 'break [LOOPS]', 'Leaves a loop.', (shell, [count]) => leaveLoop(shell, count === undefined ? 1 : numberOf('break', count), true)),
  special('continue', 'continue [LOOPS]', 'Goes on with the next turn of a loop.', (shell, [count]) => leaveLoop(shell, count === undefined ? 1 : numberOf('continue', count), false)),
  special('return', 'return [STATUS]', 'Leaves a function.', giveBack),
  special('exit', 'exit [STATUS]', 'Ends the shell.', leave),
  special('eval', 'eval [WORD...]', 'Runs its words as a command.', (shell, args) => (args.length === 0 ? 0 : runText(shell, 'eval', args.join(' ')))),
  special('.', '. FILE', 'Runs the commands in a file in this shell.', source),
];
