import { demand } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { UserNamespace } from '../namespaces/namespace.ts';
import type { Entry } from './entry.ts';
import type { Inode, InodeContent } from './inode.ts';
import type { FileSystemKind, Superblock } from './superblock.ts';

/** Who owns a new file, and its permission bits. */
export interface Ownership {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A new file system with an empty root directory. */
export function newSuperblock(
  kernel: Kernel,
  fileSystem: FileSystemKind,
  owner: UserNamespace,
  root: Ownership,
  sizeLimit: number | null = null,
): Superblock {
  const superblock = { device: kernel.nextDevice++, fileSystem, owner, nextInode: 1, isReadOnly: false, sizeLimit, usedBytes: 0 } as
    { -readonly [Key in keyof Superblock]: Superblock[Key] };
  superblock.root = newEntry('', null, superblock, newInode(kernel, superblock, { kind: 'directory' }, root));
  return superblock;
}

/** A file without a name, with the next number of its file system. */
export function newInode(kernel: Kernel, superblock: Superblock, content: InodeContent, ownership: Ownership): Inode {
  return {
    number: superblock.nextInode++,
    superblock,
    content,
    mode: ownership.mode,
    uid: ownership.uid,
    gid: ownership.gid,
    links: content.kind === 'directory' ? 2 : 1,
    modifiedAt: kernel.now,
    attributes: new Map(),
  };
}

/** An entry that nobody finds yet. */
export function newEntry(name: string, parent: Entry | null, superblock: Superblock, inode: Inode): Entry {
  return { name, parent, superblock, inode, layers: null, children: new Map(), isRemoved: false };
}

/** Puts an inode under a name; a directory's `..` counts as a link of its parent. */
export function attach(kernel: Kernel, directory: Entry, name: string, inode: Inode): Entry {
  const entry = newEntry(name, directory, directory.superblock, inode);
  directory.children.set(name, entry);
  // A second name takes no room.
  if (inode.content.kind === 'regular' && inode.links === 1) inode.superblock.usedBytes += inode.content.bytes.length;
  touch(kernel, directory);
  if (inode.content.kind === 'directory' && directory.inode !== null) directory.inode.links++;
  return entry;
}

/** Takes a name away. Open handles keep the inode. */
export function detach(kernel: Kernel, entry: Entry): void {
  const { parent, inode } = entry;
  parent?.children.delete(entry.name);
  entry.isRemoved = true;
  if (inode === null) return;
  const isFolder = inode.content.kind === 'directory';
  inode.links -= isFolder ? 2 : 1;
  if (inode.content.kind === 'regular' && inode.links === 0) inode.superblock.usedBytes -= inode.content.bytes.length;
  if (parent === null) return;
  touch(kernel, parent);
  if (isFolder && parent.inode !== null) parent.inode.links--;
}

/** Moves an entry, which stays the same one: working directories and handles go with it. */
export function move(kernel: Kernel, entry: Entry, directory: Entry, name: string): void {
  const replaced = directory.children.get(name);
  if (replaced !== undefined) detach(kernel, replaced);
  const isFolder = entry.inode?.content.kind === 'directory';
  entry.parent?.children.delete(entry.name);
  if (isFolder && entry.parent?.inode) entry.parent.inode.links--;
  entry.name = name;
  entry.parent = directory;
  directory.children.set(name, entry);
  if (isFolder && directory.inode !== null) directory.inode.links++;
  touch(kernel, directory);
}

function touch(kernel: Kernel, directory: Entry): void {
  if (directory.inode !== null) directory.inode.modifiedAt = kernel.now;
}

/** Gives a file other bytes. ENOSPC where its file system has no room for more of them. */
export function setBytes(kernel: Kernel, inode: Inode, bytes: Uint8Array): void {
  const { content, superblock } = inode;
  if (content.kind !== 'regular') return;
  const more = bytes.length - content.bytes.length;
  demand(more <= 0 || superblock.sizeLimit === null || superblock.usedBytes + more <= superblock.sizeLimit, 'ENOSPC');
  content.bytes = bytes;
  inode.modifiedAt = kernel.now;
  // What has no name any more goes with its last handle.
  if (inode.links > 0) superblock.usedBytes += more;
}
