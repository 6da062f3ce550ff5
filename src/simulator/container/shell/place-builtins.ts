import { type Builtin, builtin } from './builtin.ts';
import { type Shell, ShellFailure } from './memory.ts';

function changeDirectory({ process, memory }: Shell, args: readonly string[]): number {
  const [first] = args.filter((word) => word !== '-P' && word !== '-L' && word !== '--');
  const { HOME = '/', OLDPWD } = memory.variables;
  if (first === '-' && OLDPWD === undefined) throw new ShellFailure('cd: OLDPWD not set');
  const to = first === '-' ? (OLDPWD ?? HOME) : (first ?? HOME);
  const before = process.call('getcwd');
  if (!process.call('chdir', to).ok) throw new ShellFailure(`cd: can't cd to ${to}`);
  const after = process.call('getcwd');
  if (before.ok) memory.variables['OLDPWD'] = before.value;
  if (after.ok) memory.variables['PWD'] = after.value;
  if (first === '-' && after.ok) process.print(`${after.value}\n`);
  return 0;
}

function umask({ process }: Shell, [text]: readonly string[]): number {
  if (text !== undefined && !/^[0-7]+$/.test(text)) throw new ShellFailure(`umask: Illegal number: ${text}`);
  const before = process.must('umask', 'umask', parseInt(text ?? '0', 8));
  if (text !== undefined) return 0;
  process.must('umask', 'umask', before);
  process.print(`${before.toString(8).padStart(4, '0')}\n`);
  return 0;
}

/** What belongs to the shell's own process: its working directory and its umask. */
export const PLACE_BUILTINS: readonly Builtin[] = [
  builtin('cd', 'cd [DIRECTORY]', 'Goes to a directory, home without one, with - to the one before.', changeDirectory),
  builtin('umask', 'umask [MODE]', 'Shows or sets which permissions new files do not get.', umask),
  builtin('pwd', 'pwd', 'Shows the working directory.', ({ process }, args) => {
    const wrong = args.find((word) => word.startsWith('-') && !/^-[LP]+$/.test(word));
    if (wrong !== undefined) throw new ShellFailure(`pwd: Illegal option ${wrong}`);
    process.print(`${process.must('pwd', 'getcwd')}\n`);
    return 0;
  }),
];
