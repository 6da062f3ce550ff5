import { lowestBit } from '../../memory/page-bitmap.ts';
import { DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { FileSystemError } from './file-system-error.ts';
import { BITS_PER_BITMAP_BLOCK } from './layout.ts';
import type { Transaction } from './transaction.ts';

/** Takes so many free blocks, the lowest first. Throws where there are not so many. */
export function allocateBlocks(transaction: Transaction, count: number): number[] {
  const { bitmapStart, bitmapBlocks, blockCount } = transaction.layout;
  const taken: number[] = [];
  for (let index = 0; index < bitmapBlocks && taken.length < count; index++) {
    const block = transaction.read(bitmapStart + index);
    const before = taken.length;
    const view = new DataView(block.buffer);
    for (let at = 0; at < DEVICE_BLOCK_BYTES && taken.length < count; at += 4) {
      let free = ~view.getUint32(at, true);
      while (free !== 0 && taken.length < count) {
        const number = index * BITS_PER_BITMAP_BLOCK + at * 8 + lowestBit(free);
        if (number >= blockCount) break;
        taken.push(number);
        view.setUint32(at, view.getUint32(at, true) | (free & -free), true);
        free &= free - 1;
      }
    }
    if (taken.length > before) transaction.write(bitmapStart + index, block);
  }
  if (taken.length === count) return taken;
  const free = countFreeBlocks(transaction) + taken.length;
  throw new FileSystemError('no-space', `The disk is full: this needs ${count} blocks of ${DEVICE_BLOCK_BYTES} bytes, and ${free} are free; remove something first.`);
}

/** Gives blocks back. */
export function freeBlocks(transaction: Transaction, blocks: Iterable<number>): void {
  const { bitmapStart } = transaction.layout;
  const changed = new Map<number, Uint8Array>();
  for (const number of blocks) {
    const index = Math.floor(number / BITS_PER_BITMAP_BLOCK);
    const block = changed.get(index) ?? transaction.read(bitmapStart + index);
    const bit = number % BITS_PER_BITMAP_BLOCK;
    block[bit >>> 3] = (block[bit >>> 3] as number) & ~(1 << (bit & 7));
    changed.set(index, block);
  }
  for (const [index, block] of changed) transaction.write(bitmapStart + index, block);
}

/** Whether the bitmap says that a block is taken. */
export function isBlockUsed(transaction: Transaction, number: number): boolean {
  const block = transaction.read(transaction.layout.bitmapStart + Math.floor(number / BITS_PER_BITMAP_BLOCK));
  const bit = number % BITS_PER_BITMAP_BLOCK;
  return (((block[bit >>> 3] as number) >>> (bit & 7)) & 1) === 1;
}

/** Blocks that the bitmap says are free. */
export function countFreeBlocks(transaction: Transaction): number {
  const { bitmapStart, bitmapBlocks, blockCount } = transaction.layout;
  let free = 0;
  for (let index = 0; index < bitmapBlocks; index++) {
    const block = transaction.read(bitmapStart + index);
    const bits = Math.min(BITS_PER_BITMAP_BLOCK, blockCount - index * BITS_PER_BITMAP_BLOCK);
    for (let bit = 0; bit < bits; bit++) if ((((block[bit >>> 3] as number) >>> (bit & 7)) & 1) === 0) free++;
  }
  return free;
}
