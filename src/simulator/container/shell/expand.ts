import { evaluate } from './arithmetic.ts';
import { NeedsOutput, type Shell, ShellFailure, setVariable, type Substituted } from './memory.ts';
import { cutOff, escapePattern, fitsPattern, isPattern } from './pattern.ts';
import type { ProcessView } from '../programs/process-view.ts';
import type { Word, WordPart } from './syntax.ts';

/** A field that a word becomes. In `pattern` the quoted letters have lost their meaning. */
interface Field {
  text: string;
  pattern: string;
  /** One that came of nothing but empty variables is none. */
  isKept: boolean;
}

/**
 * The fields that a word stands for (POSIX, "Word Expansions"): what is in place of variables and commands, taken apart
 * at blanks where it is not quoted, and names of files for patterns. Throws a `NeedsOutput` for a command that has not
 * run yet, a `ShellFailure` where something is missing.
 */
export function expandWord(shell: Shell, word: Word, substituted: Substituted): readonly string[] {
  return fieldsOf(shell, word, substituted, true).flatMap(({ text, pattern }) => {
    if (!isPattern(pattern)) return [text];
    const found = matches(shell.process, pattern);
    return found.length === 0 ? [text] : found;
  });
}

/** The same as one text: where an assignment, a redirection or `case` has a word. */
export function expandText(shell: Shell, word: Word, substituted: Substituted): string {
  return fieldsOf(shell, word, substituted, false).map(({ text }) => text).join(' ');
}

/** The same as a pattern. */
export function expandPattern(shell: Shell, word: Word, substituted: Substituted): string {
  return fieldsOf(shell, word, substituted, false).map(({ pattern }) => pattern).join(' ');
}

function fieldsOf(shell: Shell, word: Word, substituted: Substituted, splits: boolean): readonly Field[] {
  const fields: Field[] = [];
  const state: Expansion = { shell, substituted, splits, fields, isOpen: false };
  word.forEach((part, index) => {
    if (index === 0 && part.part === 'text' && !part.isQuoted) add(state, withHome(shell, part.text, word.length === 1), false);
    else addPart(state, part);
  });
  return fields.filter(({ isKept }) => isKept);
}

interface Expansion {
  readonly shell: Shell;
  readonly substituted: Substituted;
  /** Whether values are taken apart at blanks. */
  readonly splits: boolean;
  readonly fields: Field[];
  /** Whether the last field goes on. */
  isOpen: boolean;
}

function add(state: Expansion, text: string, isQuoted: boolean): void {
  if (!state.isOpen) state.fields.push({ text: '', pattern: '', isKept: false });
  state.isOpen = true;
  const field = state.fields.at(-1);
  if (field === undefined) return;
  field.text += text;
  field.pattern += isQuoted ? escapePattern(text) : text;
  field.isKept ||= isQuoted || text !== '';
}

function addPart(state: Expansion, part: WordPart): void {
  switch (part.part) {
    case 'text':
      add(state, part.text, part.isQuoted);
      return;
    case 'command': {
      const text = state.substituted[part.number];
      if (text === undefined) throw new NeedsOutput(part);
      addValue(state, text, part.isQuoted);
      return;
    }
    case 'arithmetic': {
      const { shell } = state;
      const text = expandText(shell, part.word, state.substituted);
      addValue(state, evaluate(text, { get: (name) => valueOf(shell, name), set: (name, value) => { setVariable(shell, name, value); } }), part.isQuoted);
      return;
    }
    case 'parameter':
      addParameter(state, part);
  }
}

function addParameter(state: Expansion, part: Extract<WordPart, { part: 'parameter' }>): void {
  const { shell } = state;
  const { name, operator, isQuoted } = part;
  if (name === '') throw new ShellFailure('Bad substitution');
  if ((name === '@' || (name === '*' && !isQuoted)) && operator === '') {
    shell.memory.positional.forEach((value, index) => {
      if (index > 0 && state.splits) state.isOpen = false;
      else if (index > 0) add(state, ' ', true);
      addValue(state, value, isQuoted);
    });
    return;
  }
  const value = valueOf(shell, name);
  const isMissing = value === undefined || (operator.startsWith(':') && value === '');
  switch (operator) {
    case '-':
    case ':-':
      if (isMissing) addWord(state, part);
      else addValue(state, value, isQuoted);
      return;
    case '=':
    case ':=':
      if (isMissing) setVariable(shell, name, expandText(shell, part.word, state.substituted));
      addValue(state, valueOf(shell, name) ?? '', isQuoted);
      return;
    case '+':
    case ':+':
      if (!isMissing) addWord(state, part);
      else if (isQuoted) add(state, '', true);
      return;
    case '?':
    case ':?':
      if (isMissing) throw new ShellFailure(`${name}: ${expandText(shell, part.word, state.substituted) || `parameter not set${operator === ':?' ? ' or null' : ''}`}`);
      addValue(state, value, isQuoted);
      return;
    default:
      if (value === undefined && shell.memory.options.includes('u') && name !== '*') throw new ShellFailure(`${name}: parameter not set`);
      addValue(state, operator === 'length' ? String([...(value ?? '')].length) : cut(state, part, value ?? ''), isQuoted);
  }
}

function cut(state: Expansion, { operator, word }: Extract<WordPart, { part: 'parameter' }>, value: string): string {
  if (operator === '') return value;
  const pattern = expandPattern(state.shell, word, state.substituted);
  return cutOff(value, pattern, operator.startsWith('#') ? 'start' : 'end', operator.length === 2);
}

/** The word in `${NAME:-word}`. */
function addWord(state: Expansion, { word, isQuoted }: Extract<WordPart, { part: 'parameter' }>): void {
  if (isQuoted) add(state, '', true);
  for (const part of word) {
    if (part.part === 'text' && !part.isQuoted) addValue(state, part.text, isQuoted);
    else addPart(state, part);
  }
}

/** A value from outside of the text: blanks in it part fields. */
function addValue(state: Expansion, text: string, isQuoted: boolean): void {
  if (isQuoted || !state.splits) {
    add(state, text, isQuoted);
    return;
  }
  const separators = state.shell.memory.variables['IFS'] ?? ' \t\n';
  for (const piece of split(text, separators)) {
    if (piece === null) state.isOpen = false;
    // Between two separators that are no blanks there is an empty field.
    else add(state, piece, piece === '');
  }
}

/** The pieces of a text with null for each place where a field ends (POSIX, "Field Splitting"). */
export function split(text: string, separators: string): (string | null)[] {
  if (separators === '') return [text];
  const pieces: (string | null)[] = [];
  let piece = '';
  let isBlankBefore = false;
  for (const letter of text) {
    const isSeparator = separators.includes(letter);
    const isBlank = isSeparator && ' \t\n'.includes(letter);
    if (!isSeparator) {
      piece += letter;
      isBlankBefore = false;
      continue;
    }
    if (piece !== '') pieces.push(piece);
    else if (!isBlank && !isBlankBefore) pieces.push('');
    if (pieces.at(-1) !== null || !isBlank) pieces.push(null);
    piece = '';
    isBlankBefore = isBlank || isBlankBefore;
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}

/** A variable, a positional parameter or one of the special ones. */
export function valueOf({ process, memory }: Shell, name: string): string | undefined {
  switch (name) {
    case '?':
      return String(memory.status);
    case '$':
      return String(memory.pid);
    case '!':
      return memory.lastInBackground === null ? undefined : String(memory.lastInBackground);
    case '#':
      return String(memory.positional.length);
    case '@':
    case '*':
      return memory.positional.length === 0 ? undefined : memory.positional.join(' ');
    case '-':
      return memory.options + (memory.isInteractive ? 'i' : '');
    case '0':
      return memory.name;
    case 'PPID':
      return String(process.must('sh', 'getppid'));
    case 'LINENO':
      return String(memory.lineOfCommand);
    default:
      return /^[0-9]+$/.test(name) ? memory.positional[Number(name) - 1] : memory.variables[name];
  }
}

/** A bare `~` at the beginning is the home directory. */
function withHome(shell: Shell, text: string, isWhole: boolean): string {
  const isTilde = isWhole ? /^~(\/|$)/.test(text) : text.startsWith('~/');
  return isTilde ? (shell.memory.variables['HOME'] ?? '~') + text.slice(1) : text;
}

/** The paths that fit a pattern, in the order of their letters. */
function matches(process: ProcessView, pattern: string): readonly string[] {
  let found = [pattern.startsWith('/') ? '/' : ''];
  for (const part of pattern.split('/').filter((name) => name !== '')) {
    found = found.flatMap((folder) => {
      if (!isPattern(part)) {
        const name = part.replace(/\\(.)/gs, '$1');
        return process.call('lstat', folder + name).ok ? [`${folder}${name}/`] : [];
      }
      const names = process.call('readdir', folder === '' ? '.' : folder);
      if (!names.ok) return [];
      const hidden = part.startsWith('.') ? ['.', '..'] : [];
      return [...hidden, ...names.value].filter((name) => fitsPattern(name, part) && (part.startsWith('.') || !name.startsWith('.'))).map((name) => `${folder}${name}/`);
    });
  }
  if (!pattern.endsWith('/')) return found.map((path) => path.slice(0, -1));
  return found.filter((path) => process.call('stat', path).ok);
}
