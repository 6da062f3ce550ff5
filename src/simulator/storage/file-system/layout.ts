import { DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { FileSystemError } from './file-system-error.ts';
import { hashBytes } from './hash.ts';

/**
 * Where things are on the disk, in blocks:
 *
 *     superblock | journal | block bitmap | inode table | data
 *
 * It is the classic layout (McKusick et al., "A Fast File System for UNIX"; ext2) with a small journal (ext3).
 */
export interface Layout {
  readonly blockCount: number;
  /** The journal's descriptor, and after it the copies that it describes. */
  readonly journalStart: number;
  readonly journalCopies: number;
  readonly bitmapStart: number;
  readonly bitmapBlocks: number;
  readonly inodeStart: number;
  readonly inodeBlocks: number;
  readonly dataStart: number;
}

/** As in the first ext2. */
export const INODE_BYTES = 128;
/** Inodes that one block of the inode table holds. */
export const INODES_PER_BLOCK = DEVICE_BLOCK_BYTES / INODE_BYTES;
/** Number of the root directory; 0 stands for no inode. */
export const ROOT_INODE = 1;

/** Blocks of the disk that one block of the bitmap tells of. */
export const BITS_PER_BITMAP_BLOCK = DEVICE_BLOCK_BYTES * 8;

const JOURNAL_COPIES = 31;
/** One inode for so many blocks of the disk: 16 KiB (mke2fs: inode_ratio). */
const BLOCKS_PER_INODE = 4;
const LEAST_BLOCKS = 64;

/** "VLFS". */
const MAGIC = 0x5346_4c56;
const VERSION = 1;
const FIELDS = ['blockCount', 'journalStart', 'journalCopies', 'bitmapStart', 'bitmapBlocks', 'inodeStart', 'inodeBlocks', 'dataStart'] as const;
const CHECKSUM_AT = 8 + FIELDS.length * 4;

/** Throws where a disk of so many blocks has no room for a file system. */
export function layoutFor(blockCount: number): Layout {
  if (blockCount < LEAST_BLOCKS) {
    throw new FileSystemError('no-space', `A file system needs ${LEAST_BLOCKS} blocks, and this disk has ${blockCount}.`);
  }
  const bitmapStart = 2 + JOURNAL_COPIES;
  const bitmapBlocks = Math.ceil(blockCount / BITS_PER_BITMAP_BLOCK);
  const inodeStart = bitmapStart + bitmapBlocks;
  const inodeBlocks = Math.ceil(blockCount / BLOCKS_PER_INODE / INODES_PER_BLOCK);
  const dataStart = inodeStart + inodeBlocks;
  return { blockCount, journalStart: 1, journalCopies: JOURNAL_COPIES, bitmapStart, bitmapBlocks, inodeStart, inodeBlocks, dataStart };
}

/** Inodes that the table has, taken and free; number 0 is never taken. */
export function inodeCount({ inodeBlocks }: Layout): number {
  return inodeBlocks * INODES_PER_BLOCK;
}

/** The block that tells the layout, with a checksum of its own. */
export function encodeSuperblock(layout: Layout): Uint8Array {
  const block = new Uint8Array(DEVICE_BLOCK_BYTES);
  const view = new DataView(block.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  FIELDS.forEach((field, index) => {
    view.setUint32(8 + index * 4, layout[field], true);
  });
  view.setUint32(CHECKSUM_AT, hashBytes(block, CHECKSUM_AT), true);
  return block;
}

/** Throws where the block is no superblock, or does not fit a disk of so many blocks. */
export function decodeSuperblock(block: Uint8Array, blockCount: number): Layout {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength);
  if (view.getUint32(0, true) !== MAGIC) throw damaged('it does not begin with a file system; format it, or roll back');
  if (view.getUint32(4, true) !== VERSION) throw damaged('its file system has a format that this VirtLab does not know');
  if (view.getUint32(CHECKSUM_AT, true) !== hashBytes(block, CHECKSUM_AT)) throw damaged('its superblock is overwritten; roll back');
  const layout = Object.fromEntries(FIELDS.map((field, index) => [field, view.getUint32(8 + index * 4, true)])) as unknown as Layout;
  if (layout.blockCount !== blockCount) throw damaged(`its file system is made for ${layout.blockCount} blocks, and it has ${blockCount}`);
  return layout;
}

function damaged(how: string): FileSystemError {
  return new FileSystemError('damaged', `The disk cannot be mounted: ${how}.`);
}
