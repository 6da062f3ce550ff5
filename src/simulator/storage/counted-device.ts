import { type BlockDevice, DEVICE_BLOCK_BYTES } from './block-device.ts';

/** A device that counts what is written to it. */
export class CountedDevice implements BlockDevice {
  readonly #device: BlockDevice;
  #writes = 0;

  constructor(device: BlockDevice) {
    this.#device = device;
  }

  get blockCount(): number {
    return this.#device.blockCount;
  }

  /** Whole blocks, each as often as it was written. */
  get writtenBytes(): number {
    return this.#writes * DEVICE_BLOCK_BYTES;
  }

  readBlock(block: number): Uint8Array {
    return this.#device.readBlock(block);
  }

  writeBlock(block: number, data: Uint8Array): void {
    this.#device.writeBlock(block, data);
    this.#writes++;
  }
}
