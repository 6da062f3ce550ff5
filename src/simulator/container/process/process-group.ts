import type { Kernel } from '../kernel.ts';
import type { Task } from './task.ts';

/** The living processes of a process group, which is named by its first one (setpgid(2)). */
export function membersOf(kernel: Kernel, leader: Task): readonly Task[] {
  return [...kernel.pidNamespace.tasks.values()].filter((task) => task.processGroup === leader && task.state !== 'zombie');
}

/**
 * Whether nobody is left who could let a stopped process group go on: no member has a parent of another group in the
 * same session (setpgid(2), "orphaned process group"). Keys of the terminal do not stop such a group.
 */
export function isOrphaned(kernel: Kernel, leader: Task): boolean {
  return membersOf(kernel, leader).every(({ parent, session }) => parent === null || parent.processGroup === leader || parent.session !== session);
}
