import { DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { allocateBlocks } from './bitmap.ts';
import { FileSystemError } from './file-system-error.ts';
import { DIRECT_POINTERS, DOUBLE_INDIRECT, INDIRECT, type Inode } from './inode.ts';
import type { Transaction } from './transaction.ts';

const POINTERS_PER_BLOCK = DEVICE_BLOCK_BYTES / 4;

/** Blocks that the largest file has: direct ones, those of one indirect block, and those of a double-indirect one. */
export const MOST_BLOCKS = DIRECT_POINTERS + POINTERS_PER_BLOCK + POINTERS_PER_BLOCK ** 2;

/** Where on the disk the block at this place of the content is. Throws where the pointer leads out of the data. */
export function blockAt(transaction: Transaction, inode: Inode, index: number): number {
  const { own, slots } = wayTo(index);
  let block = inode.pointers[own] as number;
  for (const slot of slots) {
    expectData(transaction, inode, block);
    block = pointerAt(transaction.read(block), slot);
  }
  expectData(transaction, inode, block);
  return block;
}

/** Notes that the block at this place of the content is there on the disk; makes the indirect blocks that this takes. */
export function setBlockAt(transaction: Transaction, inode: Inode, index: number, block: number): void {
  const { own, slots } = wayTo(index);
  if (slots.length === 0) {
    inode.pointers[own] = block;
    return;
  }
  inode.pointers[own] ||= newPointerBlock(transaction);
  let at = inode.pointers[own];
  slots.forEach((slot, depth) => {
    const pointers = transaction.read(at);
    const isLast = depth === slots.length - 1;
    const next = isLast ? block : pointerAt(pointers, slot) || newPointerBlock(transaction);
    if (pointerAt(pointers, slot) !== next) {
      new DataView(pointers.buffer).setUint32(slot * 4, next, true);
      transaction.write(at, pointers);
    }
    at = next;
  });
}

/** Every block that belongs to an inode: those of its content, and the indirect ones that lead there. */
export function blocksOfInode(transaction: Transaction, inode: Inode): { content: number[]; indirect: number[] } {
  const count = Math.ceil(inode.size / DEVICE_BLOCK_BYTES);
  const content = Array.from({ length: Math.min(count, MOST_BLOCKS) }, (_, index) => blockAt(transaction, inode, index));
  const [indirect, double] = [inode.pointers[INDIRECT] as number, inode.pointers[DOUBLE_INDIRECT] as number];
  const more = double === 0 ? [] : [double, ...pointersIn(transaction, double)];
  return { content, indirect: [...(indirect === 0 ? [] : [indirect]), ...more] };
}

/** From which pointer of the inode, and through which slots of the blocks it leads to, a block is reached. */
function wayTo(index: number): { own: number; slots: readonly number[] } {
  if (index < DIRECT_POINTERS) return { own: index, slots: [] };
  const beyond = index - DIRECT_POINTERS;
  if (beyond < POINTERS_PER_BLOCK) return { own: INDIRECT, slots: [beyond] };
  const far = beyond - POINTERS_PER_BLOCK;
  return { own: DOUBLE_INDIRECT, slots: [Math.floor(far / POINTERS_PER_BLOCK), far % POINTERS_PER_BLOCK] };
}

function newPointerBlock(transaction: Transaction): number {
  const [block] = allocateBlocks(transaction, 1) as [number];
  transaction.writeUnseen(block, new Uint8Array(DEVICE_BLOCK_BYTES));
  return block;
}

function pointerAt(pointers: Uint8Array, slot: number): number {
  return new DataView(pointers.buffer).getUint32(slot * 4, true);
}

function pointersIn(transaction: Transaction, block: number): number[] {
  const pointers = transaction.read(block);
  return Array.from({ length: POINTERS_PER_BLOCK }, (_, slot) => pointerAt(pointers, slot)).filter((pointer) => pointer !== 0);
}

function expectData({ layout }: Transaction, inode: Inode, block: number): void {
  if (block >= layout.dataStart && block < layout.blockCount) return;
  throw new FileSystemError('damaged', `Inode ${inode.number} points to block ${block}, which holds no data: check the disk, and roll back.`);
}
