import type { Frame, Shell } from './memory.ts';
import type { Command } from './syntax.ts';

/** Puts a command on the stack that the shell runs itself. */
export function begin({ memory }: Shell, command: Command): void {
  if (command.kind === 'simple') memory.stack.push({ of: 'simple', command, substituted: {}, isLast: false });
  else if (command.redirections.length > 0) memory.stack.push({ of: 'redirected', command, substituted: {}, saved: null });
  else memory.stack.push(...framesOf(command, memory));
}

/** A command without its redirections. */
export function framesOf(command: Exclude<Command, { kind: 'simple' }>, memory: Shell['memory']): readonly Frame[] {
  switch (command.kind) {
    case 'if':
      return [{ of: 'if', command, at: 0, isTesting: false }];
    case 'loop':
      return [{ of: 'loop', command, isTesting: false, status: 0 }];
    case 'for':
      return [{ of: 'for', command, words: null, substituted: {} }];
    case 'case':
      return [{ of: 'case', command, substituted: {}, isChosen: false }];
    case 'group':
    case 'subshell':
      return [{ of: 'list', list: command.body, at: 0 }];
    case 'function':
      memory.functions[command.name] = command.body;
      memory.status = 0;
      return [];
  }
}
