/** Part of a word; quotes say what is still to be done with it. */
export interface WordPart {
  readonly text: string;
  readonly quotes: 'none' | 'single' | 'double';
}

/** A word as it was typed, in the parts between its quotes. */
export type Word = readonly WordPart[];

/** A descriptor that a command gets in place of the shell's own. */
export interface Redirection {
  readonly descriptor: number;
  readonly mode: 'read' | 'write' | 'append';
  /** The file, or for `2>&1` the other descriptor. */
  readonly target: Word | number;
}

/** One program with its arguments, or assignments of variables. */
export interface SimpleCommand {
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
}

/** Commands joined by `|`, and when they run: always, or after success or failure of what came before. */
export interface Pipeline {
  readonly when: 'always' | 'success' | 'failure';
  readonly commands: readonly SimpleCommand[];
  readonly inBackground: boolean;
}

/** A line that is not in the shell's language, or beyond what it knows of it; the message says what. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
}

type Token = { readonly word: Word } | { readonly operator: string };

/** Words of the shell's language that this one does without. */
const COMPOUND: ReadonlySet<string> = new Set(['if', 'for', 'while', 'until', 'case', 'function', '{', '[', '[[']);

const OPERATORS = ['2>&1', '&&', '||', '2>>', '2>', '>>', '>', '<', '|', ';', '&', '\n'];

/** Reads a line of the shell's language: words, quotes, pipes, redirections, `;`, `&`, `&&`, `||`, comments. */
export function parseShell(line: string): readonly Pipeline[] {
  const pipelines: Pipeline[] = [];
  let when: Pipeline['when'] = 'always';
  let commands: SimpleCommand[] = [];
  let current: { words: Word[]; redirections: Redirection[] } = { words: [], redirections: [] };
  const endCommand = (before: string): void => {
    if (current.words.length === 0) throw new ShellSyntaxError(`there is no command before "${before}"`);
    commands.push(current);
    current = { words: [], redirections: [] };
  };
  const endPipeline = (operator: string): void => {
    if (current.words.length === 0 && commands.length === 0 && (operator === ';' || operator === '\n')) return;
    endCommand(operator);
    pipelines.push({ when, commands, inBackground: operator === '&' });
    commands = [];
    when = operator === '&&' ? 'success' : operator === '||' ? 'failure' : 'always';
  };
  const tokens = tokenize(line);
  const [head] = tokens;
  const [bare] = head !== undefined && 'word' in head ? head.word : [];
  if (bare?.quotes === 'none' && COMPOUND.has(bare.text)) throw new ShellSyntaxError(`"${bare.text}" is beyond this small shell, which runs commands with pipes, redirections, ;, &, && and ||`);
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index] as Token;
    if ('word' in token) current.words.push(token.word);
    else if (token.operator === '|') endCommand('|');
    else if (token.operator === '2>&1') current.redirections.push({ descriptor: 2, mode: 'write', target: 1 });
    else if (token.operator.includes('>') || token.operator === '<') current.redirections.push(redirection(token.operator, tokens[++index]));
    else endPipeline(token.operator);
  }
  if (current.words.length > 0 || commands.length > 0) endPipeline('\n');
  if (when !== 'always') throw new ShellSyntaxError('a command is missing at the end');
  return pipelines;
}

function redirection(operator: string, next: Token | undefined): Redirection {
  if (next === undefined || !('word' in next)) throw new ShellSyntaxError(`a file is missing after "${operator}"`);
  const descriptor = operator.startsWith('2') ? 2 : operator === '<' ? 0 : 1;
  return { descriptor, mode: operator === '<' ? 'read' : operator.endsWith('>>') ? 'append' : 'write', target: next.word };
}

function tokenize(line: string): Token[] {
  const tokens: Token[] = [];
  let word: WordPart[] | null = null;
  const endWord = (): void => {
    if (word !== null) tokens.push({ word });
    word = null;
  };
  for (let index = 0; index < line.length; ) {
    const letter = line[index] as string;
    const operator = OPERATORS.find((known) => line.startsWith(known, index) && (word === null || !known.startsWith('2')));
    if (operator !== undefined) {
      endWord();
      tokens.push({ operator });
      index += operator.length;
    } else if (letter === ' ' || letter === '\t') {
      endWord();
      index++;
    } else if (letter === '#' && word === null) {
      index = line.indexOf('\n', index) < 0 ? line.length : line.indexOf('\n', index);
    } else if (letter === '`' || line.startsWith('$(', index) || letter === '(' || letter === ')') {
      throw new ShellSyntaxError(`"${line.startsWith('$(', index) ? '$(' : letter}" is beyond this small shell: it has neither subshells nor the output of commands as words`);
    } else if (letter === "'" || letter === '"') {
      const end = line.indexOf(letter, index + 1);
      if (end < 0) throw new ShellSyntaxError(`a quote ${letter} is not closed`);
      word = [...(word ?? []), { text: line.slice(index + 1, end), quotes: letter === "'" ? 'single' : 'double' }];
      index = end + 1;
    } else {
      const escaped = letter === '\\' && index + 1 < line.length;
      word = addLetter(word ?? [], escaped ? (line[index + 1] as string) : letter, escaped ? 'single' : 'none');
      index += escaped ? 2 : 1;
    }
  }
  endWord();
  return tokens;
}

function addLetter(word: WordPart[], letter: string, quotes: 'none' | 'single'): WordPart[] {
  const last = word.at(-1);
  return last?.quotes === quotes ? [...word.slice(0, -1), { text: last.text + letter, quotes }] : [...word, { text: letter, quotes }];
}
