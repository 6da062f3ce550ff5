/** The unit in which guests read and write a disk of real bytes. */
export const DEVICE_BLOCK_BYTES = 4096;

/** A disk as a guest sees it: blocks of 4096 bytes, numbered from 0. What was written is on the disk at once. */
export interface BlockDevice {
  readonly blockCount: number;
  /** A copy of the block's bytes. Throws where there is no such block. */
  readBlock(block: number): Uint8Array;
  /** Writes a whole block. Throws where there is no such block, or `data` has another length. */
  writeBlock(block: number, data: Uint8Array): void;
}

/** Throws a sentence where a device has no such block. */
export function expectBlock({ blockCount }: Pick<BlockDevice, 'blockCount'>, block: number): void {
  if (Number.isInteger(block) && block >= 0 && block < blockCount) return;
  throw new RangeError(`The disk has blocks 0 to ${blockCount - 1}, so there is no block ${block}.`);
}

/** Throws a sentence where this is not the content of one block. */
export function expectBlockContent(data: Uint8Array): void {
  if (data.length === DEVICE_BLOCK_BYTES) return;
  throw new RangeError(`A block is ${DEVICE_BLOCK_BYTES} bytes, and these are ${data.length}.`);
}
