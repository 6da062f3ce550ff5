import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Entry } from './entry.ts';

/** The group that a folder of cgroup2 shows. */
export function cgroupOf(directory: Entry): Cgroup | null {
  const content = directory.inode?.content;
  return content?.kind === 'directory' && content.shows?.of === 'cgroup' ? content.shows.cgroup : null;
}
