import { FileSystemError } from './file-system-error.ts';
import { hashBytes } from './hash.ts';
import { INODE_BYTES, inodeCount, INODES_PER_BLOCK, type Layout } from './layout.ts';
import type { Transaction } from './transaction.ts';

/** What an inode is of. */
export type InodeType = 'file' | 'directory';

/** What the disk knows of a file or directory but its name. */
export interface Inode {
  readonly number: number;
  readonly type: InodeType;
  /** Bytes. */
  size: number;
  /** Of the content, see content.ts. */
  checksum: number;
  /** Goes up by one with every change. */
  version: number;
  /** Block numbers of the first blocks of content, 0 where there is none, then the indirect and the double-indirect block. */
  readonly pointers: number[];
}

/** Blocks of content that an inode points to itself; what is beyond takes indirect blocks (as in Unix since Version 7). */
export const DIRECT_POINTERS = 22;
/** Places of the pointers that come after the direct ones. */
export const INDIRECT = 22;
/** The place, among an inode's block pointers, of the one to a block of pointers to blocks of pointers. */
export const DOUBLE_INDIRECT = 23;
const POINTERS = DIRECT_POINTERS + 2;

const TYPES: readonly (InodeType | null)[] = [null, 'file', 'directory'];
const SIZE_AT = 4;
const CONTENT_CHECKSUM_AT = 8;
const VERSION_AT = 12;
const POINTERS_AT = 16;
const CHECKSUM_AT = POINTERS_AT + POINTERS * 4;

/** An inode without content, not yet on the disk. */
export function newInode(number: number, type: InodeType): Inode {
  return { number, type, size: 0, checksum: 0, version: 1, pointers: new Array<number>(POINTERS).fill(0) };
}

/** Null where the inode is free. Throws where it is damaged. */
export function readInode(transaction: Transaction, number: number): Inode | null {
  const { block, at } = placeOf(transaction.layout, number);
  const bytes = transaction.read(block).subarray(at, at + INODE_BYTES);
  if (bytes.every((byte) => byte === 0)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, INODE_BYTES);
  const type = TYPES[view.getUint8(0)];
  if (type === null || type === undefined || view.getUint32(CHECKSUM_AT, true) !== hashBytes(bytes, CHECKSUM_AT, number)) {
    throw new FileSystemError('damaged', `Inode ${number} is overwritten: check the disk, and roll back.`);
  }
  return {
    number,
    type,
    size: view.getUint32(SIZE_AT, true),
    checksum: view.getUint32(CONTENT_CHECKSUM_AT, true),
    version: view.getUint32(VERSION_AT, true),
    pointers: Array.from({ length: POINTERS }, (_, index) => view.getUint32(POINTERS_AT + index * 4, true)),
  };
}

/** Puts an inode in its place, with a checksum of its own. */
export function writeInode(transaction: Transaction, inode: Inode): void {
  const { block, at } = placeOf(transaction.layout, inode.number);
  const data = transaction.read(block);
  const view = new DataView(data.buffer, at, INODE_BYTES);
  view.setUint32(0, TYPES.indexOf(inode.type), true);
  view.setUint32(SIZE_AT, inode.size, true);
  view.setUint32(CONTENT_CHECKSUM_AT, inode.checksum, true);
  view.setUint32(VERSION_AT, inode.version, true);
  inode.pointers.forEach((pointer, index) => {
    view.setUint32(POINTERS_AT + index * 4, pointer, true);
  });
  view.setUint32(CHECKSUM_AT, hashBytes(data.subarray(at), CHECKSUM_AT, inode.number), true);
  transaction.write(block, data);
}

/** Makes an inode free: all zeros. Its blocks are freed apart. */
export function freeInode(transaction: Transaction, number: number): void {
  const { block, at } = placeOf(transaction.layout, number);
  const data = transaction.read(block);
  data.fill(0, at, at + INODE_BYTES);
  transaction.write(block, data);
}

/** Number of the lowest free inode. Throws where there is none. */
export function findFreeInode(transaction: Transaction): number {
  const { inodeStart, inodeBlocks } = transaction.layout;
  for (let index = 0; index < inodeBlocks; index++) {
    const block = transaction.read(inodeStart + index);
    for (let place = index === 0 ? 1 : 0; place < INODES_PER_BLOCK; place++) {
      // The type's byte of an inode in use is not 0.
      if (block[place * INODE_BYTES] === 0) return index * INODES_PER_BLOCK + place;
    }
  }
  throw new FileSystemError('no-space', `The disk has ${inodeCount(transaction.layout) - 1} files and directories, and has no room for another name: remove one first.`);
}

function placeOf({ inodeStart }: Layout, number: number): { block: number; at: number } {
  return { block: inodeStart + Math.floor(number / INODES_PER_BLOCK), at: (number % INODES_PER_BLOCK) * INODE_BYTES };
}
