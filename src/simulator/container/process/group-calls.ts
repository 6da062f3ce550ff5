import { demand, fail } from '../errno.ts';
import { descriptorOf, openedInode } from '../files/open-file.ts';
import { isInBackground, type Terminal } from '../files/terminal.ts';
import type { Kernel } from '../kernel.ts';
import { raiseGroup } from './end.ts';
import { membersOf } from './process-group.ts';
import { pidIn, type Task } from './task.ts';

/**
 * setpgid(2): puts oneself (0) or a child into a process group of the same session, a new one where the two numbers are
 * the same or the second is 0. Also for a child that has run another program since, which Linux refuses.
 */
function setpgid(_: Kernel, task: Task, pid: number, group: number): void {
  const target = pid === 0 ? task : task.pidNamespace.tasks.get(pid);
  if (target === undefined || (target !== task && target.parent !== task)) fail('ESRCH');
  demand(group >= 0, 'EINVAL');
  demand(target.session !== target && target.session === task.session, 'EPERM');
  const number = group === 0 ? pidIn(task.pidNamespace, target) : group;
  if (number === pidIn(task.pidNamespace, target)) target.processGroup = target;
  else target.processGroup = groupOf(task, number) ?? fail('EPERM');
}

/** The first process of a group of the caller's session, by its number in the caller's pid namespace. */
function groupOf(task: Task, number: number): Task | null {
  const member = [...task.pidNamespace.tasks.values()].find((other) => pidIn(task.pidNamespace, other.processGroup) === number && other.session === task.session);
  return member?.processGroup ?? null;
}

/** getpgid(2): 0 where the group's first process cannot be seen. */
function getpgid(_: Kernel, task: Task, pid = 0): number {
  return pidIn(task.pidNamespace, named(task, pid).processGroup);
}

/** getsid(2). */
function getsid(_: Kernel, task: Task, pid = 0): number {
  return pidIn(task.pidNamespace, named(task, pid).session);
}

function named(task: Task, pid: number): Task {
  return pid === 0 ? task : (task.pidNamespace.tasks.get(pid) ?? fail('ESRCH'));
}

/** setsid(2): a new session with a new group and without a terminal; not for the first process of a group. */
function setsid(kernel: Kernel, task: Task): number {
  demand(membersOf(kernel, task).length === 0, 'EPERM');
  task.session = task;
  task.processGroup = task;
  task.terminal = null;
  return pidIn(task.pidNamespace, task);
}

/** The terminal behind a descriptor; ENOTTY where there is none. */
function terminalOf(task: Task, descriptor: number): Terminal {
  const content = openedInode(descriptorOf(task, descriptor).file)?.content;
  return (content?.kind === 'fifo' ? content.pipe?.terminal : undefined) ?? fail('ENOTTY');
}

/** tcgetpgrp(3): the process group in front; 0 where it cannot be seen. */
function tcgetpgrp(_: Kernel, task: Task, descriptor: number): number {
  const terminal = terminalOf(task, descriptor);
  demand(terminal === task.terminal, 'ENOTTY');
  return terminal.foreground === null ? 0 : pidIn(task.pidNamespace, terminal.foreground);
}

/** tcsetpgrp(3): takes a process group of the session to the front. From the background that stops the caller, unless it ignores SIGTTOU. */
function tcsetpgrp(kernel: Kernel, task: Task, descriptor: number, group: number): void {
  const terminal = terminalOf(task, descriptor);
  demand(terminal === task.terminal, 'ENOTTY');
  if (isInBackground(task, terminal) && task.actions.get('TTOU') !== 'ignore' && !task.blocked.has('TTOU')) {
    raiseGroup(kernel, task.processGroup, 'TTOU');
    fail('EAGAIN');
  }
  terminal.foreground = groupOf(task, group) ?? fail('EPERM');
}

/** How many columns and rows a terminal has (TIOCGWINSZ, tty_ioctl(4)); ENOTTY tells that a descriptor is none. */
function windowSize(_: Kernel, task: Task, descriptor: number): { readonly columns: number; readonly rows: number } {
  const { columns, rows } = terminalOf(task, descriptor);
  return { columns, rows };
}

/** The calls on process groups, sessions and terminals (setpgid(2), setsid(2), tcsetpgrp(3), and TIOCGWINSZ of ioctl_tty(2)). */
export const groupCalls = { setpgid, getpgid, getsid, setsid, tcgetpgrp, tcsetpgrp, window_size: windowSize };
