import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import type { MessageQueue } from './message-queue.ts';

/** msgget(2) with IPC_CREAT where asked for: the number of the queue with this key in the process's ipc namespace. */
function msgget(_: Kernel, task: Task, key: number, create: boolean, mode = 0o600): number {
  const { ipc } = task.namespaces;
  const known = [...ipc.queues.values()].find((queue) => queue.key === key);
  if (known !== undefined) {
    demandAccess(task, known, 6);
    return known.id;
  }
  demand(create, 'ENOENT');
  const id = ipc.nextQueue++;
  ipc.queues.set(id, { id, key, uid: task.credentials.effectiveUid, gid: task.credentials.effectiveGid, mode, messages: [] });
  return id;
}

/** msgsnd(2). */
function msgsnd(_: Kernel, task: Task, queue: number, bytes: Uint8Array): void {
  const target = task.namespaces.ipc.queues.get(queue) ?? fail('EINVAL');
  demandAccess(task, target, 2);
  target.messages.push(bytes.slice());
}

/** msgrcv(2): the oldest message; EAGAIN where there is none. */
function msgrcv(_: Kernel, task: Task, queue: number): Uint8Array {
  const source = task.namespaces.ipc.queues.get(queue) ?? fail('EINVAL');
  demandAccess(task, source, 4);
  return source.messages.shift() ?? fail('EAGAIN');
}

function demandAccess(task: Task, queue: MessageQueue, wanted: number): void {
  const { credentials } = task;
  const shift = credentials.effectiveUid === queue.uid ? 6 : credentials.effectiveGid === queue.gid ? 3 : 0;
  const may = ((queue.mode >> shift) & wanted) === wanted;
  demand(may || isCapable(credentials, task.namespaces.ipc.owner, 'IPC_OWNER'), 'EACCES');
}

/** System calls on message queues. */
export const queueCalls = { msgget, msgsnd, msgrcv };
