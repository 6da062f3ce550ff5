import type { Task } from '../process/task.ts';
import { isSamePlace, type Location } from './mount.ts';

/** The path of a place as a process sees it; getcwd(2) puts "(unreachable)" before what lies outside of its root. */
export function pathOf(task: Task, place: Location): string {
  const { root } = task.fileSystem;
  let { mount, entry } = place;
  let path = '';
  for (;;) {
    if (isSamePlace({ mount, entry }, root)) return path === '' ? '/' : path;
    if (entry !== mount.root && entry.parent !== null) {
      path = `/${entry.name}${path}`;
      entry = entry.parent;
    } else if (mount.parent !== null && mount.mountpoint !== null && entry === mount.root) {
      entry = mount.mountpoint;
      mount = mount.parent;
    } else {
      return `(unreachable)${path === '' ? '/' : path}`;
    }
  }
}
