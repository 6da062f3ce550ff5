import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { countFreeBlocks, freeBlocks } from './bitmap.ts';
import { blocksOfInode } from './block-map.ts';
import { appendContent, overwriteContent, readContent } from './content.ts';
import { addEntry, entriesOf, expectName, removeEntry } from './directory.ts';
import { FileSystemError } from './file-system-error.ts';
import { findFreeInode, freeInode, type Inode, type InodeType, newInode, writeInode } from './inode.ts';
import { decodeSuperblock, type Layout } from './layout.ts';
import { expectType, inodeOf, notFound, type Place, placeOf, resolve } from './resolve.ts';
import { replayJournal, Transaction } from './transaction.ts';

/** What is known of a file or directory without reading it. */
export interface FileStat {
  readonly type: InodeType;
  /** Bytes of a file's content; of a directory's entries. */
  readonly size: number;
  /** Goes up with every change: two stats with the same version are of the same content. */
  readonly version: number;
  /** Of the content: where it differs, so does the content. */
  readonly checksum: number;
}

/** A name in a directory, with what it stands for. */
export interface DirectoryEntry extends FileStat {
  readonly name: string;
}

/** Bytes are changed in place in portions, so that each fits into the journal. */
const PORTION_BYTES = 16 * DEVICE_BLOCK_BYTES;

/** Mounts what `format` made; finishes what a crash broke off. Throws where there is no file system. */
export function mount(device: BlockDevice): FileSystem {
  const layout = decodeSuperblock(device.readBlock(0), device.blockCount);
  replayJournal(device, layout);
  return new FileSystem(device, layout);
}

/**
 * Files and directories on a block device, all of them on its blocks: what is mounted may be thrown away and mounted
 * anew at any time. Nothing is held back in memory, so a call that has returned is on the disk, and after a crash each
 * call has happened wholly or not at all (`writeAt` portion by portion). Paths begin at the root, with or without "/".
 * Every call throws a `FileSystemError` where it cannot be done, and has then changed nothing.
 */
export class FileSystem {
  readonly #device: BlockDevice;
  readonly #layout: Layout;

  constructor(device: BlockDevice, layout: Layout) {
    this.#device = device;
    this.#layout = layout;
  }

  get totalBytes(): number {
    return (this.#layout.blockCount - this.#layout.dataStart) * DEVICE_BLOCK_BYTES;
  }

  get freeBytes(): number {
    return countFreeBlocks(this.#begin()) * DEVICE_BLOCK_BYTES;
  }

  stat(path: string): FileStat {
    return statOf(resolve(this.#begin(), path));
  }

  exists(path: string): boolean {
    try {
      this.stat(path);
      return true;
    } catch (error) {
      if (error instanceof FileSystemError && (error.code === 'not-found' || error.code === 'not-a-directory')) return false;
      throw error;
    }
  }

  /** What is in a directory, by name. */
  list(path: string): readonly DirectoryEntry[] {
    const transaction = this.#begin();
    const directory = expectType(resolve(transaction, path), 'directory', path);
    return entriesOf(transaction, directory)
      .map((entry) => ({ name: entry.name, ...statOf(inodeOf(transaction, entry, `${path}/${entry.name}`)) }))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  readFile(path: string): Uint8Array {
    const transaction = this.#begin();
    return readContent(transaction, expectType(resolve(transaction, path), 'file', path));
  }

  /** At most so many bytes from `offset` on; fewer at the end of the file. */
  readAt(path: string, offset: number, length: number): Uint8Array {
    const transaction = this.#begin();
    return readContent(transaction, expectType(resolve(transaction, path), 'file', path), offset, length);
  }

  /** Makes the file, or replaces its content. */
  writeFile(path: string, bytes: Uint8Array): void {
    const transaction = this.#begin();
    const { inode, old } = this.#fileAt(transaction, path);
    const former = old === null ? [] : blocksOf(transaction, old);
    appendContent(transaction, inode, bytes);
    freeBlocks(transaction, former);
    transaction.commit();
  }

  /** Adds bytes at the end of the file, which is made where it is not there. */
  append(path: string, bytes: Uint8Array): void {
    const transaction = this.#begin();
    const { inode, old } = this.#fileAt(transaction, path);
    appendContent(transaction, old ?? inode, bytes);
    transaction.commit();
  }

  /** Makes or replaces a file of so many zeros, to be written in place with `writeAt`. */
  allocate(path: string, bytes: number): void {
    this.writeFile(path, new Uint8Array(bytes));
  }

  /** Changes bytes within the file; it does not grow. Each 64 KiB happen wholly or not at all. */
  writeAt(path: string, offset: number, bytes: Uint8Array): void {
    const { size } = this.stat(path);
    if (!Number.isInteger(offset) || offset < 0 || offset + bytes.length > size) {
      throw new FileSystemError('out-of-range', `${path} has ${size} bytes, so ${bytes.length} cannot be written at ${offset}: append instead.`);
    }
    for (let done = 0; done < bytes.length; done += PORTION_BYTES) {
      const transaction = this.#begin();
      const inode = expectType(resolve(transaction, path), 'file', path);
      overwriteContent(transaction, inode, offset + done, bytes.subarray(done, done + PORTION_BYTES));
      transaction.commit();
    }
  }

  makeDirectory(path: string): void {
    const transaction = this.#begin();
    const { directory, name, entry } = placeOf(transaction, path);
    if (entry !== null) throw new FileSystemError('exists', `${path} is there already.`);
    this.#create(transaction, { directory, name, entry }, 'directory');
    transaction.commit();
  }

  /** Removes a file or an empty directory. */
  remove(path: string): void {
    const transaction = this.#begin();
    const { directory, entry } = placeOf(transaction, path);
    if (entry === null) throw notFound(path);
    const inode = inodeOf(transaction, entry, path);
    expectEmpty(transaction, inode, path);
    removeEntry(transaction, directory, entry);
    freeBlocks(transaction, blocksOf(transaction, inode));
    freeInode(transaction, inode.number);
    transaction.commit();
  }

  /** Removes a file, or a directory with all that is in it, one after the other. */
  removeAll(path: string): void {
    if (this.stat(path).type === 'directory') for (const { name } of this.list(path)) this.removeAll(`${path}/${name}`);
    this.remove(path);
  }

  /** Gives a file or directory another path. A file that is there already is replaced. */
  rename(from: string, to: string): void {
    const transaction = this.#begin();
    const source = placeOf(transaction, from);
    if (source.entry === null) throw notFound(from);
    const moved = inodeOf(transaction, source.entry, from);
    if (moved.type === 'directory' && isWithin(to, from)) {
      throw new FileSystemError('bad-name', `${from} cannot be moved into itself.`);
    }
    const target = placeOf(transaction, to);
    expectName(target.name);
    if (target.entry?.inode === moved.number) return;
    if (target.entry !== null) this.#discard(transaction, inodeOf(transaction, target.entry, to), moved, to);
    removeEntry(transaction, source.directory, source.entry);
    // Both may be the same directory, which has just been changed.
    const directory = resolve(transaction, parentOf(to));
    if (target.entry !== null) removeEntry(transaction, directory, target.entry);
    addEntry(transaction, directory, target.name, moved.number);
    transaction.commit();
  }

  /** What a rename replaces must be of the same kind, and empty. */
  #discard(transaction: Transaction, old: Inode, moved: Inode, path: string): void {
    expectType(old, moved.type, path);
    expectEmpty(transaction, old, path);
    freeBlocks(transaction, blocksOf(transaction, old));
    freeInode(transaction, old.number);
  }

  /** An empty inode for a file's new content, in a directory where it was not there, and what was there before. */
  #fileAt(transaction: Transaction, path: string): { inode: Inode; old: Inode | null } {
    const place = placeOf(transaction, path);
    if (place.entry === null) return { inode: this.#create(transaction, place, 'file'), old: null };
    const old = expectType(inodeOf(transaction, place.entry, path), 'file', path);
    return { inode: { ...newInode(old.number, 'file'), version: old.version }, old };
  }

  #create(transaction: Transaction, { directory, name }: Place, type: InodeType): Inode {
    expectName(name);
    const inode = newInode(findFreeInode(transaction), type);
    writeInode(transaction, inode);
    addEntry(transaction, directory, name, inode.number);
    return inode;
  }

  #begin(): Transaction {
    return new Transaction(this.#device, this.#layout);
  }
}

function statOf({ type, size, version, checksum }: Inode): FileStat {
  return { type, size, version, checksum };
}

function blocksOf(transaction: Transaction, inode: Inode): number[] {
  const { content, indirect } = blocksOfInode(transaction, inode);
  return [...content, ...indirect];
}

function expectEmpty(transaction: Transaction, inode: Inode, path: string): void {
  if (inode.type === 'file' || entriesOf(transaction, inode).length === 0) return;
  throw new FileSystemError('not-empty', `${path} is not empty: remove what is in it first.`);
}

function isWithin(path: string, directory: string): boolean {
  const clean = (text: string): string => `/${text.split('/').filter((part) => part !== '').join('/')}/`;
  return clean(path) !== clean(directory) && clean(path).startsWith(clean(directory));
}

function parentOf(path: string): string {
  return path.split('/').filter((part) => part !== '').slice(0, -1).join('/');
}
