import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { newInode, writeInode } from './inode.ts';
import { BITS_PER_BITMAP_BLOCK, encodeSuperblock, layoutFor, ROOT_INODE } from './layout.ts';
import { Transaction } from './transaction.ts';

/** Makes an empty file system on the device; what was there is gone. Throws where the device is too small. */
export function format(device: BlockDevice): void {
  const layout = layoutFor(device.blockCount);
  const zeros = new Uint8Array(DEVICE_BLOCK_BYTES);
  for (let block = 0; block < layout.dataStart; block++) writeWhereDifferent(device, block, zeros);
  for (let index = 0; index < layout.bitmapBlocks; index++) {
    const block = new Uint8Array(DEVICE_BLOCK_BYTES);
    const used = Math.min(BITS_PER_BITMAP_BLOCK, layout.dataStart - index * BITS_PER_BITMAP_BLOCK);
    for (let bit = 0; bit < used; bit++) block[bit >>> 3] = (block[bit >>> 3] as number) | (1 << (bit & 7));
    device.writeBlock(layout.bitmapStart + index, block);
  }
  const transaction = new Transaction(device, layout);
  writeInode(transaction, newInode(ROOT_INODE, 'directory'));
  transaction.commit();
  device.writeBlock(0, encodeSuperblock(layout));
}

/** A disk that was never written takes no room where nothing has to be written. */
function writeWhereDifferent(device: BlockDevice, block: number, data: Uint8Array): void {
  const present = device.readBlock(block);
  if (present.some((byte, index) => byte !== data[index])) device.writeBlock(block, data);
}
