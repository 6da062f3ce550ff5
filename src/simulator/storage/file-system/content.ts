import { DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { allocateBlocks } from './bitmap.ts';
import { blockAt, blocksOfInode, MOST_BLOCKS, setBlockAt } from './block-map.ts';
import { FileSystemError } from './file-system-error.ts';
import { hashBytes } from './hash.ts';
import { type Inode, writeInode } from './inode.ts';
import type { Transaction } from './transaction.ts';

/** The bytes of a content from `offset` on, at most `length`. */
export function readContent(transaction: Transaction, inode: Inode, offset = 0, length = inode.size): Uint8Array {
  const end = Math.min(inode.size, offset + length);
  const bytes = new Uint8Array(Math.max(0, end - offset));
  for (let at = offset; at < end; ) {
    const index = Math.floor(at / DEVICE_BLOCK_BYTES);
    const stop = Math.min(end, (index + 1) * DEVICE_BLOCK_BYTES);
    const block = transaction.read(blockAt(transaction, inode, index));
    bytes.set(block.subarray(at % DEVICE_BLOCK_BYTES, at % DEVICE_BLOCK_BYTES + stop - at), at - offset);
    at = stop;
  }
  return bytes;
}

/** Adds bytes at the end. They are on the disk before the inode says so, so that a crash leaves all of them or none. */
export function appendContent(transaction: Transaction, inode: Inode, bytes: Uint8Array): void {
  const end = inode.size + bytes.length;
  const present = Math.ceil(inode.size / DEVICE_BLOCK_BYTES);
  const needed = Math.ceil(end / DEVICE_BLOCK_BYTES);
  if (needed > MOST_BLOCKS) throw new FileSystemError('no-space', `A file has at most ${MOST_BLOCKS} blocks of ${DEVICE_BLOCK_BYTES} bytes.`);
  const fresh = allocateBlocks(transaction, needed - present);
  let taken = 0;
  for (let index = Math.floor(inode.size / DEVICE_BLOCK_BYTES); index < needed; index++) {
    const isNew = index >= present;
    const number = isNew ? (fresh[index - present] as number) : blockAt(transaction, inode, index);
    const block = isNew ? new Uint8Array(DEVICE_BLOCK_BYTES) : transaction.read(number);
    const from = Math.max(inode.size, index * DEVICE_BLOCK_BYTES) % DEVICE_BLOCK_BYTES;
    const part = bytes.subarray(taken, taken + DEVICE_BLOCK_BYTES - from);
    if (!isNew) inode.checksum ^= blockHash(block, index, from);
    block.set(part, from);
    inode.checksum ^= blockHash(block, index, from + part.length);
    transaction.writeUnseen(number, block);
    if (isNew) setBlockAt(transaction, inode, index, number);
    taken += part.length;
  }
  inode.size = end;
  changed(transaction, inode);
}

/** Changes bytes in place; all of them must lie within the content. */
export function overwriteContent(transaction: Transaction, inode: Inode, offset: number, bytes: Uint8Array): void {
  for (let at = offset; at < offset + bytes.length; ) {
    const index = Math.floor(at / DEVICE_BLOCK_BYTES);
    const stop = Math.min(offset + bytes.length, (index + 1) * DEVICE_BLOCK_BYTES);
    const length = Math.min(DEVICE_BLOCK_BYTES, inode.size - index * DEVICE_BLOCK_BYTES);
    const number = blockAt(transaction, inode, index);
    const block = transaction.read(number);
    inode.checksum ^= blockHash(block, index, length);
    block.set(bytes.subarray(at - offset, stop - offset), at % DEVICE_BLOCK_BYTES);
    inode.checksum ^= blockHash(block, index, length);
    transaction.write(number, block);
    at = stop;
  }
  changed(transaction, inode);
}

/** The checksum that an inode with this content ought to have. */
export function checksumOfContent(transaction: Transaction, inode: Inode): number {
  return blocksOfInode(transaction, inode).content.reduce((sum, number, index) => {
    const length = Math.min(DEVICE_BLOCK_BYTES, inode.size - index * DEVICE_BLOCK_BYTES);
    return (sum ^ blockHash(transaction.read(number), index, length)) >>> 0;
  }, 0);
}

/** The hashes of all blocks are added without carry, so that a change costs only the blocks that it touches. */
function blockHash(block: Uint8Array, index: number, length: number): number {
  return length === 0 ? 0 : hashBytes(block, length, index + 1);
}

function changed(transaction: Transaction, inode: Inode): void {
  inode.checksum >>>= 0;
  inode.version++;
  writeInode(transaction, inode);
}
