import { formatted, problemOf } from '../programs/printf.ts';
import { echoText } from '../programs/echo-text.ts';
import { type Builtin, builtin, special } from './builtin.ts';
import { BUILTIN_NAMES, KEYWORDS, SPECIAL_NAMES } from './names.ts';
import { KEPT_OUT, startJob } from './launch.ts';
import { complain, environmentOf, type Shell, ShellFailure } from './memory.ts';
import { replace } from './replace.ts';
import { test } from './test-expression.ts';

/** Where a program lies; null where the PATH leads to none. */
function programPath({ process, memory }: Shell, name: string): string | null {
  const paths = name.includes('/') ? [name] : (memory.variables['PATH'] ?? '/bin').split(':').map((folder) => `${folder}/${name}`);
  return paths.find((path) => process.call('access', path, ['execute']).ok) ?? null;
}

/** What a name stands for, in the words of `type`. */
function kindOf(shell: Shell, name: string): string | null {
  if (KEYWORDS.includes(name)) return 'a shell keyword';
  if (shell.memory.functions[name] !== undefined) return 'a shell function';
  if (BUILTIN_NAMES.includes(name)) return SPECIAL_NAMES.includes(name) ? 'a special shell builtin' : 'a shell builtin';
  return programPath(shell, name);
}

function type(shell: Shell, names: readonly string[]): number {
  let code = 0;
  for (const name of names) {
    const kind = kindOf(shell, name);
    shell.process.print(`${name}${kind === null ? ': not found' : ` is ${kind}`}\n`);
    if (kind === null) code = 127;
  }
  return code;
}

/** Without functions; `-v` only says what a name stands for. */
function command(shell: Shell, args: readonly string[]): number | 'on' {
  const { memory } = shell;
  const [first, ...rest] = args;
  if (first === '-V') return type(shell, rest);
  if (first === '-v') {
    const [name = ''] = rest;
    const found = kindOf(shell, name);
    if (found === null) return 127;
    shell.process.print(`${found.startsWith('/') ? found : name}\n`);
    return 0;
  }
  if (first === undefined) return 0;
  const words = args.map((text) => [{ part: 'text' as const, text, isQuoted: true }]);
  if (BUILTIN_NAMES.includes(first)) {
    memory.stack.push({ of: 'simple', command: { kind: 'simple', line: memory.lineOfCommand, assignments: [], words, redirections: [] }, substituted: {}, isLast: false });
    return 'on';
  }
  const text = args.join(' ');
  memory.stack.push({ of: 'job', number: startJob(shell, [{ frames: [{ of: 'exec', words: args, environment: environmentOf(memory), redirections: [] }], text }], text, false).number });
  return 'on';
}

/** Goes on as another program; without one only its redirections stay. */
function exec(shell: Shell, words: readonly string[]): ReturnType<Builtin['run']> {
  const { process, memory } = shell;
  if (words.length === 0) return 0;
  const deaf = memory.isInteractive ? (['INT', ...KEPT_OUT] as const) : [];
  for (const signal of deaf) process.call('sigaction', signal, 'default');
  const outcome = replace(shell, { of: 'exec', words, environment: environmentOf(memory), redirections: [] }, 'exec: ');
  if (outcome === 'done' || outcome === 'on') return 'on';
  if (outcome.do !== 'exit' || !memory.isInteractive) return outcome;
  for (const signal of deaf) process.call('sigaction', signal, signal === 'INT' ? 'handle' : 'ignore');
  return outcome.code;
}

function printf(shell: Shell, args: readonly string[]): number {
  const [format, ...values] = args[0] === '--' ? args.slice(1) : args;
  if (format === undefined) throw new ShellFailure('printf: usage: printf format [arg ...]');
  const wrong = problemOf(format);
  if (wrong !== null) throw new ShellFailure(`printf: ${wrong}`);
  const { text, problems } = formatted(format, values);
  shell.process.print(text);
  for (const problem of problems) complain(shell, `printf: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

/** What finds and runs other commands, and what is built in because it is run so often. */
export const COMMAND_BUILTINS: readonly Builtin[] = [
  builtin('command', 'command [-v] NAME [WORD...]', 'Runs a builtin or a program, never a function; -v says which it would be.', command),
  builtin('type', 'type NAME...', 'Says what names stand for.', type),
  special('exec', 'exec [COMMAND...]', 'Goes on as another program; without one only its redirections stay.', exec),
  builtin('echo', 'echo [-n] [-e] WORD...', 'Prints its words: -n without a new line, -e with \\n and \\t as such.', ({ process }, args) => {
    process.print(echoText(args));
    return 0;
  }),
  builtin('printf', 'printf FORMAT [WORD...]', 'Prints words in a form: %s %d %x %o %c %b, with widths, \\n and \\t.', printf),
  builtin('true', 'true', 'Does nothing, well.', () => 0),
  builtin('false', 'false', 'Does nothing, badly.', () => 1),
  builtin('test', 'test EXPRESSION', 'Says whether something is so: -e -f -d -r -w -x -s FILE, TEXT = TEXT, -z -n TEXT, NUMBER -eq -lt -gt NUMBER, ! -a -o.', ({ process }, args, name) => test(process, args, name)),
  builtin('[', '[ EXPRESSION ]', 'The same as test.', ({ process }, args, name) => test(process, args, name)),
  builtin('history', 'history', 'Shows the lines that were typed here.', ({ process, memory }) => {
    memory.history.forEach((line, index) => {
      process.print(`${String(index + 1).padStart(5)}  ${line}\n`);
    });
    return 0;
  }),
];
