import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { die, raise, reap } from './end.ts';
import { type Signal, type SignalAction, SIGNALS } from './signal.ts';
import { pidIn, type Task, type WaitStatus } from './task.ts';

/** exit(2). */
function exit(kernel: Kernel, task: Task, code: number): void {
  die(kernel, task, { how: 'exited', code: code & 0xff });
}

/**
 * waitpid(2) with WNOHANG: null where nothing has happened to a child that was asked for. -1 asks for any, 0 for those of
 * one's own process group, less than -1 for those of another. With `untraced` those that were stopped or go on are told, too.
 */
function waitpid(_: Kernel, task: Task, pid = -1, { untraced = false }: { readonly untraced?: boolean } = {}): { readonly pid: number; readonly status: WaitStatus } | null {
  const children = [...task.children].filter((child) => isWanted(task, child, pid));
  demand(children.length > 0, 'ECHILD');
  const done = children.find((child) => child.state === 'zombie');
  if (done !== undefined) {
    const status = done.exitStatus ?? fail('ECHILD');
    const number = pidIn(task.pidNamespace, done);
    reap(done);
    return { pid: number, status };
  }
  const changed = untraced ? children.find((child) => child.change !== null) : undefined;
  if (changed === undefined) return null;
  const { change, stopSignal } = changed;
  changed.change = null;
  return { pid: pidIn(task.pidNamespace, changed), status: change === 'stopped' && stopSignal !== null ? { how: 'stopped', signal: stopSignal } : { how: 'continued' } };
}

function isWanted(task: Task, child: Task, pid: number): boolean {
  if (pid > 0) return pidIn(task.pidNamespace, child) === pid;
  if (pid === 0) return child.processGroup === task.processGroup;
  return pid === -1 || pidIn(task.pidNamespace, child.processGroup) === -pid;
}

/**
 * kill(2): to a process by its number in the caller's pid namespace; with 0 to one's own process group, with -1 to all
 * that one may signal, with less than -1 to another process group.
 */
function kill(kernel: Kernel, task: Task, pid: number, signal: Signal | 0): void {
  demand(signal === 0 || SIGNALS.includes(signal), 'EINVAL');
  const visible = [...task.pidNamespace.tasks.values()].filter(({ state }) => state !== 'dead');
  const targets = visible.filter((other) => {
    if (pid > 0) return pidIn(task.pidNamespace, other) === pid;
    if (pid === -1) return other !== task && other !== task.pidNamespace.init;
    return pid === 0 ? other.processGroup === task.processGroup : pidIn(task.pidNamespace, other.processGroup) === -pid;
  });
  demand(targets.length > 0, 'ESRCH');
  const allowed = targets.filter((other) => maySignal(task, other, signal));
  demand(allowed.length > 0, 'EPERM');
  for (const other of allowed) if (signal !== 0) raise(kernel, other, signal, isAbove(task, other));
}

/** The same user, or CAP_KILL in the user namespace of the other. */
function maySignal(task: Task, target: Task, signal: Signal | 0): boolean {
  if (task === target) return true;
  const mine = task.credentials;
  const theirs = target.credentials;
  const isSameUser = [theirs.uid, theirs.savedUid].some((uid) => uid === mine.effectiveUid || uid === mine.uid);
  return isSameUser || isCapable(mine, theirs.userNamespace, 'KILL') || (signal === 'CONT' && task.session === target.session);
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
