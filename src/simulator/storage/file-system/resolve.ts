import { type Entry, entriesOf } from './directory.ts';
import { FileSystemError } from './file-system-error.ts';
import { type Inode, type InodeType, readInode } from './inode.ts';
import { ROOT_INODE } from './layout.ts';
import type { Transaction } from './transaction.ts';

/** A name in a directory, whether or not it is there. */
export interface Place {
  readonly directory: Inode;
  readonly name: string;
  readonly entry: Entry | null;
}

/**
 * The inode that a path, or these first parts of it, leads to from the root; "/" and "" are the root itself. Throws where
 * the path leads nowhere.
 */
export function resolve(transaction: Transaction, path: string, parts: readonly string[] = partsOf(path)): Inode {
  return parts.reduce((directory, name) => {
    const entry = find(transaction, expectDirectory(directory, path), name);
    if (entry === null) throw notFound(path);
    return inodeOf(transaction, entry, path);
  }, root(transaction));
}

/** The place that a path names, in a directory that is there. */
export function placeOf(transaction: Transaction, path: string): Place {
  const parts = partsOf(path);
  const name = parts.pop();
  if (name === undefined) throw new FileSystemError('is-a-directory', 'The root directory cannot be replaced, renamed or removed.');
  const directory = expectDirectory(resolve(transaction, path, parts), path);
  return { directory, name, entry: find(transaction, directory, name) };
}

/** The inode that an entry names. Throws `damaged` where it is free; `path` is for the message. */
export function inodeOf(transaction: Transaction, { inode: number }: Entry, path: string): Inode {
  const inode = readInode(transaction, number);
  if (inode !== null) return inode;
  throw new FileSystemError('damaged', `${path} names inode ${number}, which is free: check the disk, and roll back.`);
}

/** The same inode where it is of this type. */
export function expectType(inode: Inode, type: InodeType, path: string): Inode {
  if (inode.type === type) return inode;
  if (type === 'file') throw new FileSystemError('is-a-directory', `${path} is a directory and not a file.`);
  throw new FileSystemError('not-a-directory', `${path} is a file and not a directory.`);
}

/** ENOENT: nothing has this path. */
export function notFound(path: string): FileSystemError {
  return new FileSystemError('not-found', `There is no ${path}.`);
}

function expectDirectory(inode: Inode, path: string): Inode {
  if (inode.type === 'directory') return inode;
  throw new FileSystemError('not-a-directory', `${path} leads through a file as if it were a directory.`);
}

function root(transaction: Transaction): Inode {
  const inode = readInode(transaction, ROOT_INODE);
  if (inode?.type === 'directory') return inode;
  throw new FileSystemError('damaged', 'The root directory is overwritten: roll back.');
}

function find(transaction: Transaction, directory: Inode, name: string): Entry | null {
  return entriesOf(transaction, directory).find((entry) => entry.name === name) ?? null;
}

function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '');
}
