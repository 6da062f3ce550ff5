import type { Nanoseconds } from '../../kernel/time.ts';

/** A program that a process runs. All that it remembers is plain data, so that fork copies it and checkpoints save it. */
export interface ProgramState {
  /** The name under which the program's code is found. */
  readonly name: string;
  /** null before its first step. */
  memory: ProgramMemory | null;
  /** What it waits for; null while it can run. */
  waitsFor: Wait | null;
}

export type ProgramMemory = { [key: string]: unknown };

export type Wait =
  | { readonly for: 'time'; readonly until: Nanoseconds }
  | { readonly for: 'child' }
  | { readonly for: 'readable'; readonly descriptor: number }
  | { readonly for: 'writable'; readonly descriptor: number }
  | { readonly for: 'signal' }
  /** So many nanoseconds of a vCPU, at the pace that its cgroup gets. */
  | { readonly for: 'cpu'; remaining: Nanoseconds };
