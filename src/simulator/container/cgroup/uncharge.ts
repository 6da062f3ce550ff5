import type { Cgroup } from './cgroup.ts';

/** Gives back what a process had: its place among the processes, or its memory. */
export function uncharge(cgroup: Cgroup, what: 'pids' | 'memory', amount: number): void {
  for (let step: Cgroup | null = cgroup; step !== null; step = step.parent) step.usage[what] -= amount;
}
