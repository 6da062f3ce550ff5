import { type Builtin, builtin, demandName, numberOf, special } from './builtin.ts';
import { setVariable, type Shell, ShellFailure, unsetVariable } from './memory.ts';

/** NAME or NAME=VALUE, each handed on; without any, all of them are shown. */
function declare(who: string, shown: (shell: Shell) => readonly string[], keep: (shell: Shell, name: string) => void): Builtin['run'] {
  return (shell, args) => {
    const { process, memory } = shell;
    const words = args.filter((word) => word !== '-p');
    if (words.length === 0) {
      for (const name of [...shown(shell)].sort()) process.print(`${who} ${name}${memory.variables[name] === undefined ? '' : `=${quoted(memory.variables[name])}`}\n`);
      return 0;
    }
    for (const word of words) {
      const [name = ''] = word.split('=', 1);
      demandName(who, name);
      if (word.includes('=')) setVariable(shell, name, word.slice(name.length + 1));
      keep(shell, name);
    }
    return 0;
  };
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'"'"'`)}'`;
}

function set(shell: Shell, args: readonly string[]): number {
  const { process, memory } = shell;
  if (args.length === 0) {
    for (const name of Object.keys(memory.variables).sort()) process.print(`${name}=${quoted(memory.variables[name] ?? '')}\n`);
    return 0;
  }
  for (const [index, word] of args.entries()) {
    if (word === '--' || !/^[-+]./.test(word)) {
      memory.positional = args.slice(word === '--' ? index + 1 : index);
      return 0;
    }
    for (const letter of word.slice(1)) {
      if (!'eux'.includes(letter)) throw new ShellFailure(`set: Illegal option ${word[0] ?? ''}${letter}`);
      const without = memory.options.replace(letter, '');
      memory.options = word.startsWith('-') ? without + letter : without;
    }
  }
  return 0;
}

function shift({ memory }: Shell, [text]: readonly string[]): number {
  const count = text === undefined ? 1 : numberOf('shift', text);
  if (count > memory.positional.length) throw new ShellFailure("shift: can't shift that many");
  memory.positional = memory.positional.slice(count);
  return 0;
}

function unset(shell: Shell, args: readonly string[]): number {
  const isFunction = args[0] === '-f';
  for (const name of args.filter((word) => word !== '-f' && word !== '-v')) {
    demandName('unset', name);
    if (isFunction) Reflect.deleteProperty(shell.memory.functions, name);
    else unsetVariable(shell, name);
  }
  return 0;
}

function local(shell: Shell, args: readonly string[]): number {
  const { memory } = shell;
  const call = memory.stack.findLast((frame) => frame.of === 'call');
  if (call === undefined) throw new ShellFailure('local: not in a function');
  for (const word of args) {
    const [name = ''] = word.split('=', 1);
    demandName('local', name);
    call.locals.push({ name, value: memory.variables[name] ?? null });
    if (word.includes('=')) setVariable(shell, name, word.slice(name.length + 1));
  }
  return 0;
}

function read(shell: Shell, args: readonly string[]): number | 'on' {
  const { process, memory } = shell;
  const words = [...args];
  let isRaw = false;
  for (let [word] = words; word?.startsWith('-') === true; [word] = words) {
    words.shift();
    if (word === '--') break;
    if (word === '-r') isRaw = true;
    else if (word === '-p') process.printError(words.shift() ?? '', '');
    else throw new ShellFailure(`read: Illegal option ${word}`);
  }
  for (const name of words) demandName('read', name);
  if (words.length === 0) throw new ShellFailure('read: arg count');
  memory.stack.push({ of: 'read', names: words, isRaw, text: '' });
  return 'on';
}

/** What sets, reads and forgets variables and positional parameters. */
export const VARIABLE_BUILTINS: readonly Builtin[] = [
  special('export', 'export [NAME[=VALUE]...]', 'Gives variables to the programs that are run.', declare('export', ({ memory }) => memory.exported, ({ memory }, name) => {
    if (!memory.exported.includes(name)) memory.exported = [...memory.exported, name];
  })),
  special('readonly', 'readonly [NAME[=VALUE]...]', 'Keeps variables as they are.', declare('readonly', ({ memory }) => memory.readonlyNames, ({ memory }, name) => {
    memory.readonlyNames = [...memory.readonlyNames, name];
  })),
  special('set', 'set [-eux] [+eux] [--] [WORD...]', 'Sets the words that $1 and the next stand for; -e ends at the first failure, -u refuses variables that are not set, -x shows commands.', set),
  special('shift', 'shift [COUNT]', 'Takes the first words away that $1 and the next stand for.', shift),
  special('unset', 'unset [-f] NAME...', 'Removes variables, or with -f functions.', unset),
  builtin('local', 'local NAME[=VALUE]...', 'Keeps variables inside a function.', local),
  builtin('read', 'read [-r] [-p TEXT] NAME...', 'Reads a line and takes it apart; -r leaves backslashes alone.', read),
];
