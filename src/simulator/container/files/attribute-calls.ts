import type { Nanoseconds } from '../../kernel/time.ts';
import { shownGid, shownUid, toOutside } from '../credentials/id-map.ts';
import { DISK_BYTES } from '../disk/block-device.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { demandAccess, demandWritable, EXECUTE, isCapableOver, mayAccess, ownsOrMay, READ, WRITE } from './access.ts';
import { inodeOf, isMerged } from './entry.ts';
import { list, writableInode } from './file-system.ts';
import { type InodeContent, isDirectory } from './inode.ts';
import { textOf } from './magic-link.ts';
import type { Location } from './mount.ts';
import { resolve } from './resolve.ts';

/** A directory takes a block, as on ext4. */
const DIRECTORY_BYTES = 4096;

/** What inode(7) knows as file types. */
export type FileKind = 'regular' | 'directory' | 'symlink' | 'character' | 'block' | 'fifo' | 'socket';

/** What stat(2) tells; owners as the caller's user namespace shows them. */
export interface FileStatus {
  readonly device: number;
  readonly number: number;
  readonly kind: FileKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: number;
  readonly size: number;
  readonly major: number;
  readonly minor: number;
  /** Simulated time of the last change of what it holds. */
  readonly modifiedAt: Nanoseconds;
}

/** stat(2). */
function stat(kernel: Kernel, task: Task, path: string): FileStatus {
  return statusOf(task, resolve(kernel, task, path));
}

/** lstat(2): of a symbolic link itself. */
function lstat(kernel: Kernel, task: Task, path: string): FileStatus {
  return statusOf(task, resolve(kernel, task, path, { follow: false }));
}

function statusOf(task: Task, place: Location): FileStatus {
  const inode = inodeOf(place.entry);
  const { content } = inode;
  const { userNamespace } = task.credentials;
  const isDevice = content.kind === 'character' || content.kind === 'block';
  return {
    device: place.entry.superblock.device,
    number: place.entry.layers?.number ?? inode.number,
    kind: shownKind(content),
    mode: inode.mode,
    uid: shownUid(userNamespace, inode.uid),
    gid: shownGid(userNamespace, inode.gid),
    // The links of merged directories are not counted (fs/overlayfs/inode.c, ovl_getattr).
    links: isMerged(place.entry) ? 1 : inode.links,
    size: content.kind === 'directory' && content.shows === undefined ? DIRECTORY_BYTES : sizeOf(content),
    major: isDevice ? content.major : 0,
    minor: isDevice ? content.minor : 0,
    modifiedAt: inode.modifiedAt,
  };
}

function shownKind({ kind }: InodeContent): FileKind {
  switch (kind) {
    case 'synthetic':
    case 'namespace':
      return 'regular';
    case 'magic-link':
      return 'symlink';
    default:
      return kind;
  }
}

function sizeOf(content: InodeContent): number {
  if (content.kind === 'regular') return content.bytes.length;
  return content.kind === 'symlink' ? content.target.length : 0;
}

/** readlink(2). */
function readlink(kernel: Kernel, task: Task, path: string): string {
  const { content } = inodeOf(resolve(kernel, task, path, { follow: false }).entry);
  if (content.kind === 'symlink') return content.target;
  return content.kind === 'magic-link' ? textOf(task, content.link) : fail('EINVAL');
}

/** The names in a directory, in alphabetical order, without `.` and `..` (getdents(2)). */
function readdir(kernel: Kernel, task: Task, path: string): readonly string[] {
  const place = resolve(kernel, task, path);
  demand(isDirectory(inodeOf(place.entry)), 'ENOTDIR');
  demandAccess(task, inodeOf(place.entry), READ);
  return list(place.entry);
}

/** access(2): with the real ids, and the capabilities that these would have. */
function access(kernel: Kernel, task: Task, path: string, wanted: readonly ('read' | 'write' | 'execute')[]): void {
  const { inode, place } = target(kernel, task, path);
  const bits = wanted.reduce((sum, want) => sum | { read: READ, write: WRITE, execute: EXECUTE }[want], 0);
  const { credentials } = task;
  const real = { ...credentials, fileUid: credentials.uid, fileGid: credentials.gid };
  const isRoot = credentials.uid === (toOutside(credentials.userNamespace.uidMap, 0) ?? 0);
  demand(mayAccess({ ...real, effective: isRoot ? credentials.permitted : new Set() }, inode, bits), 'EACCES');
  if (wanted.includes('write') && inode.content.kind !== 'character') demandWritable(place);
}

function target(kernel: Kernel, task: Task, path: string): { place: Location; inode: ReturnType<typeof inodeOf> } {
  const place = resolve(kernel, task, path);
  return { place, inode: inodeOf(place.entry) };
}

/** chmod(2): for the owner, or with CAP_FOWNER. */
function chmod(kernel: Kernel, task: Task, path: string, mode: number): void {
  const { place, inode } = target(kernel, task, path);
  demandWritable(place);
  demand(ownsOrMay(task, inode), 'EPERM');
  const inGroup = task.credentials.fileGid === inode.gid || task.credentials.groups.includes(inode.gid);
  const keepsGroupBit = inGroup || isCapableOver(task.credentials, inode, 'FSETID');
  writableInode(kernel, place.entry).mode = mode & (keepsGroupBit ? 0o7777 : 0o5777);
}

/** chown(2) with ids of the caller's user namespace; -1 leaves one as it is. Needs CAP_CHOWN but for one's own groups. */
function chown(kernel: Kernel, task: Task, path: string, uid: number, gid: number): void {
  const { place, inode } = target(kernel, task, path);
  demandWritable(place);
  const { credentials } = task;
  const newUid = uid === -1 ? inode.uid : (toOutside(credentials.userNamespace.uidMap, uid) ?? fail('EINVAL'));
  const newGid = gid === -1 ? inode.gid : (toOutside(credentials.userNamespace.gidMap, gid) ?? fail('EINVAL'));
  const may = isCapableOver(credentials, inode, 'CHOWN');
  const isOwner = credentials.fileUid === inode.uid;
  demand(may || (isOwner && newUid === inode.uid), 'EPERM');
  demand(may || gid === -1 || newGid === credentials.fileGid || credentials.groups.includes(newGid), 'EPERM');
  const changed = writableInode(kernel, place.entry);
  changed.uid = newUid;
  changed.gid = newGid;
  // Set-user-ID programs must not change hands.
  if (!isDirectory(changed)) changed.mode &= (changed.mode & 0o010) === 0 ? 0o3777 : 0o1777;
}

/** What statfs(2) tells of a file system, in bytes; nothing but its type for one that the kernel makes up. */
export interface FileSystemStatus {
  readonly type: string;
  readonly bytes: number;
  readonly usedBytes: number;
}

/** statfs(2): of the file system in which a path lies. An overlay tells of the one that it writes to. */
function statfs(kernel: Kernel, task: Task, path: string): FileSystemStatus {
  const { superblock } = resolve(kernel, task, path).entry;
  const { fileSystem } = superblock;
  const shown = fileSystem.type === 'overlay' ? (fileSystem.upper ?? fileSystem.lowers[0])?.superblock : superblock;
  const { type } = fileSystem;
  if (shown === undefined || shown.fileSystem.type === 'proc' || shown.fileSystem.type === 'cgroup2' || shown.fileSystem.type === 'nsfs') return { type, bytes: 0, usedBytes: 0 };
  // Without a size of its own a tmpfs may have half of the memory (tmpfs(5)).
  const otherwise = shown.fileSystem.type === 'tmpfs' ? Math.floor(kernel.memoryBytes / 2) : DISK_BYTES;
  return { type, bytes: shown.sizeLimit ?? otherwise, usedBytes: shown.usedBytes };
}

/** System calls on what is known of a file. */
export const attributeCalls = { stat, lstat, statfs, readlink, readdir, access, chmod, chown };
