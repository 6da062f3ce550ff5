import { isCapable } from '../credentials/credentials.ts';
import { toInside } from '../credentials/id-map.ts';
import { demand, type Errno, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { demandAccess, demandWritable, EXECUTE, isHeldBySticky, WRITE } from './access.ts';
import { type Entry, inodeOf, isBelow } from './entry.ts';
import * as fileSystem from './file-system.ts';
import { type Inode, type InodeContent, isDirectory } from './inode.ts';
import type { Location } from './mount.ts';
import { isHeldByLowers } from './overlay.ts';
import { type LastName, lookUpLast, resolve, resolveParent } from './resolve.ts';
import type { Ownership } from './tmpfs.ts';
import { newPipe } from './pipe.ts';

const SET_GROUP_ID = 0o2000;

/** mkdir(2). */
function mkdir(kernel: Kernel, task: Task, path: string, mode = 0o777): void {
  const last = freeName(kernel, task, path, true);
  createAt(kernel, task, last, { kind: 'directory' }, mode & 0o1777 & ~task.fileSystem.umask);
}

/** symlink(2). */
function symlink(kernel: Kernel, task: Task, target: string, path: string): void {
  demand(target !== '', 'ENOENT');
  const last = freeName(kernel, task, path, false);
  createAt(kernel, task, last, { kind: 'symlink', target }, 0o777);
}

/** mknod(2). Devices need CAP_MKNOD in the initial user namespace; a whiteout is no device. */
function mknod(kernel: Kernel, task: Task, path: string, kind: 'regular' | 'fifo' | 'character' | 'block', mode = 0o666, major = 0, minor = 0): void {
  const last = freeName(kernel, task, path, false);
  const isDevice = kind === 'character' || kind === 'block';
  const isWhiteout = kind === 'character' && major === 0 && minor === 0;
  demandAccess(task, inodeOf(last.parent.entry), WRITE | EXECUTE);
  demand(!isDevice || isWhiteout || isCapable(task.credentials, kernel.userNamespace, 'MKNOD'), 'EPERM');
  // In an overlay it would hide what is below (fs/overlayfs/dir.c, ovl_mknod).
  demand(!isWhiteout || last.parent.entry.layers === null, 'EPERM');
  createAt(kernel, task, last, nodeContent(kind, major, minor), mode & 0o7777 & ~task.fileSystem.umask);
}

function nodeContent(kind: 'regular' | 'fifo' | 'character' | 'block', major: number, minor: number): InodeContent {
  switch (kind) {
    case 'regular':
      return { kind, bytes: new Uint8Array() };
    case 'fifo':
      return { kind, pipe: newPipe() };
    case 'character':
    case 'block':
      return { kind, major, minor };
  }
}

/** link(2): a second name for a file; directories have one. */
function link(kernel: Kernel, task: Task, existing: string, path: string): void {
  const target = resolve(kernel, task, existing, { follow: false });
  const last = freeName(kernel, task, path, false);
  demand(target.mount === last.parent.mount, 'EXDEV');
  demandMayCreate(task, last.parent);
  const inode = inodeOf(target.entry);
  demand(!isDirectory(inode), 'EPERM');
  demand(inode.links > 0, 'ENOENT');
  fileSystem.link(kernel, target.entry, last.parent.entry, last.name);
}

/** unlink(2). */
function unlink(kernel: Kernel, task: Task, path: string): void {
  const last = resolveParent(kernel, task, path);
  demand(last.kind === 'plain', 'EISDIR');
  demandWritable(last.parent);
  const victim = fileSystem.lookUp(kernel, last.parent.entry, last.name) ?? fail('ENOENT');
  const isFolder = isDirectory(inodeOf(victim));
  if (last.hasTrailingSlash) fail(isFolder ? 'EISDIR' : 'ENOTDIR');
  demandMayRemove(task, last.parent.entry, victim, false);
  demand(!isMountpoint(task, victim), 'EBUSY');
  fileSystem.remove(kernel, victim);
  dropMountsOn(task, victim);
}

/** rmdir(2). */
function rmdir(kernel: Kernel, task: Task, path: string): void {
  const last = resolveParent(kernel, task, path);
  const errors: Record<LastName['kind'], Errno | null> = { plain: null, dot: 'EINVAL', 'dot-dot': 'ENOTEMPTY', root: 'EBUSY' };
  const error = errors[last.kind];
  if (error !== null) fail(error);
  demandWritable(last.parent);
  const victim = fileSystem.lookUp(kernel, last.parent.entry, last.name) ?? fail('ENOENT');
  demandMayRemove(task, last.parent.entry, victim, true);
  demand(!isMountpoint(task, victim), 'EBUSY');
  demand(isCgroupFolder(victim) || fileSystem.list(victim).length === 0, 'ENOTEMPTY');
  fileSystem.remove(kernel, victim);
  dropMountsOn(task, victim);
}

/** rename(2). */
function rename(kernel: Kernel, task: Task, from: string, to: string): void {
  const source = resolveParent(kernel, task, from);
  const target = resolveParent(kernel, task, to);
  demand(source.parent.mount === target.parent.mount, 'EXDEV');
  demand(source.kind === 'plain' && target.kind === 'plain', 'EBUSY');
  demandWritable(source.parent);
  const moved = fileSystem.lookUp(kernel, source.parent.entry, source.name) ?? fail('ENOENT');
  const replaced = fileSystem.lookUp(kernel, target.parent.entry, target.name);
  const isFolder = isDirectory(inodeOf(moved));
  demand(isFolder || !(source.hasTrailingSlash || target.hasTrailingSlash), 'ENOTDIR');
  demand(!isBelow(target.parent.entry, moved), 'EINVAL');
  demand(replaced === null || replaced === moved || !isBelow(source.parent.entry, replaced), 'ENOTEMPTY');
  if (replaced !== null && inodeOf(replaced) === inodeOf(moved)) return;
  demandMayRemove(task, source.parent.entry, moved, isFolder);
  if (replaced === null) demandMayCreate(task, target.parent);
  else demandMayRemove(task, target.parent.entry, replaced, isFolder);
  // Its `..` changes, which is a write to the directory itself.
  if (isFolder && source.parent.entry !== target.parent.entry) demandAccess(task, inodeOf(moved), WRITE);
  demand(!isMountpoint(task, moved) && (replaced === null || !isMountpoint(task, replaced)), 'EBUSY');
  demand(moved.layers === null || !isHeldByLowers(moved), 'EXDEV');
  if (replaced !== null && isFolder) demand(fileSystem.list(replaced).length === 0, 'ENOTEMPTY');
  fileSystem.rename(kernel, moved, target.parent.entry, target.name);
  if (replaced !== null) dropMountsOn(task, replaced);
}

/** The last name of a path under which nothing is yet, with the errors of creating calls in the order of the kernel. */
function freeName(kernel: Kernel, task: Task, path: string, forFolder: boolean): LastName {
  const last = resolveParent(kernel, task, path);
  demand(last.kind === 'plain', 'EEXIST');
  demand(lookUpLast(kernel, last) === null, 'EEXIST');
  demand(forFolder || !last.hasTrailingSlash, 'ENOENT');
  demandWritable(last.parent);
  return last;
}

/** Makes the file that a name is to have, owned by the process; a set-group-ID directory hands its group down. */
export function createAt(kernel: Kernel, task: Task, last: LastName, content: InodeContent, mode: number): Entry {
  const directory = last.parent.entry;
  demandMayCreate(task, last.parent);
  const parent = inodeOf(directory);
  const inherits = (parent.mode & SET_GROUP_ID) !== 0;
  const ownership: Ownership = {
    mode: inherits && content.kind === 'directory' ? mode | SET_GROUP_ID : mode,
    uid: task.credentials.fileUid,
    gid: inherits ? parent.gid : task.credentials.fileGid,
  };
  return fileSystem.create(kernel, task, directory, last.name, content, ownership);
}

function demandMayCreate(task: Task, parent: Location): void {
  demand(!parent.entry.isRemoved, 'ENOENT');
  const { owner } = parent.mount.superblock;
  const known = toInside(owner.uidMap, task.credentials.fileUid) !== null && toInside(owner.gidMap, task.credentials.fileGid) !== null;
  demand(known, 'EOVERFLOW');
  demandAccess(task, inodeOf(parent.entry), WRITE | EXECUTE);
}

/** may_delete of the kernel: rights on the directory, the sticky bit, and the right kind of victim. */
function demandMayRemove(task: Task, directory: Entry, victim: Entry, asFolder: boolean): void {
  const parent: Inode = inodeOf(directory);
  const inode = inodeOf(victim);
  demandAccess(task, parent, WRITE | EXECUTE);
  demand(!isHeldBySticky(task, parent, inode), 'EPERM');
  if (asFolder) demand(isDirectory(inode), 'ENOTDIR');
  else demand(!isDirectory(inode), 'EISDIR');
  demand(!directory.isRemoved, 'ENOENT');
}

function isCgroupFolder(entry: Entry): boolean {
  return entry.superblock.fileSystem.type === 'cgroup2';
}

/** Whether something is mounted on an entry in the process's own mount namespace. */
function isMountpoint(task: Task, entry: Entry): boolean {
  return mountsOn(task.namespaces.mnt.root, entry).length > 0;
}

function mountsOn(mount: Location['mount'], entry: Entry): Location['mount'][] {
  const here = mount.children.get(entry);
  return [...(here === undefined ? [] : [here]), ...[...mount.children.values()].flatMap((child) => mountsOn(child, entry))];
}

/** A name that another namespace has mounted something on may go: the mounts go with it (since Linux 3.18). */
function dropMountsOn(task: Task, entry: Entry): void {
  for (const child of mountsOn(task.namespaces.mnt.root, entry)) child.parent?.children.delete(entry);
}

/** System calls on names in directories. */
export const directoryCalls = { mkdir, symlink, mknod, link, unlink, rmdir, rename };
