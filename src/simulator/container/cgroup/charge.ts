import { fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { die } from '../process/end.ts';
import type { Task } from '../process/task.ts';
import type { Cgroup } from './cgroup.ts';
import { ancestors, tasksBelow } from './hierarchy.ts';

const CHUNK_BYTES = 2 ** 20;

/** Counts a new process; EAGAIN where pids.max of the group or of one above would be passed (cgroup-v2.rst, PID). */
export function chargeProcess(cgroup: Cgroup): void {
  for (const group of ancestors(cgroup)) {
    if (group.pidsMax === null || group.usage.pids < group.pidsMax) continue;
    group.usage.pidsMaxEvents++;
    fail('EAGAIN');
  }
  for (const group of ancestors(cgroup)) group.usage.pids++;
}

/**
 * Counts bytes of memory. Where memory.max of a group would be passed, the out-of-memory killer takes the largest
 * process of that group until there is room, and nobody outside of it (cgroup-v2.rst, memory.max). Where the machine has
 * no more, it takes the largest process of all, whoever asked (Linux, mm/oom_kill.c). ENOMEM where that was the process
 * itself, or nobody is left.
 */
export function chargeMemory(kernel: Kernel, task: Task, bytes: number): void {
  // Memory is touched bit by bit, so that whoever wants too much is the largest by the time the limit is reached.
  for (let left = bytes; left > 0; left -= CHUNK_BYTES) chargeChunk(kernel, task, Math.min(left, CHUNK_BYTES));
}

function chargeChunk(kernel: Kernel, task: Task, bytes: number): void {
  for (const group of ancestors(task.cgroup)) {
    const most = group === kernel.rootCgroup ? kernel.memoryBytes - kernel.reservedBytes : group.memoryMax;
    if (most === null || group.usage.memory + bytes <= most) continue;
    group.usage.memoryMaxEvents++;
    killUntil(kernel, group, most - bytes, task);
    if (task.state === 'zombie' || task.state === 'dead' || group.usage.memory + bytes > most) fail('ENOMEM');
  }
  task.memoryBytes += bytes;
  for (const group of ancestors(task.cgroup)) {
    group.usage.memory += bytes;
    group.usage.memoryPeak = Math.max(group.usage.memoryPeak, group.usage.memory);
  }
}

/** Kills the largest processes of a group until its memory is no more than so many bytes, or one given has died. */
export function killUntil(kernel: Kernel, group: Cgroup, bytes: number, stopAt: Task | null = null): void {
  while (group.usage.memory > bytes) {
    const alive = tasksBelow(group).filter((task) => isVictim(kernel, task) && (task.memoryBytes > 0 || task === stopAt));
    const [victim] = alive.sort((first, second) => second.memoryBytes - first.memoryBytes || first.id - second.id);
    group.usage.oomEvents++;
    if (victim === undefined) return;
    for (const above of ancestors(victim.cgroup)) above.usage.oomKills++;
    kernel.events.push({ kind: 'out-of-memory', cgroup: group, killed: victim });
    die(kernel, victim, { how: 'killed', signal: 'KILL' });
    if (victim === stopAt) return;
  }
}

/** The init of the machine is never killed. */
function isVictim(kernel: Kernel, task: Task): boolean {
  return task !== kernel.init && (task.state === 'running' || task.state === 'stopped');
}
