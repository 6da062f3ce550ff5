import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { die, raise, reap } from './end.ts';
import { type Signal, type SignalAction, SIGNALS } from './signal.ts';
import { type ExitStatus, pidIn, type Task } from './task.ts';

/** exit(2). */
function exit(kernel: Kernel, task: Task, code: number): void {
  die(kernel, task, { how: 'exited', code: code & 0xff });
}

/** waitpid(2) with WNOHANG: null where no child that was asked for has died; -1 asks for any. */
function waitpid(_: Kernel, task: Task, pid = -1): { readonly pid: number; readonly status: ExitStatus } | null {
  const children = [...task.children].filter((child) => pid === -1 || pidIn(task.pidNamespace, child) === pid);
  demand(children.length > 0, 'ECHILD');
  const done = children.find((child) => child.state === 'zombie');
  if (done === undefined) return null;
  const status = done.exitStatus ?? fail('ECHILD');
  const number = pidIn(task.pidNamespace, done);
  reap(done);
  return { pid: number, status };
}

/** kill(2): to a process by its number in the caller's pid namespace, or with -1 to all that it may signal. */
function kill(kernel: Kernel, task: Task, pid: number, signal: Signal | 0): void {
  demand(signal === 0 || SIGNALS.includes(signal), 'EINVAL');
  if (pid !== -1) {
    const target = task.pidNamespace.tasks.get(pid);
    if (target === undefined || target.state === 'dead') fail('ESRCH');
    demand(maySignal(task, target, signal), 'EPERM');
    if (signal !== 0) raise(kernel, target, signal, isAbove(task, target));
    return;
  }
  const others = [...task.pidNamespace.tasks.values()].filter((other) => other !== task && other !== task.pidNamespace.init);
  demand(others.length > 0, 'ESRCH');
  const allowed = others.filter((other) => maySignal(task, other, signal));
  demand(allowed.length > 0, 'EPERM');
  for (const other of allowed) if (signal !== 0) raise(kernel, other, signal, isAbove(task, other));
}

/** The same user, or CAP_KILL in the user namespace of the other. */
function maySignal(task: Task, target: Task, signal: Signal | 0): boolean {
  if (task === target) return true;
  const mine = task.credentials;
  const theirs = target.credentials;
  const isSameUser = [theirs.uid, theirs.savedUid].some((uid) => uid === mine.effectiveUid || uid === mine.uid);
  return isSameUser || isCapable(mine, theirs.userNamespace, 'KILL') || (signal === 'CONT' && task.parent === target.parent);
}

function isAbove(task: Task, target: Task): boolean {
  return task.pidNamespace !== target.pidNamespace;
}

/** sigaction(2): `default` takes the request back. SIGKILL and SIGSTOP cannot be caught. */
function sigaction(_: Kernel, task: Task, signal: Signal, action: SignalAction | 'default'): void {
  demand(signal !== 'KILL' && signal !== 'STOP', 'EINVAL');
  if (action === 'default') task.actions.delete(signal);
  else task.actions.set(signal, action);
}

/** sigprocmask(2) for one signal. */
function sigblock(kernel: Kernel, task: Task, signal: Signal, blocked: boolean): void {
  if (blocked && signal !== 'KILL' && signal !== 'STOP') task.blocked.add(signal);
  if (blocked) return;
  task.blocked.delete(signal);
  if (task.pending.has(signal) && task.actions.get(signal) !== 'handle') {
    task.pending.delete(signal);
    raise(kernel, task, signal);
  }
}

/** The signals with a handler that have come since the last call; the caller handles them now. */
function takeSignals(_: Kernel, task: Task): readonly Signal[] {
  const taken = [...task.pending].filter((signal) => task.actions.get(signal) === 'handle' && !task.blocked.has(signal));
  for (const signal of taken) task.pending.delete(signal);
  return taken;
}

/** System calls on the end of processes, and on signals. */
export const exitCalls = { exit, waitpid, kill, sigaction, sigblock, takeSignals };
