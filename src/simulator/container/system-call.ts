import { identityCalls } from './credentials/identity-calls.ts';
import { type Answer, fail, SystemError } from './errno.ts';
import { attributeCalls } from './files/attribute-calls.ts';
import { directoryCalls } from './files/directory-calls.ts';
import { mountCalls } from './files/mount-calls.ts';
import { openCalls } from './files/open-calls.ts';
import { placeCalls } from './files/place-calls.ts';
import { readWriteCalls } from './files/read-write-calls.ts';
import { queueCalls } from './ipc/queue-calls.ts';
import type { Kernel } from './kernel.ts';
import { namespaceCalls } from './namespaces/namespace-calls.ts';
import { linkCalls } from './network/link-calls.ts';
import { socketCalls } from './network/socket-calls.ts';
import { cloneCalls } from './process/clone-calls.ts';
import { execCalls } from './process/exec-calls.ts';
import { exitCalls } from './process/exit-calls.ts';
import { memoryCalls } from './process/memory-calls.ts';
import { groupCalls } from './process/group-calls.ts';
import { processControlCalls } from './process/process-control-calls.ts';
import type { Task } from './process/task.ts';

/** Every system call by its name. */
const SYSTEM_CALLS = {
  ...attributeCalls, ...cloneCalls, ...directoryCalls, ...execCalls, ...exitCalls, ...groupCalls, ...identityCalls, ...linkCalls, ...memoryCalls,
  ...mountCalls, ...namespaceCalls, ...openCalls, ...placeCalls, ...processControlCalls, ...queueCalls, ...readWriteCalls, ...socketCalls,
};

type SystemCalls = typeof SYSTEM_CALLS;
/** As in the manual pages of section 2, where there is one. */
export type SystemCallName = keyof SystemCalls;
/** What a call takes after the kernel and the process that makes it. */
export type CallArguments<Name extends SystemCallName> = SystemCalls[Name] extends (kernel: Kernel, task: Task, ...args: infer Rest) => unknown ? Rest : never;
/** What a call returns where it does not fail. */
export type CallValue<Name extends SystemCallName> = ReturnType<SystemCalls[Name]>;

/** Every call there is. */
export const SYSTEM_CALL_NAMES = Object.keys(SYSTEM_CALLS) as readonly SystemCallName[];

/** The system calls as one process makes them. */
export type Calls = <Name extends SystemCallName>(name: Name, ...args: CallArguments<Name>) => Answer<CallValue<Name>>;

/** What a process that no seccomp filter holds may always do. */
const ALWAYS_ALLOWED: ReadonlySet<string> = new Set(['exit']);

/**
 * The only way into the kernel: a process asks, the kernel answers with a value or an error. A call that fails has
 * changed nothing but counters. EPERM for what seccomp does not let through; ESRCH for a process that is not running.
 */
export function systemCall<Name extends SystemCallName>(kernel: Kernel, task: Task, name: Name, ...args: CallArguments<Name>): Answer<CallValue<Name>> {
  try {
    if (task.state !== 'running' || kernel.panic !== null) fail('ESRCH');
    if (task.allowedCalls?.has(name) === false && !ALWAYS_ALLOWED.has(name)) fail('EPERM');
    const call = SYSTEM_CALLS[name] as unknown as (kernel: Kernel, task: Task, ...rest: CallArguments<Name>) => CallValue<Name>;
    return { ok: true, value: call(kernel, task, ...args) };
  } catch (error) {
    if (error instanceof SystemError) return { ok: false, errno: error.errno };
    throw error;
  }
}

/** The only way in, for this process. */
export function callsOf(kernel: Kernel, task: Task): Calls {
  return (name, ...args) => systemCall(kernel, task, name, ...args);
}
