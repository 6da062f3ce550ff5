/* What a text in the shell's language says, as plain data: it is remembered while it runs, forked and saved with the shell. */

/** What `${NAME…}` does with a value: nothing, gives its length, stands in for it, or cuts a pattern off. */
export type ParameterOperator = '' | 'length' | '-' | ':-' | '=' | ':=' | '+' | ':+' | '?' | ':?' | '#' | '##' | '%' | '%%';

/** Part of a word. What is quoted is neither split into words nor a pattern. */
export type WordPart =
  | { readonly part: 'text'; readonly text: string; readonly isQuoted: boolean }
  | { readonly part: 'parameter'; readonly name: string; readonly operator: ParameterOperator; readonly word: Word; readonly isQuoted: boolean }
  /** `$(…)`; the number tells it from others of the same text. */
  | { readonly part: 'command'; readonly list: List; readonly number: number; readonly isQuoted: boolean }
  | { readonly part: 'arithmetic'; readonly word: Word; readonly isQuoted: boolean };

/** A word in the parts that are expanded each in its own way. */
export type Word = readonly WordPart[];

/** A descriptor that a command gets in place of the shell's own. */
export interface Redirection {
  readonly descriptor: number;
  /** `duplicate` is `>&`, whose word is a number or `-`; `text` is `<<`, whose word is the text itself. */
  readonly mode: 'read' | 'write' | 'append' | 'duplicate' | 'text';
  readonly word: Word;
}

/** A command of its own, or one made of others (POSIX, "Shell Commands"). */
export type Command =
  | { readonly kind: 'simple'; readonly line: number; readonly assignments: readonly Assignment[]; readonly words: readonly Word[]; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'if'; readonly clauses: readonly { readonly condition: List; readonly then: List }[]; readonly otherwise: List | null; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'loop'; readonly until: boolean; readonly condition: List; readonly body: List; readonly redirections: readonly Redirection[] }
  /** Without words it goes through the positional parameters. */
  | { readonly kind: 'for'; readonly line: number; readonly name: string; readonly words: readonly Word[] | null; readonly body: List; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'case'; readonly line: number; readonly word: Word; readonly clauses: readonly { readonly patterns: readonly Word[]; readonly body: List }[]; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'group' | 'subshell'; readonly body: List; readonly redirections: readonly Redirection[] }
  | { readonly kind: 'function'; readonly name: string; readonly body: Command; readonly redirections: readonly Redirection[] };

/** `NAME=word` before a command, or in place of one. */
export interface Assignment {
  readonly name: string;
  readonly word: Word;
}

/** Commands joined by `|`; `!` turns the status round. */
export interface Pipeline {
  /** As it was typed. */
  readonly text: string;
  readonly isNegated: boolean;
  readonly commands: readonly Command[];
  /** Each as it was typed. */
  readonly texts: readonly string[];
}

/** Pipelines joined by `&&` and `||`. */
export interface Chain {
  readonly first: Pipeline;
  readonly rest: readonly { readonly when: 'success' | 'failure'; readonly pipeline: Pipeline }[];
  readonly isInBackground: boolean;
  /** As it was typed. */
  readonly text: string;
}

/** Chains that run one after another. */
export type List = readonly Chain[];
