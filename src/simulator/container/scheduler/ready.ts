import { waitsForDisk } from '../disk/submit.ts';
import { PIPE_BYTES } from '../files/pipe.ts';
import { openedInode } from '../files/open-file.ts';
import { isInBackground } from '../files/terminal.ts';
import type { Kernel } from '../kernel.ts';
import { isMissing } from '../process/address-space.ts';
import { monotonicTime, type Task } from '../process/task.ts';
import type { Wait } from '../programs/program.ts';

/** Whether a process can run now: it waits for nothing, what it waits for is there, or a signal it handles has come. */
export function isReady(kernel: Kernel, task: Task): boolean {
  const { program } = task;
  if (task.state !== 'running' || program === null || task.cgroup.isFrozen) return false;
  if (waitsForDisk(task)) return false;
  if (program.waitsFor === null || (task.pending.size > 0 && [...task.pending].some((signal) => !task.blocked.has(signal)))) return true;
  return hasCome(kernel, task, program.waitsFor);
}

function hasCome(kernel: Kernel, task: Task, wait: Wait): boolean {
  switch (wait.for) {
    case 'time':
      return monotonicTime(kernel, task) >= wait.until;
    case 'child':
      return task.children.size === 0 || hasZombie(task) || (wait.untraced === true && [...task.children].some(({ change }) => change !== null));
    case 'cpu':
      return wait.remaining <= 0;
    case 'signal':
      // The end of a child is told by one, SIGCHLD.
      return hasZombie(task);
    case 'page':
      return !isMissing(task, wait.page);
    case 'readable':
      return isReadable(task, wait.descriptor);
    case 'either':
      return wait.descriptors.some((descriptor) => canBeRead(task, descriptor));
    case 'writable':
      return isWritable(task, wait.descriptor);
  }
}

function hasZombie({ children }: Task): boolean {
  return [...children].some((child) => child.state === 'zombie');
}

/** What poll(2) tells; who asks in the background is not told of what is typed on its terminal, which is for others. */
export function canBeRead(task: Task, descriptor: number): boolean {
  const file = task.files.descriptors.get(descriptor)?.file;
  const content = file === undefined ? undefined : openedInode(file)?.content;
  const isHeldBack = content?.kind === 'fifo' && isInBackground(task, content.pipe?.terminal);
  return !isHeldBack && isReadable(task, descriptor);
}

function isReadable(task: Task, descriptor: number): boolean {
  const file = task.files.descriptors.get(descriptor)?.file;
  if (file === undefined) return true;
  if (file.socket?.kind === 'datagram') return file.socket.datagrams.length > 0 || file.socket.isRefused;
  if (file.socket !== null) return file.socket.received.length > 0 || file.socket.peer === null && file.socket.state !== 'listening' || file.socket.backlog.length > 0;
  const content = openedInode(file)?.content;
  if (content?.kind !== 'fifo' || content.pipe === null || isInBackground(task, content.pipe.terminal)) return true;
  return content.pipe.bytes.length > 0 || content.pipe.writers === 0 || content.pipe.saysEnd === true;
}

function isWritable(task: Task, descriptor: number): boolean {
  const file = task.files.descriptors.get(descriptor)?.file;
  const content = file === undefined ? undefined : openedInode(file)?.content;
  if (content?.kind !== 'fifo' || content.pipe === null) return true;
  return content.pipe.bytes.length < PIPE_BYTES || content.pipe.readers === 0;
}
