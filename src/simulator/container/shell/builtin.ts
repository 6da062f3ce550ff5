import type { Step } from '../programs/program.ts';
import { type Shell, ShellFailure } from './memory.ts';

/** What the shell does itself, since a child could not. */
export interface Builtin {
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  /** One whose failure ends a script (POSIX, "Special Built-In Utilities"). */
  readonly isSpecial: boolean;
  /** Returns the status, a step where it waits or ends, or `on` where it has put a frame on the stack. */
  run(shell: Shell, args: readonly string[], name: string): number | Step | 'on';
}

/** One whose failure is a status like any other. */
export function builtin(name: string, usage: string, about: string, run: Builtin['run']): Builtin {
  return { name, usage, about, isSpecial: false, run };
}

/** One whose failure ends a script. */
export function special(name: string, usage: string, about: string, run: Builtin['run']): Builtin {
  return { name, usage, about, isSpecial: true, run };
}

/** A whole number that is not negative. */
export function numberOf(name: string, text: string): number {
  if (!/^[0-9]+$/.test(text)) throw new ShellFailure(`${name}: Illegal number: ${text}`);
  return Number(text);
}

/** Throws a `ShellFailure` where this cannot be the name of a variable (POSIX, "Name"). */
export function demandName(who: string, name: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw new ShellFailure(`${who}: ${name}: bad variable name`);
}
