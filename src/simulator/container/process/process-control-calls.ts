import type { Capability } from '../credentials/capability.ts';
import { isCapable } from '../credentials/credentials.ts';
import { demand } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from './task.ts';

/** prctl(PR_SET_CHILD_SUBREAPER): orphans below come to this process. */
function setChildSubreaper(_: Kernel, task: Task, on: boolean): void {
  task.isChildSubreaper = on;
}

/** prctl(PR_SET_NO_NEW_PRIVS), which cannot be taken back. */
function setNoNewPrivileges(_: Kernel, task: Task): void {
  task.noNewPrivileges = true;
}

/** prctl(PR_SET_DUMPABLE). */
function setDumpable(_: Kernel, task: Task, on: boolean): void {
  task.isDumpable = on;
}

/** seccomp(2) with a list of calls that stay allowed; others fail with EPERM. Filters add up. */
function seccomp(_: Kernel, task: Task, allowed: readonly string[]): void {
  const { credentials } = task;
  demand(task.noNewPrivileges || isCapable(credentials, credentials.userNamespace, 'SYS_ADMIN'), 'EACCES');
  const before = task.allowedCalls;
  task.allowedCalls = new Set(before === null ? allowed : allowed.filter((call) => before.has(call)));
}

/** prctl(PR_CAPBSET_DROP): for good, and for all descendants. */
function dropBounding(_: Kernel, task: Task, capability: Capability): void {
  const { credentials } = task;
  demand(isCapable(credentials, credentials.userNamespace, 'SETPCAP'), 'EPERM');
  task.credentials = { ...credentials, bounding: without(credentials.bounding, capability) };
}

/** prctl(PR_CAP_AMBIENT): kept over an exec of a program without capabilities of its own. */
function setAmbient(_: Kernel, task: Task, capability: Capability, raised: boolean): void {
  const { credentials } = task;
  const { ambient } = credentials;
  if (!raised) {
    task.credentials = { ...credentials, ambient: without(ambient, capability) };
    return;
  }
  demand(credentials.permitted.has(capability) && credentials.inheritable.has(capability), 'EPERM');
  task.credentials = { ...credentials, ambient: new Set([...ambient, capability]) };
}

function without(set: ReadonlySet<Capability>, capability: Capability): ReadonlySet<Capability> {
  const rest = new Set(set);
  rest.delete(capability);
  return rest;
}

/** What prctl(2) and seccomp(2) do, each as a call of its own. */
export const processControlCalls = {
  set_child_subreaper: setChildSubreaper,
  set_no_new_privs: setNoNewPrivileges,
  set_dumpable: setDumpable,
  seccomp,
  drop_bounding: dropBounding,
  set_ambient: setAmbient,
};
