import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import type { Errno } from '../errno.ts';
import { echoText } from './echo-text.ts';
import { errorText } from './error-text.ts';
import { type Options, optionsOf, refuse } from './options.ts';
import type { ProcessView } from './process-view.ts';
import { ProgramFailure } from './process-view.ts';
import { lineExpression } from './line-expression.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';

/**
 * A program that reads its files, or standard input where none is named, to the end and then prints what it makes of
 * them. `rest` are the arguments that are no files.
 */
function filter(
  name: string, usage: string, about: string, words: number, [flags, valued]: readonly [string, string],
  make: (text: string, options: Options) => { readonly text: string; readonly code?: number },
): Program {
  return {
    name, usage, about,
    step: (process): Step => {
      const { flags: found, values, operands } = optionsOf(process, flags, valued);
      if (operands.length < words) refuse(process, 'missing operand');
      const files = operands.slice(words);
      const finish = (text: string): Step => {
        const made = make(text, { flags: found, values, operands });
        process.print(made.text);
        return exit(made.code ?? 0);
      };
      if (files.length > 0) return finish(files.map((file) => process.readFile(file)).join(''));
      const rest = readToEnd(process);
      return rest === null ? waitFor({ for: 'readable', descriptor: 0 }) : finish(rest);
    },
  };
}

/** No program keeps more text than this. */
const MOST_LETTERS = 2 ** 22;

/** All of standard input; null while more may come. */
function readToEnd(process: ProcessView): string | null {
  for (;;) {
    const answer = process.call('read', 0);
    if (!answer.ok) {
      if (answer.errno === 'EAGAIN') return null;
      throw new ProgramFailure('standard input cannot be read');
    }
    const before = process.memory['text'];
    const text = typeof before === 'string' ? before : '';
    if (answer.value.length === 0) return text;
    if (text.length > MOST_LETTERS) throw new ProgramFailure('memory exhausted');
    process.memory['text'] = text + decodeUtf8(answer.value);
  }
}

/** What is passed on at once. */
const TURN_BYTES = 2 ** 20;

/** Passes on what comes, as it comes. */
function cat(process: ProcessView): Step {
  const { memory } = process;
  memory['files'] ??= optionsOf(process, 'un').operands;
  const files = memory['files'] as readonly string[];
  const place = Number(memory['place'] ?? 0);
  const path = files.length === 0 ? '-' : files[place];
  if (path === undefined) return exit(Number(memory['code'] ?? 0));
  const next = (): Step => {
    memory['place'] = place + 1;
    delete memory['descriptor'];
    return files.length === 0 ? exit(0) : cat(process);
  };
  const failed = (errno: Errno): Step => {
    process.printError(`cat: ${path}: ${errorText(errno)}`);
    memory['code'] = 1;
    return next();
  };
  if (memory['descriptor'] === undefined) {
    const opened = path === '-' ? { ok: true as const, value: 0 } : process.call('open', path);
    if (!opened.ok) return failed(opened.errno);
    memory['descriptor'] = opened.value;
  }
  const descriptor = Number(memory['descriptor']);
  for (let passed = 0; passed < TURN_BYTES; ) {
    const answer = process.call('read', descriptor);
    if (!answer.ok && answer.errno === 'EAGAIN') return waitFor({ for: 'readable', descriptor });
    if (!answer.ok) return failed(answer.errno);
    if (answer.value.length === 0) {
      if (path !== '-') process.call('close', descriptor);
      return next();
    }
    process.write(answer.value);
    passed += answer.value.length;
  }
  // Somebody else has a turn: a device has no end.
  return waitFor({ for: 'cpu', remaining: TURN_BYTES });
}

function tee(process: ProcessView): Step {
  const answer = process.call('read', 0);
  if (answer.ok && answer.value.length === 0) return exit(0);
  if (!answer.ok) return waitFor({ for: 'readable', descriptor: 0 });
  process.write(answer.value);
  for (const path of process.args) {
    const descriptor = process.must(path, 'open', path, process.memory['begun'] === true ? ['write', 'append'] : ['write', 'create', 'truncate']);
    process.must(path, 'write', descriptor, answer.value);
    process.must(path, 'close', descriptor);
  }
  process.memory['begun'] = true;
  return waitFor({ for: 'readable', descriptor: 0 });
}

/** How many lines are wanted: -n 5, or -5. */
function count({ flags, values }: Options): number {
  const digits = [...flags].filter((flag) => /\d/.test(flag)).join('');
  const number = Number(values.get('n') ?? (digits === '' ? 10 : digits));
  if (!Number.isInteger(number)) throw new ProgramFailure(`invalid number of lines: '${values.get('n') ?? ''}'`);
  return Math.abs(number);
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

/** Programs that print, or that read text and print what they find in it. */
export const TEXT_PROGRAMS: readonly Program[] = [
  { name: 'cat', usage: 'cat [FILE...]', about: 'Prints files one after another, or passes on its input.', step: cat },
  { name: 'tee', usage: 'tee [FILE...]', about: 'Passes its input on and writes it to files, too.', step: tee },
  atOnce('echo', 'echo [-n] [-e] WORD...', 'Prints its words: -n without a new line, -e with \\n and \\t as such.', (process, args) => {
    process.print(echoText(args));
    return 0;
  }),
  atOnce('true', 'true', 'Does nothing, well.', () => 0),
  atOnce('false', 'false', 'Does nothing, badly.', () => 1),
  atOnce('seq', 'seq [FIRST] LAST', 'Prints numbers, one a line.', (process, args) => {
    const [first, last] = args.length > 1 ? [Number(args[0]), Number(args[1])] : [1, Number(args[0])];
    if (!(last - first <= 1_000_000)) throw new ProgramFailure('needs one or two numbers, at most 1000000 apart');
    process.print(Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => `${first + index}\n`).join(''));
    return 0;
  }),
  filter('grep', 'grep [-EFivcnqx] PATTERN [FILE...]', 'Prints the lines that fit a regular expression: -E an extended one, -F just a text, -i whatever the case, -v the others, -x whole lines, -c how many, -n with numbers, -q nothing.', 1, ['ivcnqxEF', 'e'], (text, { flags, operands }) => {
    const wanted = lineExpression(operands[0] ?? '', flags);
    const hits = linesOf(text).map((line, index) => ({ line, index })).filter(({ line }) => wanted.test(line) !== flags.has('v'));
    const shown = hits.map(({ line, index }) => (flags.has('n') ? `${index + 1}:${line}` : line));
    return { text: flags.has('q') ? '' : flags.has('c') ? `${hits.length}\n` : joined(shown), code: hits.length > 0 ? 0 : 1 };
  }),
  filter('wc', 'wc [-l] [-w] [-c] [FILE...]', 'Counts lines, words and bytes.', 0, ['lwc', ''], (text, { flags, operands }) => {
    const numbers = { l: text.split('\n').length - 1, w: text.split(/\s+/).filter((word) => word !== '').length, c: encodeUtf8(text).length };
    const asked = Object.entries(numbers).filter(([option]) => flags.size === 0 || flags.has(option));
    const [file] = operands;
    return { text: `${asked.map(([, number]) => number).join(' ')}${operands.length === 1 ? ` ${file ?? ''}` : ''}\n` };
  }),
  filter('head', 'head [-n LINES] [FILE...]', 'Prints the first lines.', 0, ['0123456789q', 'n'], (text, options) => ({ text: joined(linesOf(text).slice(0, count(options))) })),
  filter('tail', 'tail [-n LINES] [FILE...]', 'Prints the last lines.', 0, ['0123456789q', 'n'], (text, options) => ({ text: count(options) === 0 ? '' : joined(linesOf(text).slice(-count(options))) })),
  filter('sort', 'sort [-n] [-r] [-u] [FILE...]', 'Sorts lines: -n by numbers, -r the other way round, -u each once.', 0, ['nru', ''], (text, { flags }) => {
    const lines = flags.has('n') ? linesOf(text).sort((one, other) => (Number.parseFloat(one) || 0) - (Number.parseFloat(other) || 0)) : linesOf(text).sort();
    const kept = flags.has('u') ? [...new Set(lines)] : lines;
    return { text: joined(flags.has('r') ? kept.reverse() : kept) };
  }),
];
