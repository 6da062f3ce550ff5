import type { Nanoseconds } from '../../kernel/time.ts';
import type { ProcessView } from './process-view.ts';

/** A program that a process runs. All that it remembers is plain data, so that fork copies it and checkpoints save it. */
export interface ProgramState {
  /** The name under which the program's code is found. */
  readonly name: string;
  memory: ProgramMemory;
  /** What it waits for; null while it can run. */
  waitsFor: Wait | null;
  /** What it has printed and nobody has taken yet. */
  output: { readonly descriptor: number; readonly bytes: Uint8Array }[];
  /** It has ended but for its output. */
  exitCode: number | null;
}

/** Empty before the first step. */
export type ProgramMemory = { [key: string]: unknown };

/** What a process waits for before its program is asked for its next step. */
export type Wait =
  /** Until an instant of its monotonic clock. */
  | { readonly for: 'time'; readonly until: Nanoseconds }
  /** For a page of its memory that is not here yet. */
  | { readonly for: 'page'; readonly page: number }
  /** For the end of a child; with `untraced` also for one that is stopped or goes on. */
  | { readonly for: 'child'; readonly untraced?: boolean }
  | { readonly for: 'readable'; readonly descriptor: number }
  /** Whichever of several comes first (poll(2)). */
  | { readonly for: 'either'; readonly descriptors: readonly number[] }
  | { readonly for: 'writable'; readonly descriptor: number }
  | { readonly for: 'signal' }
  | CpuWait;

/** So many nanoseconds of a vCPU, at the pace that its cgroup gets. */
export interface CpuWait {
  readonly for: 'cpu';
  remaining: Nanoseconds;
  /** What it has had of the first of them already, in parts of a nanosecond; none when absent. */
  begunParts?: number;
}

/** What a program does after a step: it goes on at once, waits, or ends. */
export type Step =
  | { readonly do: 'wait'; readonly wait: Wait }
  | { readonly do: 'exit'; readonly code: number }
  /** Goes on as another program, which execve has put in its place. */
  | { readonly do: 'replaced' };

/** One of the shipped small programs: runs up to its next wait; everything it does goes through system calls. */
export interface Program {
  readonly name: string;
  /** The line after "usage:". */
  readonly usage: string;
  /** One sentence. */
  readonly about: string;
  step(process: ProcessView): Step;
}

/** The step that ends the process with this exit code. */
export function exit(code: number): Step {
  return { do: 'exit', code };
}

/** The step after which the program goes on when what it waits for is there. */
export function waitFor(wait: Wait): Step {
  return { do: 'wait', wait };
}

/** A program that does all it has to at once and returns its exit code. */
export function atOnce(name: string, usage: string, about: string, run: (process: ProcessView, args: readonly string[]) => number): Program {
  return { name, usage, about, step: (process) => exit(run(process, process.args)) };
}
