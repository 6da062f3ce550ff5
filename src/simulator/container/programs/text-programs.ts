import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import type { ProcessView } from './process-view.ts';
import { ProgramFailure } from './process-view.ts';
import { atOnce, exit, type Program, type Step, waitFor } from './program.ts';

/**
 * A program that reads its files, or standard input where none is named, to the end and then prints what it makes of
 * them. `rest` are the arguments that are no files.
 */
function filter(
  name: string, usage: string, about: string, words: number,
  make: (text: string, options: readonly string[]) => { readonly text: string; readonly code?: number },
): Program {
  return {
    name, usage, about,
    step: (process): Step => {
      const options = process.args.filter((arg) => arg.startsWith('-'));
      const plain = process.args.filter((arg) => !arg.startsWith('-'));
      const files = plain.slice(words);
      const finish = (text: string): Step => {
        const made = make(text, [...options, ...plain.slice(0, words)]);
        process.print(made.text);
        return exit(made.code ?? 0);
      };
      if (files.length > 0) return finish(files.map((file) => process.readFile(file)).join(''));
      const rest = readToEnd(process);
      return rest === null ? waitFor({ for: 'readable', descriptor: 0 }) : finish(rest);
    },
  };
}

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
    process.memory['text'] = text + decodeUtf8(answer.value);
  }
}

/** Passes on what comes, as it comes. */
function cat(process: ProcessView): Step {
  if (process.args.length > 0) {
    for (const path of process.args) process.print(process.readFile(path));
    return exit(0);
  }
  const answer = process.call('read', 0);
  if (answer.ok && answer.value.length === 0) return exit(0);
  if (answer.ok) process.print(decodeUtf8(answer.value));
  else if (answer.errno !== 'EAGAIN') throw new ProgramFailure('standard input cannot be read');
  return waitFor({ for: 'readable', descriptor: 0 });
}

function tee(process: ProcessView): Step {
  const answer = process.call('read', 0);
  if (answer.ok && answer.value.length === 0) return exit(0);
  if (!answer.ok) return waitFor({ for: 'readable', descriptor: 0 });
  process.print(decodeUtf8(answer.value));
  for (const path of process.args) {
    const descriptor = process.must(path, 'open', path, process.memory['begun'] === true ? ['write', 'append'] : ['write', 'create', 'truncate']);
    process.must(path, 'write', descriptor, answer.value);
    process.must(path, 'close', descriptor);
  }
  process.memory['begun'] = true;
  return waitFor({ for: 'readable', descriptor: 0 });
}

function count(options: readonly string[]): number {
  const given = options.find((option) => /^-n?\d+$/.test(option));
  return given === undefined ? 10 : Number(given.replace(/^-n?/, ''));
}

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const joined = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');

export const TEXT_PROGRAMS: readonly Program[] = [
  { name: 'cat', usage: 'cat [FILE...]', about: 'Prints files one after another, or passes on its input.', step: cat },
  { name: 'tee', usage: 'tee [FILE...]', about: 'Passes its input on and writes it to files, too.', step: tee },
  atOnce('echo', 'echo [-n] WORD...', 'Prints its words.', (process, args) => {
    const bare = args[0] === '-n';
    process.print((bare ? args.slice(1) : args).join(' ') + (bare ? '' : '\n'));
    return 0;
  }),
  atOnce('true', 'true', 'Does nothing, well.', () => 0),
  atOnce('false', 'false', 'Does nothing, badly.', () => 1),
  atOnce('seq', 'seq [FIRST] LAST', 'Prints numbers, one a line.', (process, args) => {
    const [first, last] = args.length > 1 ? [Number(args[0]), Number(args[1])] : [1, Number(args[0])];
    if (!(last - first <= 10_000)) throw new ProgramFailure('needs one or two numbers, at most 10000 apart');
    for (let number = first; number <= last; number++) process.print(`${number}\n`);
    return 0;
  }),
  filter('grep', 'grep [-v] [-c] TEXT [FILE...]', 'Prints the lines that hold a text; -v the others, -c how many.', 1, (text, options) => {
    const wanted = options.find((option) => !option.startsWith('-')) ?? '';
    const hits = linesOf(text).filter((line) => line.includes(wanted) !== options.includes('-v'));
    return { text: options.includes('-c') ? `${hits.length}\n` : joined(hits), code: hits.length > 0 ? 0 : 1 };
  }),
  filter('wc', 'wc [-l] [-w] [-c] [FILE...]', 'Counts lines, words and bytes.', 0, (text, options) => {
    const numbers = { '-l': linesOf(text).length, '-w': text.split(/\s+/).filter((word) => word !== '').length, '-c': encodeUtf8(text).length };
    const asked = Object.entries(numbers).filter(([option]) => options.length === 0 || options.includes(option));
    return { text: `${asked.map(([, number]) => number).join(' ')}\n` };
  }),
  filter('head', 'head [-N] [FILE...]', 'Prints the first lines.', 0, (text, options) => ({ text: joined(linesOf(text).slice(0, count(options))) })),
  filter('tail', 'tail [-N] [FILE...]', 'Prints the last lines.', 0, (text, options) => ({ text: joined(linesOf(text).slice(-count(options))) })),
  filter('sort', 'sort [-r] [FILE...]', 'Sorts lines; -r the other way round.', 0, (text, options) => {
    const lines = linesOf(text).sort();
    return { text: joined(options.includes('-r') ? lines.reverse() : lines) };
  }),
];
