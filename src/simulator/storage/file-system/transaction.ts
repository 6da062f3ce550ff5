import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { hashBytes } from './hash.ts';
import type { Layout } from './layout.ts';

/** "JRNL". */
const MAGIC = 0x4c4e_524a;
const COUNT_AT = 4;
const CHECKSUM_AT = 8;
const NUMBERS_AT = 12;

/**
 * Changes of several blocks that come about together or not at all, whenever the power fails: write-ahead logging as
 * in ext3's ordered mode (Tweedie, "Journaling the Linux ext2fs Filesystem"). First what no file shows yet goes to its
 * place; then copies of the blocks to change go to the journal; then one block, the descriptor, makes them count; then
 * they go to their places, and the descriptor is cleared. A single block is changed at once: a disk writes it or not.
 */
export class Transaction {
  readonly #device: BlockDevice;
  readonly #layout: Layout;
  readonly #unseen = new Map<number, Uint8Array>();
  readonly #changed = new Map<number, Uint8Array>();

  constructor(device: BlockDevice, layout: Layout) {
    this.#device = device;
    this.#layout = layout;
  }

  get layout(): Layout {
    return this.#layout;
  }

  /** A copy of the block as this transaction has it. */
  read(block: number): Uint8Array {
    return (this.#changed.get(block) ?? this.#unseen.get(block))?.slice() ?? this.#device.readBlock(block);
  }

  /** Changes a block that is in use. */
  write(block: number, data: Uint8Array): void {
    if (this.#unseen.has(block)) this.#unseen.set(block, data);
    else this.#changed.set(block, data);
  }

  /** Writes a block, or the part of one, that nothing on the disk refers to before this transaction has come about. */
  writeUnseen(block: number, data: Uint8Array): void {
    this.#unseen.set(block, data);
  }

  /** Puts everything on the disk. Throws where the journal is too small for it, with nothing changed that a file shows. */
  commit(): void {
    for (const [block, data] of this.#unseen) this.#device.writeBlock(block, data);
    if (this.#changed.size > 1) this.#writeJournal();
    for (const [block, data] of this.#changed) this.#device.writeBlock(block, data);
    if (this.#changed.size > 1) clearJournal(this.#device, this.#layout);
    this.#unseen.clear();
    this.#changed.clear();
  }

  #writeJournal(): void {
    const { journalStart, journalCopies } = this.#layout;
    const changed = [...this.#changed];
    if (changed.length > journalCopies) throw new Error(`The journal takes ${journalCopies} blocks, and these are ${changed.length}.`);
    changed.forEach(([, data], index) => {
      this.#device.writeBlock(journalStart + 1 + index, data);
    });
    this.#device.writeBlock(journalStart, descriptorOf(changed));
  }
}

/** After a crash: does again what counted but may not have reached its place. Returns how many blocks that were. */
export function replayJournal(device: BlockDevice, layout: Layout): number {
  const pending = pendingBlocks(device, layout);
  for (const [block, data] of pending) device.writeBlock(block, data);
  if (pending.length > 0) clearJournal(device, layout);
  return pending.length;
}

/** What a valid descriptor describes; nothing where there is none, or it is damaged and so cannot be trusted. */
function pendingBlocks(device: BlockDevice, { journalStart, journalCopies, blockCount }: Layout): (readonly [number, Uint8Array])[] {
  const descriptor = device.readBlock(journalStart);
  const view = new DataView(descriptor.buffer);
  const count = view.getUint32(COUNT_AT, true);
  if (view.getUint32(0, true) !== MAGIC || count === 0 || count > journalCopies) return [];
  const numbers = Array.from({ length: count }, (_, index) => view.getUint32(NUMBERS_AT + index * 4, true));
  const pending = numbers.map((number, index) => [number, device.readBlock(journalStart + 1 + index)] as const);
  const isWhole = view.getUint32(CHECKSUM_AT, true) === checksumOf(pending);
  return isWhole && numbers.every((number) => number < blockCount) ? pending : [];
}

function descriptorOf(changed: readonly (readonly [number, Uint8Array])[]): Uint8Array {
  const block = new Uint8Array(DEVICE_BLOCK_BYTES);
  const view = new DataView(block.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(COUNT_AT, changed.length, true);
  view.setUint32(CHECKSUM_AT, checksumOf(changed), true);
  changed.forEach(([number], index) => {
    view.setUint32(NUMBERS_AT + index * 4, number, true);
  });
  return block;
}

function checksumOf(blocks: readonly (readonly [number, Uint8Array])[]): number {
  return blocks.reduce((sum, [number, data]) => hashBytes(data, data.length, sum ^ number), blocks.length);
}

function clearJournal(device: BlockDevice, { journalStart }: Layout): void {
  device.writeBlock(journalStart, descriptorOf([]));
}
