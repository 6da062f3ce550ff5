import { fail } from '../errno.ts';
import { closeSocket } from '../network/close-socket.ts';
import type { Socket } from '../network/socket.ts';
import type { Task } from '../process/task.ts';
import { inodeOf } from './entry.ts';
import type { Inode } from './inode.ts';
import type { Location } from './mount.ts';

/** The flags of open(2) that this kernel knows. */
export type OpenFlag = 'read' | 'write' | 'create' | 'exclusive' | 'truncate' | 'append' | 'directory' | 'nofollow' | 'path' | 'cloexec' | 'direct' | 'sync';

/** An open file description: what survives chroot, fork, rename and the removal of the name. */
export interface OpenFile {
  /** Where it was opened; null for what has no name. */
  readonly location: Location | null;
  readonly inode: Inode | null;
  readonly socket: Socket | null;
  readonly flags: ReadonlySet<OpenFlag>;
  offset: number;
  /** How many descriptors name it, over all processes. */
  references: number;
}

/** A number of a process for an open file. */
export interface Descriptor {
  readonly file: OpenFile;
  closeOnExec: boolean;
}

/** Descriptors by number; shared by processes that were cloned with CLONE_FILES. */
export interface FileTable {
  readonly descriptors: Map<number, Descriptor>;
  /** How many living processes have it. */
  sharedBy: number;
}

/** The soft limit that a process has on Linux. */
const MAX_DESCRIPTORS = 1024;

/** The descriptor of this number; EBADF where there is none. */
export function descriptorOf(task: Task, descriptor: number): Descriptor {
  return task.files.descriptors.get(descriptor) ?? fail('EBADF');
}

/** What a handle reads and writes now: in an overlay it follows its file when that is copied up (since Linux 4.19). */
export function openedInode(file: OpenFile): Inode | null {
  const { location } = file;
  return location === null || location.entry.layers === null ? file.inode : inodeOf(location.entry);
}

/** Gives an open file the lowest free number. */
export function install(task: Task, file: OpenFile, closeOnExec: boolean, lowest = 0): number {
  const { descriptors } = task.files;
  for (let number = lowest; number < MAX_DESCRIPTORS; number++) {
    if (descriptors.has(number)) continue;
    descriptors.set(number, { file, closeOnExec });
    file.references++;
    return number;
  }
  return fail('EMFILE');
}

/** An open file description that no descriptor names yet; its end of a pipe counts from now on. */
export function newOpenFile(parts: Partial<Pick<OpenFile, 'location' | 'inode' | 'socket'>>, flags: Iterable<OpenFlag>): OpenFile {
  const file: OpenFile = { location: null, inode: null, socket: null, ...parts, flags: new Set(flags), offset: 0, references: 0 };
  const content = file.inode?.content;
  if (content?.kind === 'fifo' && content.pipe !== null && !file.flags.has('path')) {
    if (file.flags.has('read')) content.pipe.readers++;
    if (file.flags.has('write')) content.pipe.writers++;
  }
  return file;
}

/** Takes a number away; the last one closes the file. */
export function closeDescriptor(task: Task, number: number): void {
  const { file } = descriptorOf(task, number);
  task.files.descriptors.delete(number);
  if (--file.references <= 0) releaseFile(file);
}

/** The end of an open file: its end of a pipe or connection closes. */
export function releaseFile(file: OpenFile): void {
  const content = file.inode?.content;
  if (content?.kind === 'fifo' && content.pipe !== null && !file.flags.has('path')) {
    if (file.flags.has('read')) content.pipe.readers--;
    if (file.flags.has('write')) content.pipe.writers--;
  }
  if (file.socket !== null) closeSocket(file.socket);
}

/** A table of its own with the same open files, as fork makes it. */
export function copyTable(table: FileTable): FileTable {
  for (const { file } of table.descriptors.values()) file.references++;
  return { descriptors: new Map([...table.descriptors].map(([number, descriptor]) => [number, { ...descriptor }])), sharedBy: 1 };
}

/** The table that an execve goes on with, which nobody shares. */
export function unsharedTable(table: FileTable): FileTable {
  if (table.sharedBy === 1) return table;
  table.sharedBy--;
  return copyTable(table);
}

/** A process gives up its table; the last one closes what is open. */
export function releaseTable(task: Task): void {
  if (--task.files.sharedBy > 0) return;
  for (const number of [...task.files.descriptors.keys()]) closeDescriptor(task, number);
}
