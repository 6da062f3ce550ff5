import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Superblock } from '../files/superblock.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { bytesTooMany, type DiskRequest, OPERATION_BYTES } from './block-device.ts';
import { settleDisk } from './disk-shares.ts';
import { ancestors } from '../cgroup/hierarchy.ts';

/** How something is read or written: through the page cache, or so that the caller waits for the disk. */
export type DiskManner = 'cached' | 'direct';

/**
 * Counts what a process has read from a file. What is there was written before, and is in the page cache: only O_DIRECT
 * asks the disk.
 */
export function submitRead(kernel: Kernel, task: Task, superblock: Superblock, bytes: number, manner: DiskManner): void {
  if (superblock.fileSystem.type === 'ext4' && manner === 'direct') submit(kernel, task, 'read', bytes);
}

/**
 * Counts what a process has written to a file. It lies in the page cache and is written back in the name of the group of
 * who wrote it (cgroup-v2.rst, "Writeback"), who has to wait as soon as the group is too far ahead of the disk.
 */
export function submitWrite(kernel: Kernel, task: Task, superblock: Superblock, bytes: number, manner: DiskManner): void {
  if (superblock.fileSystem.type !== 'ext4' || bytes === 0) return;
  if (manner === 'direct') submit(kernel, task, 'write', bytes);
  else writeBack(kernel, task, bytes);
}

function submit(kernel: Kernel, task: Task, direction: DiskRequest['direction'], bytes: number): void {
  settleDisk(kernel.disk, kernel.now);
  const operations = Math.max(1, Math.ceil(bytes / OPERATION_BYTES));
  const pending = task.disk?.for === 'request' && !task.disk.request.isDone && task.disk.request.direction === direction ? task.disk.request : null;
  count(task.cgroup, direction, bytes, operations);
  if (pending !== null) {
    pending.bytes += bytes;
    pending.operations += operations;
    return;
  }
  const request: DiskRequest = { cgroup: task.cgroup, direction, bytes, operations, isDone: false };
  kernel.disk.requests.add(request);
  hold(task, { for: 'request', request });
}

function writeBack(kernel: Kernel, task: Task, bytes: number): void {
  settleDisk(kernel.disk, kernel.now);
  const { cgroup } = task;
  if (cgroup.writeback === null) {
    cgroup.writeback = { cgroup, direction: 'write', bytes: 0, operations: 0, isDone: false };
    kernel.disk.requests.add(cgroup.writeback);
  }
  const { writeback } = cgroup;
  writeback.bytes += bytes;
  // Neighbouring pages go in one operation.
  const more = Math.max(0, Math.ceil(writeback.bytes / OPERATION_BYTES) - Math.ceil(writeback.operations));
  writeback.operations += more;
  count(cgroup, 'write', bytes, more);
  if (mustMakeRoom(cgroup)) hold(task, { for: 'room' });
}

function count(cgroup: Cgroup, direction: DiskRequest['direction'], bytes: number, operations: number): void {
  for (const { usage } of ancestors(cgroup)) {
    usage[direction === 'read' ? 'readBytes' : 'writtenBytes'] += bytes;
    usage[direction === 'read' ? 'reads' : 'writes'] += operations;
  }
}

/** Who has no program is served from outside, and nobody waits in its place. */
function hold(task: Task, wait: NonNullable<Task['disk']>): void {
  if (task.program !== null) task.disk = wait;
}

/** fsync(2) and sync(2): the process waits until the disk has all that its group has written. */
export function flushToDisk(task: Task): void {
  if (task.cgroup.writeback !== null) hold(task, { for: 'flush' });
}

/** Whether a process stands still because a disk has something to do for it. */
export function waitsForDisk({ disk, cgroup }: Task): boolean {
  switch (disk?.for) {
    case undefined:
      return false;
    case 'request':
      return !disk.request.isDone;
    case 'room':
      return mustMakeRoom(cgroup);
    case 'flush':
      return cgroup.writeback !== null;
  }
}

function mustMakeRoom({ writeback }: Cgroup): boolean {
  return writeback !== null && bytesTooMany(writeback) > 0;
}
