import { type Builtin, builtin } from './builtin.ts';
import { FLOW_BUILTINS } from './flow-builtins.ts';
import { JOB_BUILTINS } from './job-builtins.ts';
import { ShellFailure } from './memory.ts';
import { PLACE_BUILTINS } from './place-builtins.ts';
import { COMMAND_BUILTINS } from './command-builtins.ts';
import { VARIABLE_BUILTINS } from './variable-builtins.ts';

/** Builtins of other shells; this one does without them. */
const MISSING = ['alias', 'bind', 'declare', 'disown', 'fc', 'getopts', 'hash', 'let', 'popd', 'pushd', 'shopt', 'suspend', 'times', 'trap', 'typeset', 'ulimit', 'unalias'];

const help = builtin('help', 'help [NAME]', 'Lists what the shell does itself, and the programs.', ({ process }, [name]) => {
  const found = name === undefined ? undefined : BUILTINS.get(name);
  if (found !== undefined) {
    process.print(helpText(found));
    return 0;
  }
  if (name !== undefined) throw new ShellFailure(`help: nothing is known of "${name}"; try ${name} --help`);
  const programs = process.call('readdir', '/bin');
  const names = [...BUILTINS.values()].filter(({ usage }) => usage !== '').map((one) => one.name);
  process.print(`The shell itself: ${names.join(' ')}\nPrograms: ${programs.ok ? programs.value.join(' ') : ''}\nEach says more with --help.\n`);
  return 0;
});

function helpText({ usage, about }: Builtin): string {
  return `usage: ${usage}\n${about}\n`;
}

/** Each says what it is for when it is asked. */
function withHelp(one: Builtin): Builtin {
  return {
    ...one,
    run: (shell, args, name) => {
      if (args.length !== 1 || args[0] !== '--help') return one.run(shell, args, name);
      shell.process.print(helpText(one));
      return 0;
    },
  };
}

const missing = MISSING.map((name) => builtin(name, '', '', () => {
  throw new ShellFailure(`${name}: beyond this small shell`);
}));

/** What the shell does itself, by name. */
export const BUILTINS: ReadonlyMap<string, Builtin> = new Map(
  [...FLOW_BUILTINS, ...VARIABLE_BUILTINS, ...PLACE_BUILTINS, ...COMMAND_BUILTINS, ...JOB_BUILTINS, help].map(withHelp).concat(missing).map((one) => [one.name, one]),
);
