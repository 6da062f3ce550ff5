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
  /** Bytes as they are. */
  write(bytes: Uint8Array): void;
  /** To standard error, with a new line behind it or another end. */
  printError(text: string, end?: string): void;
  /** The whole text of a file, and all its bytes. */
  readFile(path: string): string;
  readBytes(path: string): Uint8Array;
  /** Writes a page of its memory; false where it has to wait for the page to be here (`{ for: 'page' }`). */
  writePage(page: number, content: number): boolean;
  /** The child with this number. */
  child(pid: number): Task | null;
}

/** Whoever wants to have more in memory at once does not get it: devices have no end. */
const MOST_BYTES = 2 ** 28;
const READ_BYTES = 2 ** 20;

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What the program of this process has of the kernel: its own process, and system calls in its name. */
export function viewOf(kernel: Kernel, task: Task): ProcessView {
  const { program } = task;
  if (program === null) throw new Error(`Process ${task.id} runs no program.`);
  const call = <Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>): Answer<CallValue<Name>> => systemCall(kernel, task, name, ...args);
  const must = <Name extends SystemCallName>(what: string, name: Name, ...args: CallArguments<Name>): CallValue<Name> => {
    const answer = call(name, ...args);
    if (!answer.ok) throw new ProgramFailure(`${what}: ${errorText(answer.errno)}`);
    return answer.value;
  };
  const readBytes = (path: string): Uint8Array => {
    const descriptor = must(path, 'open', path, ['read']);
    const parts: Uint8Array[] = [];
    for (let length = 0; length <= MOST_BYTES; length += parts.at(-1)?.length ?? 0) {
      const answer = call('read', descriptor, READ_BYTES);
      if (answer.ok && answer.value.length > 0) {
        parts.push(answer.value);
        continue;
      }
      call('close', descriptor);
      if (!answer.ok) throw new ProgramFailure(`${path}: ${errorText(answer.errno)}`);
      return joined(parts);
    }
    call('close', descriptor);
    throw new ProgramFailure(`${path}: ${errorText('ENOMEM')}`);
  };
  return {
    task,
    args: task.arguments.slice(1),
    memory: program.memory,
    now: monotonicTime(kernel, task),
    call,
    callAs: (other, name, ...args) => systemCall(kernel, other, name, ...args),
    must,
    write: (bytes) => program.output.push({ descriptor: 1, bytes }),
    print: (text) => program.output.push({ descriptor: 1, bytes: encodeUtf8(text) }),
    printError: (text, end = '\n') => program.output.push({ descriptor: 2, bytes: encodeUtf8(text + end) }),
    readFile: (path) => decodeUtf8(readBytes(path)),
    readBytes,
    writePage: (page, content) => writePage(kernel, task, page, content),
    child: (pid) => [...task.children].find((other) => pidIn(task.pidNamespace, other) === pid) ?? null,
  };
}
