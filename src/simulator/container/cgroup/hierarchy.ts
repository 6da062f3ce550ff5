import type { Task } from '../process/task.ts';
import type { Cgroup } from './cgroup.ts';

/** A group and all above it, which count with it. */
export function ancestors(cgroup: Cgroup): Cgroup[] {
  const found: Cgroup[] = [];
  for (let step: Cgroup | null = cgroup; step !== null; step = step.parent) found.push(step);
  return found;
}

/** A group and all below it, parents first. */
export function groupsBelow(cgroup: Cgroup): Cgroup[] {
  return [cgroup, ...[...cgroup.children.values()].flatMap(groupsBelow)];
}

/** The processes of a group and of all below it. */
export function tasksBelow(cgroup: Cgroup): Task[] {
  return [...cgroup.tasks, ...[...cgroup.children.values()].flatMap(tasksBelow)];
}

/** Whether a group is another one or below it. */
export function isWithin(cgroup: Cgroup, ancestor: Cgroup): boolean {
  for (let step: Cgroup | null = cgroup; step !== null; step = step.parent) if (step === ancestor) return true;
  return false;
}
