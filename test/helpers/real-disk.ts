import { blockBytes } from '../../src/simulator/memory/block.ts';
import { PageBitmap } from '../../src/simulator/memory/page-bitmap.ts';

const BLOCK_BYTES = blockBytes('bytes');

/** A disk of real bytes in one flat array: nothing in it is shared with the model's images. */
export class RealDisk {
  readonly blockCount: number;
  readonly bytes: Uint8Array;
  writeLog: PageBitmap | null = null;

  constructor(blockCount: number) {
    this.blockCount = blockCount;
    this.bytes = new Uint8Array(blockCount * BLOCK_BYTES);
  }

  /** A disk with something on every other block. */
  static installed(blockCount: number): RealDisk {
    const disk = new RealDisk(blockCount);
    for (let block = 0; block < blockCount; block += 2) disk.bytes.fill((block % 255) + 1, block * BLOCK_BYTES, block * BLOCK_BYTES + 64);
    return disk;
  }

  /** Reads a byte and writes another in its place, as the guest does. */
  exchange(address: number, value: number): number {
    const place = address % this.bytes.length;
    const old = this.bytes[place] as number;
    this.bytes[place] = value;
    this.writeLog?.set(Math.floor(place / BLOCK_BYTES));
    return old;
  }

  collectWriteLog(): PageBitmap {
    const log = this.writeLog;
    if (log === null) throw new Error('The write log is off.');
    this.writeLog = new PageBitmap(this.blockCount);
    return log;
  }

  readBlocks(blocks: Uint32Array): Uint8Array {
    const data = new Uint8Array(blocks.length * BLOCK_BYTES);
    blocks.forEach((block, index) => {
      data.set(this.bytes.subarray(block * BLOCK_BYTES, (block + 1) * BLOCK_BYTES), index * BLOCK_BYTES);
    });
    return data;
  }

  writeBlocks(blocks: Uint32Array, data: Uint8Array): void {
    blocks.forEach((block, index) => {
      this.bytes.set(data.subarray(index * BLOCK_BYTES, (index + 1) * BLOCK_BYTES), block * BLOCK_BYTES);
    });
  }
}
