import type { Answer } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { writePage } from '../process/address-space.ts';
import { monotonicTime, pidIn, type Task } from '../process/task.ts';
import { type CallArguments, type CallValue, systemCall, type SystemCallName } from '../system-call.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import { errorText } from './error-text.ts';
import type { ProgramMemory } from './program.ts';

/** A program stops with this sentence, which goes to its standard error. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

/** What a program has in its hands: its own process and the system calls. */
export interface ProcessView {
  readonly task: Task;
  /** Without the program's own name. */
  readonly args: readonly string[];
  readonly memory: ProgramMemory;
  /** Its monotonic clock, which a time namespace may move. */
  readonly now: number;
  call<Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>): Answer<CallValue<Name>>;
  /** The same on behalf of a child that has not begun to run its own program. */
  callAs<Name extends SystemCallName>(task: Task, name: Name, ...args: CallArguments<Name>): Answer<CallValue<Name>>;
  /** Calls, and stops the program with "what: why" where the call fails. */
  must<Name extends SystemCallName>(what: string, name: Name, ...args: CallArguments<Name>): CallValue<Name>;
  print(text: string): void;
  printError(text: string): void;
  /** The whole text of a file. */
  readFile(path: string): string;
  /** Writes a page of its memory; false where it has to wait for the page to be here (`{ for: 'page' }`). */
  writePage(page: number, content: number): boolean;
  /** The child with this number. */
  child(pid: number): Task | null;
}

export function viewOf(kernel: Kernel, task: Task): ProcessView {
  const { program } = task;
  if (program === null) throw new Error(`Process ${task.id} runs no program.`);
  const call = <Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>): Answer<CallValue<Name>> => systemCall(kernel, task, name, ...args);
  const must = <Name extends SystemCallName>(what: string, name: Name, ...args: CallArguments<Name>): CallValue<Name> => {
    const answer = call(name, ...args);
    if (!answer.ok) throw new ProgramFailure(`${what}: ${errorText(answer.errno)}`);
    return answer.value;
  };
  return {
    task,
    args: task.arguments.slice(1),
    memory: program.memory,
    now: monotonicTime(kernel, task),
    call,
    callAs: (other, name, ...args) => systemCall(kernel, other, name, ...args),
    must,
    print: (text) => program.output.push({ descriptor: 1, bytes: encodeUtf8(text) }),
    printError: (text) => program.output.push({ descriptor: 2, bytes: encodeUtf8(`${text}\n`) }),
    readFile: (path) => {
      const descriptor = must(path, 'open', path, ['read']);
      let text = '';
      for (;;) {
        const answer = call('read', descriptor);
        if (!answer.ok || answer.value.length === 0) {
          call('close', descriptor);
          if (!answer.ok) throw new ProgramFailure(`${path}: ${errorText(answer.errno)}`);
          return text;
        }
        text += decodeUtf8(answer.value);
      }
    },
    writePage: (page, content) => writePage(kernel, task, page, content),
    child: (pid) => [...task.children].find((other) => pidIn(task.pidNamespace, other) === pid) ?? null,
  };
}
