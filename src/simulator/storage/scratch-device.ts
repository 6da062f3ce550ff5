import { type BlockDevice, expectBlock, expectBlockContent } from './block-device.ts';

/** A device over another one that is only read: what is written stays here. */
export class ScratchDevice implements BlockDevice {
  readonly #below: BlockDevice;
  readonly #written = new Map<number, Uint8Array>();

  constructor(below: BlockDevice) {
    this.#below = below;
  }

  get blockCount(): number {
    return this.#below.blockCount;
  }

  readBlock(block: number): Uint8Array {
    return this.#written.get(block)?.slice() ?? this.#below.readBlock(block);
  }

  writeBlock(block: number, data: Uint8Array): void {
    expectBlock(this, block);
    expectBlockContent(data);
    this.#written.set(block, data.slice());
  }
}
