import { isSubset } from '../credentials/capability.ts';
import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import { pidIn, type Task } from '../process/task.ts';
import type { Location } from './mount.ts';
import { pathOf } from './place-path.ts';
import type { MagicLink, NamespaceLink } from './synthetic.ts';
import { attach, newInode } from './tmpfs.ts';

/** Where a link of proc leads: a place, or the text of a plain path. */
export function followMagicLink(kernel: Kernel, task: Task, link: MagicLink): Location | string {
  switch (link.of) {
    case 'self':
      return textOf(task, link);
    case 'place':
      demand(mayInspect(task, link.task), 'EACCES');
      return placeOf(link.task, link.place) ?? fail('ENOENT');
    case 'descriptor': {
      demand(mayInspect(task, link.task), 'EACCES');
      const file = link.task.files.descriptors.get(link.descriptor)?.file;
      if (file === undefined) fail('ENOENT');
      return file.location ?? fail('ENXIO');
    }
    case 'namespace':
      demand(mayInspect(task, link.task), 'EACCES');
      return namespaceFile(kernel, namespaceOf(link.task, link.namespace) ?? fail('ENOENT'));
  }
}

/** What readlink(2) prints. */
export function textOf(task: Task, link: MagicLink): string {
  switch (link.of) {
    case 'self': {
      const number = pidIn(link.pidNamespace, task);
      return number === 0 ? fail('ENOENT') : String(number);
    }
    case 'place':
      demand(mayInspect(task, link.task), 'EACCES');
      return pathOf(task, placeOf(link.task, link.place) ?? fail('ENOENT'));
    case 'descriptor': {
      demand(mayInspect(task, link.task), 'EACCES');
      const file = link.task.files.descriptors.get(link.descriptor)?.file;
      if (file === undefined) fail('ENOENT');
      if (file.location !== null) return pathOf(task, file.location);
      return file.socket === null ? 'pipe:' : 'socket:';
    }
    case 'namespace': {
      demand(mayInspect(task, link.task), 'EACCES');
      return namespaceName(namespaceOf(link.task, link.namespace) ?? fail('ENOENT'));
    }
  }
}

function namespaceName(namespace: Namespace): string {
  return `${namespace.kind}:[${namespace.number}]`;
}

function placeOf(task: Task, place: 'root' | 'cwd' | 'exe'): Location | null {
  if (task.state === 'zombie' || task.state === 'dead') return null;
  switch (place) {
    case 'root':
      return task.fileSystem.root;
    case 'cwd':
      return task.fileSystem.workingDirectory;
    case 'exe':
      return task.executable;
  }
}

function namespaceOf(task: Task, kind: NamespaceLink): Namespace | null {
  if (task.state === 'zombie' || task.state === 'dead') return null;
  switch (kind) {
    case 'user':
      return task.credentials.userNamespace;
    case 'pid':
      return task.pidNamespace;
    case 'pid_for_children':
      return task.namespaces.pidForChildren.init === null ? null : task.namespaces.pidForChildren;
    case 'time_for_children':
      return task.namespaces.timeForChildren;
    default:
      return task.namespaces[kind];
  }
}

/** The file that stands for a namespace. */
function namespaceFile(kernel: Kernel, namespace: Namespace): Location {
  const mount = kernel.namespaceFiles;
  const name = namespaceName(namespace);
  const known = mount.root.children.get(name);
  if (known !== undefined) return { mount, entry: known };
  const inode = newInode(kernel, mount.superblock, { kind: 'namespace', namespace }, { mode: 0o444, uid: 0, gid: 0 });
  return { mount, entry: attach(kernel, mount.root, name, inode) };
}

/**
 * Whether one process may look into another (ptrace(2), PTRACE_MODE_READ_FSCREDS): the same ids throughout and no more
 * capabilities than one's own, or CAP_SYS_PTRACE in the other's user namespace.
 */
export function mayInspect(task: Task, other: Task): boolean {
  if (task === other) return true;
  const mine = task.credentials;
  const theirs = other.credentials;
  const uids = [theirs.uid, theirs.effectiveUid, theirs.savedUid].every((uid) => uid === mine.fileUid);
  const gids = [theirs.gid, theirs.effectiveGid, theirs.savedGid].every((gid) => gid === mine.fileGid);
  const sees = isCapable(mine, theirs.userNamespace, 'SYS_PTRACE');
  if (!(uids && gids && other.isDumpable) && !sees) return false;
  return sees || (mine.userNamespace === theirs.userNamespace && isSubset(theirs.permitted, mine.permitted));
}
