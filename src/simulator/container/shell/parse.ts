import { readText, readWord } from './read-word.ts';
import { IncompleteText, isAhead, next, ShellSyntaxError, type Source, take, takeMatch } from './source.ts';
import type { Assignment, Chain, Command, List, Pipeline, Redirection, Word } from './syntax.ts';

/** Words that end or go on with a command where one could begin. */
const CLOSERS = new Set(['then', 'elif', 'else', 'fi', 'do', 'done', 'esac', '}']);

/** Words of other shells; this one does without them. */
const FOREIGN = new Set(['[[', 'function', 'select', 'coproc']);

/**
 * Reads a whole text in the shell's language (POSIX, "Shell Command Language"). Throws a `ShellSyntaxError` where it is
 * wrong, an `IncompleteText` where more is to come.
 */
export function parseShell(text: string, line = 1): List {
  const source: Source = { text, at: 0, line, substitutions: 0, awaited: [], readList };
  const list = readList(source);
  const [awaited] = source.awaited;
  if (awaited !== undefined) throw new IncompleteText(`here-document needs "${awaited.end}"`, source.line);
  if (next(source) !== '') throw unexpected(source);
  return list;
}

/** Chains up to a word or sign that no command begins with. */
function readList(source: Source): List {
  const list: Chain[] = [];
  for (skipLines(source); canBegin(source); skipLines(source)) {
    const chain = readChain(source);
    list.push(chain);
    skipBlanks(source);
    if (!chain.isInBackground && next(source) === ';' && next(source, 1) !== ';') take(source);
    else if (!chain.isInBackground && next(source) !== '\n') break;
  }
  return list;
}

function canBegin(source: Source): boolean {
  const letter = next(source);
  return letter !== '' && !')|&;'.includes(letter) && !CLOSERS.has(wordAhead(source));
}

function readChain(source: Source): Chain {
  const start = source.at;
  const first = readPipeline(source);
  const rest: { when: 'success' | 'failure'; pipeline: Pipeline }[] = [];
  for (skipBlanks(source); isAhead(source, '&&') || isAhead(source, '||'); skipBlanks(source)) {
    const when = take(source, 2) === '&&' ? 'success' : 'failure';
    skipLines(source);
    rest.push({ when, pipeline: readPipeline(source) });
  }
  const text = source.text.slice(start, source.at).trim();
  const isInBackground = next(source) === '&';
  if (isInBackground) take(source);
  return { first, rest, isInBackground, text };
}

function readPipeline(source: Source): Pipeline {
  skipBlanks(source);
  const start = source.at;
  const isNegated = wordAhead(source) === '!';
  if (isNegated) take(source);
  const commands: Command[] = [];
  const texts: string[] = [];
  for (;;) {
    const from = source.at;
    commands.push(readCommand(source));
    texts.push(source.text.slice(from, source.at).trim());
    skipBlanks(source);
    if (next(source) !== '|' || next(source, 1) === '|') break;
    take(source);
    skipLines(source);
  }
  return { isNegated, commands, texts, text: source.text.slice(start, source.at).trim() };
}

function readCommand(source: Source): Command {
  skipBlanks(source);
  if (next(source) === '(') {
    take(source);
    const body = readBody(source, ')');
    return { kind: 'subshell', body, redirections: readRedirections(source) };
  }
  const word = wordAhead(source);
  if (FOREIGN.has(word)) throw new ShellSyntaxError(`"${word}" is beyond this small shell`, source.line);
  if (!canBegin(source)) throw unexpected(source);
  switch (word) {
    case 'if':
      return readIf(source);
    case 'while':
    case 'until':
      return readLoop(source);
    case 'for':
      return readFor(source);
    case 'case':
      return readCase(source);
    case '{': {
      takeWord(source, '{');
      const body = readBody(source, '}');
      return { kind: 'group', body, redirections: readRedirections(source) };
    }
    default:
      return readSimple(source);
  }
}

function readIf(source: Source): Command {
  const clauses: { condition: List; then: List }[] = [];
  do {
    take(source, wordAhead(source).length);
    const condition = readBody(source, 'then');
    clauses.push({ condition, then: readSome(source) });
  } while (wordAhead(source) === 'elif');
  const hasElse = wordAhead(source) === 'else';
  if (hasElse) takeWord(source, 'else');
  const otherwise = hasElse ? readSome(source) : null;
  takeWord(source, 'fi');
  return { kind: 'if', clauses, otherwise, redirections: readRedirections(source) };
}

function readLoop(source: Source): Command {
  const until = wordAhead(source) === 'until';
  take(source, 5);
  const condition = readBody(source, 'do');
  const body = readBody(source, 'done');
  return { kind: 'loop', until, condition, body, redirections: readRedirections(source) };
}

function readFor(source: Source): Command {
  const { line } = source;
  takeWord(source, 'for');
  skipBlanks(source);
  const name = takeMatch(source, /[A-Za-z_][A-Za-z0-9_]*/y);
  if (name === '') throw new ShellSyntaxError('Bad for loop variable', source.line);
  skipLines(source);
  let words: Word[] | null = null;
  if (wordAhead(source) === 'in') {
    takeWord(source, 'in');
    words = [];
    for (let word = nextWord(source); word !== null; word = nextWord(source)) words.push(word);
  }
  if (next(source) === ';') take(source);
  skipLines(source);
  takeWord(source, 'do');
  const body = readBody(source, 'done');
  return { kind: 'for', line, name, words, body, redirections: readRedirections(source) };
}

function readCase(source: Source): Command {
  const { line } = source;
  takeWord(source, 'case');
  const word = nextWord(source);
  if (word === null) throw unexpected(source);
  skipLines(source);
  takeWord(source, 'in');
  const clauses: { patterns: Word[]; body: List }[] = [];
  for (skipLines(source); wordAhead(source) !== 'esac'; skipLines(source)) {
    if (next(source) === '') throw unexpected(source, ')');
    if (next(source) === '(') take(source);
    const patterns: Word[] = [];
    do {
      if (next(source) === '|') take(source);
      skipBlanks(source);
      patterns.push(readWord(source) ?? fail(source));
      skipBlanks(source);
    } while (next(source) === '|');
    if (next(source) !== ')') throw unexpected(source, ')');
    take(source);
    clauses.push({ patterns, body: readList(source) });
    if (isAhead(source, ';;')) take(source, 2);
    else if (wordAhead(source) !== 'esac') throw unexpected(source, ';;');
  }
  takeWord(source, 'esac');
  return { kind: 'case', line, word, clauses, redirections: readRedirections(source) };
}

function readSome(source: Source): List {
  const list = readList(source);
  if (list.length === 0 && next(source) !== '') throw unexpected(source);
  return list;
}

/** Commands with the word that has to come after them. */
function readBody(source: Source, end: string): List {
  const body = readSome(source);
  if (end === ')' ? next(source) !== ')' : wordAhead(source) !== end) throw unexpected(source, end);
  take(source, end.length);
  return body;
}

function readSimple(source: Source): Command {
  const { line } = source;
  const assignments: Assignment[] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    skipBlanks(source);
    const redirection = readRedirection(source);
    if (redirection !== null) {
      redirections.push(redirection);
      continue;
    }
    const before = source.at;
    const name = words.length === 0 ? takeMatch(source, /[A-Za-z_][A-Za-z0-9_]*=/y).slice(0, -1) : '';
    if (name !== '') {
      assignments.push({ name, word: readWord(source) ?? [] });
      continue;
    }
    const word = readWord(source);
    if (word === null) break;
    words.push(word);
    if (words.length > 1 || next(source) !== '(' || assignments.length > 0) continue;
    return readFunction(source, source.text.slice(before, source.at));
  }
  if (next(source) === '(') throw unexpected(source);
  return { kind: 'simple', line, assignments, words, redirections };
}

function readFunction(source: Source, name: string): Command {
  take(source);
  skipBlanks(source);
  if (next(source) !== ')') throw unexpected(source, ')');
  take(source);
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new ShellSyntaxError('Bad function name', source.line);
  skipLines(source);
  return { kind: 'function', name, body: readCommand(source), redirections: [] };
}

function readRedirections(source: Source): Redirection[] {
  const redirections: Redirection[] = [];
  for (;;) {
    skipBlanks(source);
    const redirection = readRedirection(source);
    if (redirection === null) return redirections;
    redirections.push(redirection);
  }
}

function readRedirection(source: Source): Redirection | null {
  const sign = takeMatch(source, /[0-9]*(?:<<-|<<|<&|>>|>&|>\||<|>)/y);
  if (sign === '') return null;
  const operator = sign.replace(/^[0-9]*/, '');
  const number = sign.slice(0, sign.length - operator.length);
  const descriptor = number === '' ? (operator.startsWith('<') ? 0 : 1) : Number(number);
  if (next(source) === '(') throw new ShellSyntaxError(`"${operator}(" is beyond this small shell`, source.line);
  const start = source.at;
  const word = nextWord(source) ?? fail(source);
  if (operator === '<<' || operator === '<<-') return awaitText(source, descriptor, source.text.slice(start, source.at).trim(), operator === '<<-');
  const mode = operator.endsWith('&') ? 'duplicate' : operator === '>>' ? 'append' : operator === '<' ? 'read' : 'write';
  return { descriptor, mode, word };
}

function awaitText(source: Source, descriptor: number, mark: string, cutsTabs: boolean): Redirection {
  const redirection = { descriptor, mode: 'text' as const, word: [] };
  source.awaited.push({ redirection, end: mark.replace(/["'\\]/g, ''), isQuoted: /["'\\]/.test(mark), cutsTabs });
  return redirection;
}

/** At the end of a line come the texts of its `<<`. */
function readAwaited(source: Source): void {
  for (const { redirection, end, isQuoted, cutsTabs } of source.awaited.splice(0)) {
    let text = '';
    for (;;) {
      if (next(source) === '') throw new IncompleteText(`here-document needs "${end}"`, source.line);
      const line = takeMatch(source, /[^\n]*\n?/y).replace(cutsTabs ? /^\t+/ : /^(?!)/, '');
      if (line.replace(/\n$/, '') === end) break;
      text += line;
    }
    redirection.word = isQuoted ? [{ part: 'text', text, isQuoted: true }] : readText(text, source);
  }
}

function nextWord(source: Source): Word | null {
  skipBlanks(source);
  return readWord(source);
}

/** The word ahead, where it has no quotes: one of the language's own, perhaps. */
function wordAhead(source: Source): string {
  const word = /[^\s;&|<>()"'\\$`]*/y;
  word.lastIndex = source.at;
  const found = word.exec(source.text)?.[0] ?? '';
  return '"\'\\$`'.includes(source.text[source.at + found.length] ?? ' ') ? '' : found;
}

function takeWord(source: Source, word: string): void {
  if (wordAhead(source) !== word) throw unexpected(source, word);
  take(source, word.length);
}

function skipBlanks(source: Source): void {
  takeMatch(source, /(?:[ \t]|\\\n)*(?:(?<![^\s;&|()])#[^\n]*)?/y);
}

function skipLines(source: Source): void {
  for (skipBlanks(source); next(source) === '\n'; skipBlanks(source)) {
    take(source);
    readAwaited(source);
  }
}

function unexpected(source: Source, expected?: string): ShellSyntaxError {
  const wanted = expected === undefined ? '' : ` (expecting "${expected}")`;
  if (next(source) === '') return new IncompleteText(`end of file unexpected${wanted}`, source.line);
  const what = next(source) === '\n' ? 'newline' : `"${takeMatch(source, /&&|\|\||;;|[;&|<>()]/y) || wordAhead(source)}"`;
  return new ShellSyntaxError(`${what === '""' ? 'word' : what} unexpected${wanted}`, source.line);
}

function fail(source: Source): never {
  throw unexpected(source);
}
