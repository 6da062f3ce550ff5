import type { FileStatus } from '../files/attribute-calls.ts';
import type { ProcessView } from '../programs/process-view.ts';
import { ShellFailure } from './memory.ts';

/** `test` and `[` (POSIX, "test"): 0 for true, 1 for false. Throws a `ShellFailure` for what is no expression. */
export function test(process: ProcessView, args: readonly string[], name: string): number {
  if (name === '[' && args.at(-1) !== ']') throw new ShellFailure('[: missing ]');
  const words = name === '[' ? args.slice(0, -1) : args;
  if (words.length === 0) return 1;
  const reader: Reader = { process, words, at: 0, name };
  const value = either(reader);
  if (reader.at < words.length) throw new ShellFailure(`${name}: ${words[reader.at - 1] ?? ''}: unexpected operator`);
  return value ? 0 : 1;
}

interface Reader {
  readonly process: ProcessView;
  readonly words: readonly string[];
  at: number;
  readonly name: string;
}

function either(reader: Reader): boolean {
  let value = both(reader);
  while (reader.words[reader.at] === '-o') {
    reader.at++;
    const other = both(reader);
    value ||= other;
  }
  return value;
}

function both(reader: Reader): boolean {
  let value = negated(reader);
  while (reader.words[reader.at] === '-a') {
    reader.at++;
    const other = negated(reader);
    value &&= other;
  }
  return value;
}

function negated(reader: Reader): boolean {
  if (reader.words[reader.at] !== '!' || reader.at === reader.words.length - 1 || BINARY.test(reader.words[reader.at + 1] ?? '')) return primary(reader);
  reader.at++;
  return !negated(reader);
}

const BINARY = /^(?:=|==|!=|<|>|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))$/;
const UNARY = /^-[bcdefghLnprsStuwxz]$/;

function primary(reader: Reader): boolean {
  const { words, name } = reader;
  const [first = '', second = '', third] = words.slice(reader.at);
  if (BINARY.test(second) && words.length === 2) throw new ShellFailure(`${name}: ${second}: argument expected`);
  if (third !== undefined && BINARY.test(second)) {
    reader.at += 3;
    return compare(reader, first, second, third);
  }
  if (first === '(' && second !== '') {
    reader.at++;
    const value = either(reader);
    if (words[reader.at++] !== ')') throw new ShellFailure(`${name}: closing paren expected`);
    return value;
  }
  if (UNARY.test(first) && reader.at + 1 < words.length) {
    reader.at += 2;
    return isSo(reader, first, second);
  }
  if (reader.at >= words.length) throw new ShellFailure(`${name}: argument expected`);
  reader.at++;
  return first !== '';
}

function compare({ process, name }: Reader, first: string, operator: string, second: string): boolean {
  switch (operator) {
    case '=':
    case '==':
      return first === second;
    case '!=':
      return first !== second;
    case '<':
      return first < second;
    case '>':
      return first > second;
    case '-nt':
    case '-ot':
    case '-ef':
      return compareFiles(process, first, operator, second);
  }
  const [one, other] = [numberOf(name, first), numberOf(name, second)];
  return { '-eq': one === other, '-ne': one !== other, '-lt': one < other, '-le': one <= other, '-gt': one > other, '-ge': one >= other }[operator] ?? false;
}

function numberOf(name: string, text: string): number {
  if (!/^\s*[-+]?[0-9]+\s*$/.test(text)) throw new ShellFailure(`${name}: Illegal number: ${text}`);
  return Number(text);
}

function compareFiles(process: ProcessView, first: string, operator: string, second: string): boolean {
  const [one, other] = [process.call('stat', first), process.call('stat', second)];
  if (!one.ok || !other.ok) return operator === '-nt' ? one.ok : operator === '-ot' && other.ok;
  if (operator === '-ef') return one.value.device === other.value.device && one.value.number === other.value.number;
  return operator === '-nt' ? one.value.modifiedAt > other.value.modifiedAt : one.value.modifiedAt < other.value.modifiedAt;
}

const KINDS: Readonly<Record<string, FileStatus['kind']>> = { b: 'block', c: 'character', d: 'directory', f: 'regular', h: 'symlink', L: 'symlink', p: 'fifo', S: 'socket' };
const RIGHTS = { r: 'read', w: 'write', x: 'execute' } as const;

function isSo({ process, name }: Reader, operator: string, operand: string): boolean {
  const letter = operator.slice(1);
  switch (letter) {
    case 'n':
      return operand !== '';
    case 'z':
      return operand === '';
    case 't':
      return process.call('window_size', numberOf(name, operand)).ok;
    case 'r':
    case 'w':
    case 'x':
      return process.call('access', operand, [RIGHTS[letter]]).ok;
  }
  const answer = process.call(letter === 'h' || letter === 'L' ? 'lstat' : 'stat', operand);
  if (!answer.ok) return false;
  const { kind, size, mode } = answer.value;
  const wanted = KINDS[letter];
  if (wanted !== undefined) return kind === wanted;
  return letter === 'e' || (letter === 's' && size > 0) || (letter === 'u' && (mode & 0o4000) !== 0) || (letter === 'g' && (mode & 0o2000) !== 0);
}
