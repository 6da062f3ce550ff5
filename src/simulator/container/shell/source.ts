import type { List, Redirection } from './syntax.ts';

/** A text that is being read, letter by letter. */
export interface Source {
  readonly text: string;
  at: number;
  /** The number of the line that it has got to. */
  line: number;
  /** How many `$(…)` there were. */
  substitutions: number;
  /** Texts of `<<` that begin in the next line. */
  readonly awaited: { readonly redirection: Mutable<Redirection>; readonly end: string; readonly isQuoted: boolean; readonly cutsTabs: boolean }[];
  /** Reads commands up to a `)`, which stays. */
  readonly readList: (source: Source) => List;
}

type Mutable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** What is wrong with a text, in the words of dash(1) after "Syntax error:". */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

/** The text may go on: a quote is open, or a word such as "fi" is missing. The message is for a text that has ended. */
export class IncompleteText extends ShellSyntaxError {}

/** The letter that comes next, or so many after it; '' at the end. */
export function next({ text, at }: Source, ahead = 0): string {
  return text[at + ahead] ?? '';
}

/** Takes so many letters. */
export function take(source: Source, count = 1): string {
  const taken = source.text.slice(source.at, source.at + count);
  source.at += count;
  for (const letter of taken) if (letter === '\n') source.line++;
  return taken;
}

/** Whether this text comes next. */
export function isAhead({ text, at }: Source, what: string): boolean {
  return text.startsWith(what, at);
}

/** Takes what fits a sticky pattern; '' where nothing does. */
export function takeMatch(source: Source, pattern: RegExp): string {
  pattern.lastIndex = source.at;
  return take(source, pattern.exec(source.text)?.[0].length ?? 0);
}
