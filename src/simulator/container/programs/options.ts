import { type ProcessView, ProgramFailure } from './process-view.ts';

/** The options and operands of a command line. */
export interface Options {
  readonly flags: ReadonlySet<string>;
  /** Options with a value, the last one of each. */
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

/**
 * Reads a command line as getopt(3) does: letters of `flags` stand alone and may be joined, those of `valued` take the
 * rest of their word or the next one; `--` ends them. Another option stops the program with getopt's words.
 */
export function optionsOf(process: ProcessView, flags: string, valued = ''): Options {
  const found = new Set<string>();
  const values = new Map<string, string>();
  const operands: string[] = [];
  const { args } = process;
  for (let index = 0; index < args.length; index++) {
    const word = args[index] as string;
    if (word === '--') {
      operands.push(...args.slice(index + 1));
      break;
    }
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    if (word.startsWith('--')) return refuse(process, `unrecognized option '${word}'`);
    for (let place = 1; place < word.length; place++) {
      const letter = word[place] as string;
      if (flags.includes(letter)) found.add(letter);
      else if (valued.includes(letter)) {
        const value = word.slice(place + 1) || args[++index];
        if (value === undefined) return refuse(process, `option requires an argument -- '${letter}'`);
        values.set(letter, value);
        break;
      } else return refuse(process, `invalid option -- '${letter}'`);
    }
  }
  return { flags: found, values, operands };
}

/** Stops the program, and says where help is. */
export function refuse(process: ProcessView, complaint: string): never {
  throw new ProgramFailure(`${complaint}\nTry '${process.task.arguments[0] ?? process.task.command} --help' for more information.`);
}

/** At least one operand. */
export function demandOperands(process: ProcessView, operands: readonly string[]): void {
  if (operands.length === 0) refuse(process, 'missing operand');
}
