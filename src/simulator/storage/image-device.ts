import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import { type BlockDevice, expectBlock } from './block-device.ts';

/** A captured disk of real bytes as a device that can only be read. */
export class ImageDevice implements BlockDevice {
  readonly #table: PageTable;

  constructor(contents: PageTableImage) {
    this.#table = PageTable.of(contents);
  }

  get blockCount(): number {
    return this.#table.pageCount;
  }

  readBlock(block: number): Uint8Array {
    expectBlock(this, block);
    return this.#table.read(Uint32Array.of(block)).contents.data as Uint8Array;
  }

  writeBlock(): never {
    throw new Error('A captured disk can only be read.');
  }
}
