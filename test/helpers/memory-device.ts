import { type BlockDevice, DEVICE_BLOCK_BYTES, expectBlock, expectBlockContent } from '../../src/simulator/storage/block-device.ts';

/** A device that remembers every write in order, so that it can be looked at as it was after any of them. */
export class RecordedDevice implements BlockDevice {
  readonly blockCount: number;
  readonly writes: { readonly block: number; readonly data: Uint8Array }[] = [];
  readonly #blocks = new Map<number, Uint8Array>();

  constructor(blockCount: number) {
    this.blockCount = blockCount;
  }

  readBlock(block: number): Uint8Array {
    expectBlock(this, block);
    return this.#blocks.get(block)?.slice() ?? new Uint8Array(DEVICE_BLOCK_BYTES);
  }

  writeBlock(block: number, data: Uint8Array): void {
    expectBlock(this, block);
    expectBlockContent(data);
    this.writes.push({ block, data: data.slice() });
    this.#blocks.set(block, data.slice());
  }

  /** The device as a crash after the first so many writes leaves it. */
  after(writes: number): RecordedDevice {
    const crashed = new RecordedDevice(this.blockCount);
    for (const { block, data } of this.writes.slice(0, writes)) crashed.#blocks.set(block, data);
    return crashed;
  }
}
