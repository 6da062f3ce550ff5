import { isCapable } from '../credentials/credentials.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { demandAccess, EXECUTE } from './access.ts';
import { inodeOf } from './entry.ts';
import { isDirectory } from './inode.ts';
import type { Location } from './mount.ts';
import { descriptorOf } from './open-file.ts';
import { pathOf } from './place-path.ts';
import { resolve } from './resolve.ts';

/** chdir(2). */
function chdir(kernel: Kernel, task: Task, path: string): void {
  task.fileSystem.workingDirectory = folder(kernel, task, path);
}

/** fchdir(2): to an open directory, wherever it lies: also outside of the process's root. */
function fchdir(_: Kernel, task: Task, descriptor: number): void {
  const { location } = descriptorOf(task, descriptor).file;
  if (location === null || !isDirectory(inodeOf(location.entry))) fail('ENOTDIR');
  demandAccess(task, inodeOf(location.entry), EXECUTE);
  task.fileSystem.workingDirectory = location;
}

/**
 * chroot(2): changes the process's root and nothing else. The working directory stays, and so do open handles, which is
 * why a process that may call it again gets out.
 */
function chroot(kernel: Kernel, task: Task, path: string): void {
  const place = folder(kernel, task, path);
  demand(isCapable(task.credentials, task.credentials.userNamespace, 'SYS_CHROOT'), 'EPERM');
  task.fileSystem.root = place;
}

function folder(kernel: Kernel, task: Task, path: string): Location {
  const place = resolve(kernel, task, path);
  demand(isDirectory(inodeOf(place.entry)), 'ENOTDIR');
  demandAccess(task, inodeOf(place.entry), EXECUTE);
  return place;
}

/** getcwd(2): begins with "(unreachable)" where the directory lies outside of the root. */
function getcwd(_: Kernel, task: Task): string {
  const { workingDirectory } = task.fileSystem;
  demand(!workingDirectory.entry.isRemoved, 'ENOENT');
  return pathOf(task, workingDirectory);
}

/** umask(2): returns the one before. */
function umask(_: Kernel, task: Task, mask: number): number {
  const before = task.fileSystem.umask;
  task.fileSystem.umask = mask & 0o777;
  return before;
}

/** System calls on where a process stands. */
export const placeCalls = { chdir, fchdir, chroot, getcwd, umask };
