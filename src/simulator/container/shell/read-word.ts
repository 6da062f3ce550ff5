import { IncompleteText, isAhead, next, ShellSyntaxError, type Source, take, takeMatch } from './source.ts';
import type { ParameterOperator, Word, WordPart } from './syntax.ts';

/** Where a word ends that is not quoted. */
const ENDS = new Set([' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')', '']);
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const SPECIAL = /[0-9?$!#*@-]/y;
const OPERATOR = /:[-=+?]|[-=+?]|##?|%%?/y;

/** The word that begins here; null where none does. */
export function readWord(source: Source): Word | null {
  if (ENDS.has(next(source)) || next(source) === '#') return null;
  return readParts(source, false, (letter) => ENDS.has(letter));
}

/** A word up to a letter that ends it, which stays. In double quotes blanks and `'` mean nothing. */
function readParts(source: Source, isQuoted: boolean, isEnd: (letter: string) => boolean): Word {
  const parts: WordPart[] = [];
  while (!isEnd(next(source)) && next(source) !== '') {
    const read = readPart(source, isQuoted);
    const last = parts.at(-1);
    for (const part of read) {
      if (part.part === 'text' && last?.part === 'text' && last.isQuoted === part.isQuoted) parts[parts.length - 1] = { ...last, text: last.text + part.text };
      else parts.push(part);
    }
  }
  return parts;
}

const plain = (text: string, isQuoted: boolean): WordPart => ({ part: 'text', text, isQuoted });

function readPart(source: Source, isQuoted: boolean): readonly WordPart[] {
  const letter = next(source);
  switch (letter) {
    case '\\':
      return readEscape(source, isQuoted);
    case "'":
      return isQuoted ? [plain(take(source), true)] : [plain(readSingle(source), true)];
    case '"':
      return readDouble(source, isQuoted);
    case '$':
      return [readDollar(source, isQuoted)];
    case '`':
      return [readBackquoted(source, isQuoted)];
    default:
      return [plain(take(source), isQuoted)];
  }
}

/** In double quotes a backslash takes the meaning only from letters that have one there. */
function readEscape(source: Source, isQuoted: boolean): readonly WordPart[] {
  const after = next(source, 1);
  if (after === '\n') {
    take(source, 2);
    if (next(source) === '') throw unterminated(source);
    return [];
  }
  if (after === '') return [plain(take(source), true)];
  if (isQuoted && !'$`"\\}'.includes(after)) return [plain(take(source, 2), true)];
  take(source);
  return [plain(take(source), true)];
}

function readSingle(source: Source): string {
  take(source);
  const end = source.text.indexOf("'", source.at);
  if (end < 0) throw unterminated(source);
  return take(source, end - source.at + 1).slice(0, -1);
}

function readDouble(source: Source, isQuoted: boolean): readonly WordPart[] {
  take(source);
  const parts = readParts(source, !isQuoted, (letter) => letter === '"');
  if (next(source) === '') throw unterminated(source);
  take(source);
  return parts.length === 0 ? [plain('', true)] : parts;
}

function unterminated({ line }: Source): IncompleteText {
  return new IncompleteText('Unterminated quoted string', line);
}

function readDollar(source: Source, isQuoted: boolean): WordPart {
  if (isAhead(source, '$((')) return readArithmetic(source, isQuoted);
  if (isAhead(source, '$(')) {
    take(source, 2);
    return readSubstitution(source, isQuoted);
  }
  if (isAhead(source, '${')) return readBraces(source, isQuoted);
  take(source);
  const name = takeMatch(source, NAME) || takeMatch(source, SPECIAL);
  return name === '' ? plain('$', isQuoted) : { part: 'parameter', name, operator: '', word: [], isQuoted };
}

function readSubstitution(source: Source, isQuoted: boolean): WordPart {
  const list = source.readList(source);
  if (next(source) !== ')') throw new IncompleteText('end of file unexpected (expecting ")")', source.line);
  take(source);
  return { part: 'command', list, number: source.substitutions++, isQuoted };
}

/** The old way to write `$(…)`: what is between the marks is read once more. */
function readBackquoted(source: Source, isQuoted: boolean): WordPart {
  take(source);
  let text = '';
  while (next(source) !== '`') {
    if (next(source) === '') throw new IncompleteText('EOF in backquote substitution', source.line);
    if (next(source) === '\\' && '$`\\'.includes(next(source, 1))) take(source);
    text += take(source);
  }
  take(source);
  const inner: Source = { ...source, text: `${text}\n`, at: 0, awaited: [] };
  const list = source.readList(inner);
  if (inner.at < inner.text.length) throw new ShellSyntaxError(`"${next(inner)}" unexpected`, source.line);
  source.substitutions = inner.substitutions + 1;
  return { part: 'command', list, number: inner.substitutions, isQuoted };
}

function readArithmetic(source: Source, isQuoted: boolean): WordPart {
  take(source, 3);
  let open = 0;
  const word: WordPart[] = [];
  while (open > 0 || !isAhead(source, '))')) {
    const letter = next(source);
    if (letter === '') throw new IncompleteText('Missing \'))\'', source.line);
    if (letter === '(') open++;
    if (letter === ')') open--;
    word.push(...(letter === '$' || letter === '`' || letter === '\\' ? readPart(source, true) : [plain(take(source), true)]));
  }
  take(source, 2);
  return { part: 'arithmetic', word, isQuoted };
}

function readBraces(source: Source, isQuoted: boolean): WordPart {
  take(source, 2);
  const givesLength = next(source) === '#' && next(source, 1) !== '}';
  if (givesLength) take(source);
  const name = takeMatch(source, NAME) || takeMatch(source, /[0-9]+/y) || takeMatch(source, SPECIAL);
  const operator = givesLength ? 'length' : (takeMatch(source, OPERATOR) as ParameterOperator);
  const word = readParts(source, isQuoted, (letter) => letter === '}');
  if (next(source) === '') throw new IncompleteText('Missing \'}\'', source.line);
  take(source);
  const isBad = name === '' || ((operator === '' || operator === 'length') && word.length > 0);
  // Told only where it is used, as dash does.
  return { part: 'parameter', name: isBad ? '' : name, operator, word, isQuoted };
}

/** The text of `<<`: quoted as a whole where its mark was, else with its variables. */
export function readText(text: string, source: Source): Word {
  const inner: Source = { ...source, text, at: 0, awaited: [] };
  const parts: WordPart[] = [];
  while (next(inner) !== '') parts.push(...(next(inner) === '"' ? [plain(take(inner), true)] : readPart(inner, true)));
  source.substitutions = inner.substitutions;
  return parts;
}
