import type { Answer } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { errorText } from '../programs/error-text.ts';
import { type CallArguments, type CallValue, systemCall, type SystemCallName } from '../system-call.ts';

/** What a runtime refuses, or fails to do: one sentence. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
}

/** A system call that the runtime needs; names the step where it fails. */
export function must<Name extends SystemCallName>(kernel: Kernel, task: Task, step: string, name: Name, ...args: CallArguments<Name>): CallValue<Name> {
  const answer: Answer<CallValue<Name>> = systemCall(kernel, task, name, ...args);
  if (!answer.ok) throw new RuntimeError(`${step}: ${name}: ${errorText(answer.errno)}.`);
  return answer.value;
}
