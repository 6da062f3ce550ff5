import { uncharge } from '../cgroup/uncharge.ts';
import { releaseTable } from '../files/open-file.ts';
import type { Kernel } from '../kernel.ts';
import { isOrphaned, membersOf } from './process-group.ts';
import type { Signal } from './signal.ts';
import type { ExitStatus, Task } from './task.ts';

/**
 * The end of a process: what it held is given back, its children get a new parent, and it stays as a zombie until it is
 * waited for. The end of an init takes its whole pid namespace along (pid_namespaces(7)).
 */
export function die(kernel: Kernel, task: Task, status: ExitStatus): void {
  if (task.state === 'zombie' || task.state === 'dead') return;
  releaseTable(task);
  uncharge(task.cgroup, 'memory', task.memoryBytes);
  task.memoryBytes = 0;
  task.addressSpace = null;
  task.state = 'zombie';
  task.exitStatus = status;
  task.program = null;
  kernel.events.push({ kind: 'exited', task, status });
  if (task === kernel.init) kernel.panic ??= 'Attempted to kill init!';
  if (task.pidNamespace.init === task) endNamespace(kernel, task);
  endSession(kernel, task);
  const children = [...task.children];
  for (const child of children) adopt(kernel, child, reaperOf(task));
  hangUpOrphans(kernel, children);
  tellParent(kernel, task);
}

function endNamespace(kernel: Kernel, init: Task): void {
  const { pidNamespace } = init;
  pidNamespace.isClosed = true;
  for (const other of [...pidNamespace.tasks.values()]) {
    if (other !== init) die(kernel, other, { how: 'killed', signal: 'KILL' });
  }
  for (const other of [...pidNamespace.tasks.values()]) if (other !== init) reap(other);
}

/** Who takes a process's orphans: the nearest subreaper above it in the same pid namespace, else that namespace's init. */
function reaperOf(task: Task): Task | null {
  const { pidNamespace } = task;
  if (pidNamespace.init === task) return task.parent;
  for (let step = task.parent; step !== null && step.pidNamespace === pidNamespace; step = step.parent) {
    if (step.isChildSubreaper && step.state !== 'zombie') return step;
  }
  return pidNamespace.init;
}

function adopt(kernel: Kernel, child: Task, parent: Task | null): void {
  child.parent?.children.delete(child);
  child.parent = parent;
  parent?.children.add(child);
  if (child.state === 'zombie') tellParent(kernel, child);
}

/** SIGCHLD; a parent that ignores it is never asked to wait (wait(2), notes). */
function tellParent(kernel: Kernel, task: Task): void {
  const { parent } = task;
  if (parent === null) {
    reap(task);
    return;
  }
  const ignores = parent.actions.get('CHLD') === 'ignore' && task.exitSignal === 'CHLD';
  if (task.exitSignal !== null) raise(kernel, parent, task.exitSignal);
  if (ignores) reap(task);
}

/** Takes a zombie's numbers away. */
export function reap(task: Task): void {
  if (task.state === 'dead') return;
  task.state = 'dead';
  for (const [namespace, number] of task.pids) namespace.tasks.delete(number);
  task.parent?.children.delete(task);
  task.cgroup.tasks.delete(task);
  uncharge(task.cgroup, 'pids', 1);
}

/**
 * Sends a signal that the sender may send. Signals without a handler do their default action at once; others wait for
 * the program, and those for a stopped process until it goes on. The init of a namespace gets none that it has no
 * handler for; but SIGKILL and SIGSTOP reach it from a namespace above (`isFromAbove`).
 */
export function raise(kernel: Kernel, task: Task, signal: Signal, isFromAbove = false): void {
  if (task.state === 'zombie' || task.state === 'dead') return;
  const cannotBeCaught = signal === 'KILL' || signal === 'STOP';
  const action = cannotBeCaught ? undefined : task.actions.get(signal);
  if (signal === 'CONT' && task.state === 'stopped') goOn(kernel, task);
  if (action === 'ignore') return;
  if (action === 'handle' || (task.blocked.has(signal) && !cannotBeCaught)) {
    task.pending.add(signal);
    return;
  }
  const isInit = task.pidNamespace.init === task;
  if (isInit && !(isFromAbove && cannotBeCaught)) return;
  switch (DEFAULT_ACTIONS[signal] ?? 'end') {
    case 'ignore':
      return;
    case 'stop':
      if (signal === 'STOP' || !isOrphaned(kernel, task.processGroup)) stop(kernel, task, signal);
      return;
    case 'end':
      if (task.state === 'stopped' && signal !== 'KILL') task.pending.add(signal);
      else die(kernel, task, { how: 'killed', signal });
  }
}

/** signal(7), "Standard signals": all others end the process. */
const DEFAULT_ACTIONS: Readonly<Partial<Record<Signal, 'ignore' | 'stop'>>> = {
  CHLD: 'ignore', CONT: 'ignore', WINCH: 'ignore', STOP: 'stop', TSTP: 'stop', TTIN: 'stop', TTOU: 'stop',
};

function stop(kernel: Kernel, task: Task, signal: Signal): void {
  if (task.state === 'stopped') return;
  task.state = 'stopped';
  task.stopSignal = signal;
  task.change = 'stopped';
  if (task.parent !== null) raise(kernel, task.parent, 'CHLD');
}

/** What has come meanwhile and has no handler takes effect now. */
function goOn(kernel: Kernel, task: Task): void {
  task.state = 'running';
  task.stopSignal = null;
  task.change = 'continued';
  if (task.parent !== null) raise(kernel, task.parent, 'CHLD');
  for (const signal of [...task.pending]) {
    if (task.actions.get(signal) === 'handle' || task.blocked.has(signal)) continue;
    task.pending.delete(signal);
    raise(kernel, task, signal);
  }
}

/** Sends a signal to all of a process group, as a terminal does. */
export function raiseGroup(kernel: Kernel, leader: Task, signal: Signal): void {
  for (const task of membersOf(kernel, leader)) raise(kernel, task, signal);
}

/** With its first process a session loses its terminal, and who runs in front of it is hung up (setsid(2), tty_ioctl(4)). */
function endSession(kernel: Kernel, leader: Task): void {
  const { terminal } = leader;
  if (leader.session !== leader || terminal === null) return;
  const { foreground } = terminal;
  terminal.foreground = null;
  for (const task of kernel.pidNamespace.tasks.values()) if (task.session === leader) task.terminal = null;
  if (foreground !== null) hangUp(kernel, foreground);
}

function hangUp(kernel: Kernel, group: Task): void {
  raiseGroup(kernel, group, 'HUP');
  raiseGroup(kernel, group, 'CONT');
}

/** Stopped processes that nobody can let go on any more are hung up (exit(3), "Consequences of process termination"). */
function hangUpOrphans(kernel: Kernel, children: readonly Task[]): void {
  const groups = new Set(children.filter(({ state }) => state === 'stopped').map(({ processGroup }) => processGroup));
  for (const group of groups) if (isOrphaned(kernel, group)) hangUp(kernel, group);
}
