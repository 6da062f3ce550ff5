import type { WaitStatus } from '../process/task.ts';
import type { Step } from '../programs/program.ts';
import type { ProcessView } from '../programs/process-view.ts';
import type { Chain, Command, List, WordPart } from './syntax.ts';

type CommandOf<Kind extends Command['kind']> = Extract<Command, { kind: Kind }>;

/** What came of `$(…)`, by the numbers of the parts. */
export type Substituted = Record<number, string>;

/** A descriptor as it was before a redirection; null where it was closed. */
export interface SavedDescriptor {
  readonly descriptor: number;
  readonly copy: number | null;
}

/** A redirection whose word is known. */
export interface ReadyRedirection {
  readonly descriptor: number;
  readonly mode: 'read' | 'write' | 'append' | 'duplicate' | 'text';
  readonly word: string;
}

/**
 * What the shell is in the middle of: plain data on a stack, since it cannot wait in the middle of a function. What a
 * frame has begun lies above it; when that is gone, it goes on with the status that was left.
 */
export type Frame =
  | { readonly of: 'list'; readonly list: List; at: number }
  /** `at` is the pipeline that runs, counted from 1; 0 before the first. `isLastRun` says whether the last one of the chain did. */
  | { readonly of: 'chain'; readonly chain: Chain; at: number; isLastRun: boolean }
  | { readonly of: 'not' }
  | { readonly of: 'if'; readonly command: CommandOf<'if'>; at: number; isTesting: boolean }
  | { readonly of: 'loop'; readonly command: CommandOf<'loop'>; isTesting: boolean; status: number }
  | { readonly of: 'for'; readonly command: CommandOf<'for'>; words: readonly string[] | null; readonly substituted: Substituted }
  | { readonly of: 'case'; readonly command: CommandOf<'case'>; readonly substituted: Substituted; isChosen: boolean }
  /** With `isLast` another program may take the shell's place. */
  | { readonly of: 'simple'; readonly command: CommandOf<'simple'>; readonly substituted: Substituted; readonly isLast: boolean }
  | { readonly of: 'exec'; readonly words: readonly string[]; readonly environment: Readonly<Record<string, string>>; readonly redirections: readonly ReadyRedirection[] }
  /** Runs a command with redirections; `saved` is null before they are made. */
  | { readonly of: 'redirected'; readonly command: Command | null; readonly substituted: Substituted; saved: readonly SavedDescriptor[] | null }
  /** A function runs: what was before. */
  | { readonly of: 'call'; readonly positional: readonly string[]; readonly locals: { readonly name: string; readonly value: string | null }[] }
  /** Variables that are only for a builtin. */
  | { readonly of: 'lent'; readonly before: readonly { readonly name: string; readonly value: string | null }[] }
  /** Waits for the job in front. */
  | { readonly of: 'job'; readonly number: number }
  | { readonly of: 'capture'; readonly number: number; readonly pid: number; readonly descriptor: number; readonly into: Substituted; text: string; isWhole: boolean }
  /** The builtin `wait`. */
  | { readonly of: 'wait'; readonly jobs: readonly number[]; readonly givesStatus: boolean }
  /** The builtin `read`. */
  | { readonly of: 'read'; readonly names: readonly string[]; readonly isRaw: boolean; text: string };

/** A process of a job, with the command that it was started for. */
export interface JobProcess {
  readonly pid: number;
  readonly text: string;
  /** null while it runs. */
  status: WaitStatus | null;
}

/** A pipeline that runs in processes of its own. */
export interface Job {
  readonly number: number;
  readonly processes: JobProcess[];
  readonly text: string;
  /** Its process group; null without job control. */
  readonly group: number | null;
  isInFront: boolean;
  /** What was last told of it. */
  told: string;
}

/** What a shell remembers between steps. */
export interface ShellMemory {
  /** How it calls itself where something is wrong: its name, or that of the script. */
  readonly name: string;
  /** What was read and does not make a whole line yet. */
  input: string;
  inputEnded: boolean;
  /** Lines of a command that is not whole yet, and the number of the first one. */
  text: string;
  line: number;
  /** The line of the command that runs. */
  lineOfCommand: number;
  readonly stack: Frame[];
  status: number;
  variables: Record<string, string>;
  exported: readonly string[];
  readonlyNames: readonly string[];
  positional: readonly string[];
  functions: Record<string, Command>;
  /** Letters of `set`. */
  options: string;
  /** The current one first, then the one before. */
  jobs: Job[];
  /** How those ended that were no jobs. */
  ended: Record<number, number>;
  lastInBackground: number | null;
  /** What `$$` says, in subshells too. */
  readonly pid: number;
  /** The terminal, kept where redirections do not reach it; null without job control. */
  terminal: number | null;
  isInteractive: boolean;
  hasPrompted: boolean;
  /** That jobs are stopped was said, so that the next `exit` is meant. */
  wasWarned: boolean;
  history: readonly string[];
  /** Commands since it last gave others a turn. */
  turns: number;
}

/** A shell's process with what it remembers. */
export interface Shell {
  readonly process: ProcessView;
  readonly memory: ShellMemory;
}

/** What a frame comes to: a step where it waits, `done` where it is over, `on` where it goes on or has begun another. */
export type Outcome = Step | 'done' | 'on';

/** A command cannot be carried out: a sentence without "sh: 1:". What is left of the line is given up. */
export class ShellFailure extends Error {
  override readonly name = 'ShellFailure';
}

/** A word cannot be expanded before this was run. */
export class NeedsOutput extends Error {
  override readonly name = 'NeedsOutput';
  readonly part: Extract<WordPart, { part: 'command' }>;

  constructor(part: Extract<WordPart, { part: 'command' }>) {
    super('The output of a command is needed.');
    this.part = part;
  }
}

/** "sh: 1: what is wrong". */
export function complain({ process, memory }: Shell, text: string): void {
  process.printError(`${memory.name}: ${memory.lineOfCommand}: ${text}`);
}

/** Gives a variable a value. Throws a `ShellFailure` where it is read-only. */
export function setVariable({ memory }: Shell, name: string, value: string): void {
  if (memory.readonlyNames.includes(name)) throw new ShellFailure(`${name}: is read only`);
  memory.variables[name] = value;
}

/** Forgets a variable. Throws a `ShellFailure` where it is read-only. */
export function unsetVariable({ memory }: Shell, name: string): void {
  if (memory.readonlyNames.includes(name)) throw new ShellFailure(`unset: ${name}: is read only`);
  Reflect.deleteProperty(memory.variables, name);
  memory.exported = memory.exported.filter((other) => other !== name);
}

/** What programs get: the exported variables. */
export function environmentOf({ variables, exported }: ShellMemory, more: readonly { readonly name: string; readonly value: string }[] = []): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of exported) {
    const value = variables[name];
    if (value !== undefined) environment[name] = value;
  }
  for (const { name, value } of more) environment[name] = value;
  return environment;
}

