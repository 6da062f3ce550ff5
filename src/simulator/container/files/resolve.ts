import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { demandAccess, EXECUTE } from './access.ts';
import { type Entry, inodeOf, isBelow } from './entry.ts';
import { lookUp } from './file-system.ts';
import { isDirectory } from './inode.ts';
import { followMagicLink } from './magic-link.ts';
import { isSamePlace, type Location } from './mount.ts';

/** How many symbolic links one resolution may follow (path_resolution(7)). */
export const MAX_SYMLINKS = 40;
const MAX_PATH = 4096;
const MAX_NAME = 255;

/** The last part of a path, which need not exist. */
export interface LastName {
  readonly parent: Location;
  readonly name: string;
  /** Whether `name` is a plain name, `.`, `..`, or absent since the path was only slashes. */
  readonly kind: 'plain' | 'dot' | 'dot-dot' | 'root';
  readonly hasTrailingSlash: boolean;
}

interface Walk {
  at: Location;
  /** Components still to go, the next one last. */
  readonly pending: string[];
  links: number;
  wantsDirectory: boolean;
}

/** The place that a path names. `from` stands in for the working directory. */
export function resolve(
  kernel: Kernel,
  task: Task,
  path: string,
  options: { readonly follow?: boolean; readonly from?: Location } = {},
): Location {
  const walk = begin(task, path, options.from);
  for (let name = walk.pending.pop(); name !== undefined; name = walk.pending.pop()) {
    // A trailing slash asks for the directory behind a link.
    const isLast = walk.pending.length === 0;
    const follow = !isLast || walk.wantsDirectory || (options.follow ?? true);
    step(kernel, task, walk, name, follow);
  }
  if (walk.wantsDirectory) demandDirectory(walk.at);
  return walk.at;
}

/** The directory that a path's last name stands in, and that name; links in between are followed, the last is not. */
export function resolveParent(kernel: Kernel, task: Task, path: string, from?: Location): LastName {
  const walk = begin(task, path, from);
  const hasTrailingSlash = walk.wantsDirectory;
  const name = walk.pending.shift();
  if (name === undefined) return { parent: walk.at, name: '', kind: 'root', hasTrailingSlash };
  for (let next = walk.pending.pop(); next !== undefined; next = walk.pending.pop()) step(kernel, task, walk, next, true);
  demandDirectory(walk.at);
  demandAccess(task, inodeOf(walk.at.entry), EXECUTE);
  demand(name.length <= MAX_NAME, 'ENAMETOOLONG');
  return { parent: walk.at, name, kind: lastKind(name), hasTrailingSlash };
}

/** What a plain last name leads to, with the mounts on it; null where there is nothing. Links are not followed. */
export function lookUpLast(kernel: Kernel, last: LastName): Location | null {
  const entry = lookUp(kernel, last.parent.entry, last.name);
  return entry === null ? null : topmost({ mount: last.parent.mount, entry });
}

/** The root of what is mounted on a place, and on that, up to the top. */
export function topmost(place: Location): Location {
  let { mount, entry } = place;
  for (let above = mount.children.get(entry); above !== undefined; above = mount.children.get(entry)) {
    mount = above;
    entry = above.root;
  }
  return { mount, entry };
}

function begin(task: Task, path: string, from: Location | undefined): Walk {
  demand(path !== '', 'ENOENT');
  demand(path.length < MAX_PATH, 'ENAMETOOLONG');
  const at = path.startsWith('/') ? task.fileSystem.root : (from ?? task.fileSystem.workingDirectory);
  return { at, pending: components(path), links: 0, wantsDirectory: path.endsWith('/') };
}

/** The names of a path, the first one last. */
function components(path: string): string[] {
  return path.split('/').filter((name) => name !== '').reverse();
}

function lastKind(name: string): LastName['kind'] {
  if (name === '.') return 'dot';
  return name === '..' ? 'dot-dot' : 'plain';
}

function step(kernel: Kernel, task: Task, walk: Walk, name: string, follow: boolean): void {
  const directory = walk.at.entry;
  demandDirectory(walk.at);
  demandAccess(task, inodeOf(directory), EXECUTE);
  demand(name.length <= MAX_NAME, 'ENAMETOOLONG');
  if (name === '.') return;
  if (name === '..') {
    walk.at = parentOf(task, walk.at);
    return;
  }
  const entry = lookUp(kernel, directory, name);
  if (entry === null) fail('ENOENT');
  const next = topmost({ mount: walk.at.mount, entry });
  if (follow && followLink(kernel, task, walk, next.entry)) return;
  walk.at = next;
}

/** Goes where a link leads; false where the entry is no link. */
function followLink(kernel: Kernel, task: Task, walk: Walk, entry: Entry): boolean {
  const { content } = inodeOf(entry);
  if (content.kind !== 'symlink' && content.kind !== 'magic-link') return false;
  demand(++walk.links <= MAX_SYMLINKS, 'ELOOP');
  if (content.kind === 'magic-link') {
    const place = followMagicLink(kernel, task, content.link);
    if (typeof place !== 'string') {
      walk.at = place;
      return true;
    }
    return expand(task, walk, place);
  }
  return expand(task, walk, content.target);
}

function expand(task: Task, walk: Walk, target: string): true {
  demand(target !== '', 'ENOENT');
  if (target.startsWith('/')) walk.at = task.fileSystem.root;
  if (walk.pending.length === 0 && target.endsWith('/')) walk.wantsDirectory = true;
  walk.pending.push(...components(target));
  return true;
}

/**
 * One step up: never above the process's root, and from the root of a mount to where it is mounted. Whoever stands
 * outside of the root meets no such limit, which is how the escapes from chroot work.
 */
function parentOf(task: Task, place: Location): Location {
  let { mount, entry } = place;
  for (;;) {
    if (isSamePlace({ mount, entry }, task.fileSystem.root)) break;
    if (entry !== mount.root) {
      entry = entry.parent ?? entry;
      // A directory that was moved out of a bind mount has no way up from there.
      demand(mount.root === mount.superblock.root || isBelow(entry, mount.root), 'ENOENT');
      break;
    }
    if (mount.parent === null || mount.mountpoint === null) break;
    entry = mount.mountpoint;
    mount = mount.parent;
  }
  return topmost({ mount, entry });
}

function demandDirectory(place: Location): void {
  demand(isDirectory(inodeOf(place.entry)), 'ENOTDIR');
}
