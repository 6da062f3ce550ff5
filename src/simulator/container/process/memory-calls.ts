import { chargeMemory } from '../cgroup/charge.ts';
import { uncharge } from '../cgroup/uncharge.ts';
import { demand } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { resize } from './address-space.ts';
import type { Task } from './task.ts';

/** More private memory (brk(2), touched at once), or with a negative number less. Returns the bytes that it has now. */
function allocate(kernel: Kernel, task: Task, bytes: number): number {
  demand(Number.isSafeInteger(bytes) && task.memoryBytes + bytes >= 0, 'EINVAL');
  if (bytes >= 0) chargeMemory(kernel, task, bytes);
  else {
    task.memoryBytes += bytes;
    uncharge(task.cgroup, 'memory', -bytes);
  }
  resize(task, bytes);
  return task.memoryBytes;
}

/** The system call on a process's memory. */
export const memoryCalls = { allocate };
