import { fail } from '../errno.ts';
import { createCgroupFolder, removeCgroupFolder } from '../cgroup/folder.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { listCgroup, lookUpCgroup } from './cgroup-files.ts';
import { type Entry, inodeOf } from './entry.ts';
import type { Inode, InodeContent } from './inode.ts';
import { createInOverlay, copyUp, linkInOverlay, listOverlay, lookUpOverlay, moveInOverlay, removeFromOverlay } from './overlay.ts';
import { listProc, lookUpProc } from './proc.ts';
import { attach, detach, move, newInode, type Ownership } from './tmpfs.ts';

/** The child of a directory by name; null where there is none. Mounts are not looked at. */
export function lookUp(kernel: Kernel, directory: Entry, name: string): Entry | null {
  if (directory.isRemoved) return null;
  switch (directory.superblock.fileSystem.type) {
    case 'tmpfs':
    case 'ext4':
    case 'nsfs':
      return directory.children.get(name) ?? null;
    case 'overlay':
      return lookUpOverlay(directory, name);
    case 'proc':
      return lookUpProc(kernel, directory, name);
    case 'cgroup2':
      return lookUpCgroup(kernel, directory, name);
  }
}

/** The names in a directory, in alphabetical order. */
export function list(directory: Entry): readonly string[] {
  if (directory.isRemoved) return [];
  switch (directory.superblock.fileSystem.type) {
    case 'tmpfs':
    case 'ext4':
    case 'nsfs':
      return [...directory.children.keys()].sort();
    case 'overlay':
      return listOverlay(directory);
    case 'proc':
      return listProc(directory);
    case 'cgroup2':
      return listCgroup(directory);
  }
}

/** A new file, folder, link or device under a name that is free. Rights have been checked. */
export function create(kernel: Kernel, task: Task, directory: Entry, name: string, content: InodeContent, ownership: Ownership): Entry {
  const { fileSystem } = directory.superblock;
  switch (fileSystem.type) {
    case 'tmpfs':
    case 'ext4':
      return attach(kernel, directory, name, newInode(kernel, directory.superblock, content, ownership));
    case 'overlay':
      return createInOverlay(kernel, directory, name, content, ownership);
    case 'proc':
      return fail('ENOENT');
    case 'nsfs':
      return fail('EPERM');
    case 'cgroup2':
      if (content.kind !== 'directory') fail(content.kind === 'regular' ? 'EACCES' : 'EPERM');
      createCgroupFolder(task, directory, name);
      return lookUpCgroup(kernel, directory, name) ?? fail('ENOENT');
  }
}

/** A second name for a file. */
export function link(kernel: Kernel, target: Entry, directory: Entry, name: string): void {
  switch (directory.superblock.fileSystem.type) {
    case 'tmpfs':
    case 'ext4': {
      const inode = inodeOf(target);
      inode.links++;
      attach(kernel, directory, name, inode);
      return;
    }
    case 'overlay':
      linkInOverlay(kernel, target, directory, name);
      return;
    case 'proc':
    case 'nsfs':
    case 'cgroup2':
      fail('EPERM');
  }
}

/** Takes a file's or an empty folder's name away. */
export function remove(kernel: Kernel, entry: Entry): void {
  switch (entry.superblock.fileSystem.type) {
    case 'tmpfs':
    case 'ext4':
      detach(kernel, entry);
      return;
    case 'overlay':
      removeFromOverlay(kernel, entry);
      return;
    case 'cgroup2':
      removeCgroupFolder(kernel, entry);
      return;
    case 'proc':
    case 'nsfs':
      fail('EPERM');
  }
}

/** Gives a file or folder another name, in the place of what is there. Rights have been checked. */
export function rename(kernel: Kernel, entry: Entry, directory: Entry, name: string): void {
  switch (entry.superblock.fileSystem.type) {
    case 'tmpfs':
    case 'ext4':
      move(kernel, entry, directory, name);
      return;
    case 'overlay':
      moveInOverlay(kernel, entry, directory, name);
      return;
    case 'proc':
    case 'nsfs':
    case 'cgroup2':
      fail('EPERM');
  }
}

/** The inode to change; in an overlay its copy in the upper layer. */
export function writableInode(kernel: Kernel, entry: Entry): Inode {
  if (entry.layers !== null) copyUp(kernel, entry);
  return inodeOf(entry);
}
