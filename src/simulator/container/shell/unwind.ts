import type { Frame, Shell } from './memory.ts';
import { takeBack } from './redirect.ts';

/** Gives up all that runs in the shell itself. */
export function giveUp(shell: Shell): void {
  unwind(shell, 0);
}

/** Takes frames off the stack down to a height, each with what it has to put back. */
export function unwind({ process, memory }: Shell, height: number): void {
  while (memory.stack.length > height) {
    const frame = memory.stack.pop();
    if (frame?.of === 'redirected' && frame.saved !== null) takeBack(process, frame.saved);
    if (frame?.of === 'capture') process.call('close', frame.descriptor);
    if (frame?.of === 'call') leaveFunction({ process, memory }, frame);
    if (frame?.of === 'lent') giveBack(memory, frame.before);
  }
}

/** What was before a function was called is so again. */
export function leaveFunction({ memory }: Shell, { positional, locals }: Extract<Frame, { of: 'call' }>): void {
  memory.positional = positional;
  giveBack(memory, locals);
}

/** Gives variables the values that they had, the last one first; null for one that was not set. */
export function giveBack(memory: Shell['memory'], before: readonly { readonly name: string; readonly value: string | null }[]): void {
  for (const { name, value } of [...before].reverse()) {
    if (value === null) Reflect.deleteProperty(memory.variables, name);
    else memory.variables[name] = value;
  }
}
