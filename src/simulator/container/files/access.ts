import type { Capability } from '../credentials/capability.ts';
import { type Credentials, isCapable } from '../credentials/credentials.ts';
import { mapsOwners } from '../credentials/id-map.ts';
import { demand } from '../errno.ts';
import type { Task } from '../process/task.ts';
import { type Inode, isDirectory } from './inode.ts';
import type { Location } from './mount.ts';

/** Bits of one triple of a mode (inode(7), "The file type and mode"): to read a file, or to list a directory. */
export const READ = 4;
/** To change a file, or to add and remove names of a directory. */
export const WRITE = 2;
/** To run a file, or to pass through a directory. */
export const EXECUTE = 1;

const STICKY = 0o1000;

/** Whether a capability counts for this file: its owners must be known in the process's user namespace. */
export function isCapableOver(credentials: Credentials, inode: Inode, capability: Capability): boolean {
  return isCapable(credentials, credentials.userNamespace, capability) && mapsOwners(credentials.userNamespace, inode);
}

/** The permission check of path_resolution(7), with CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH. */
export function mayAccess(credentials: Credentials, inode: Inode, wanted: number): boolean {
  if ((wanted & ~tripleFor(credentials, inode)) === 0) return true;
  const isFolder = isDirectory(inode);
  if (isFolder ? (wanted & WRITE) === 0 : wanted === READ) {
    if (isCapableOver(credentials, inode, 'DAC_READ_SEARCH')) return true;
  }
  // Root may execute a file only if somebody may.
  if (!isFolder && (wanted & EXECUTE) !== 0 && (inode.mode & 0o111) === 0) return false;
  return isCapableOver(credentials, inode, 'DAC_OVERRIDE');
}

function tripleFor(credentials: Credentials, inode: Inode): number {
  if (credentials.fileUid === inode.uid) return (inode.mode >> 6) & 7;
  const isMember = credentials.fileGid === inode.gid || credentials.groups.includes(inode.gid);
  return (isMember ? inode.mode >> 3 : inode.mode) & 7;
}

/** Fails with EACCES where the process may not do this to the file. */
export function demandAccess(task: Task, inode: Inode, wanted: number): void {
  demand(mayAccess(task.credentials, inode, wanted), 'EACCES');
}

/** Fails with EROFS where this place cannot be written to, whoever asks. */
export function demandWritable(place: Location): void {
  demand(!place.mount.flags.readOnly && !place.mount.superblock.isReadOnly, 'EROFS');
}

/** Whether the owner's rights are the process's: it owns the file or has CAP_FOWNER. */
export function ownsOrMay(task: Task, inode: Inode): boolean {
  return task.credentials.fileUid === inode.uid || isCapableOver(task.credentials, inode, 'FOWNER');
}

/** Whether the sticky bit of the directory keeps the process from removing this file. */
export function isHeldBySticky(task: Task, directory: Inode, victim: Inode): boolean {
  if ((directory.mode & STICKY) === 0) return false;
  const { fileUid } = task.credentials;
  return victim.uid !== fileUid && directory.uid !== fileUid && !isCapableOver(task.credentials, victim, 'FOWNER');
}
