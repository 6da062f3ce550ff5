import { hexadecimal } from '../../../memory/hash.ts';
import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../../../storage/block-device.ts';
import { checksumOfWords, toBytes, toText } from '../server/words.ts';
import { SLOTS_PER_BLOCK } from './shape.ts';
import type { Entry, Table } from './table.ts';

/** A line of the table: three words in hexadecimal; a line of blanks for an empty slot. */
const LINE_BYTES = DEVICE_BLOCK_BYTES / SLOTS_PER_BLOCK;

/** What stands in the first block of a checkpoint, which is written last: then the checkpoint is there, and not before. */
export interface CheckpointHeader {
  /** Number of the last log record that is in it. */
  readonly sequence: number;
  /** Checksum of the whole table. */
  readonly contents: number;
}

/** Makes a checkpoint count. */
export function writeHeader(file: BlockDevice, header: CheckpointHeader): void {
  file.writeBlock(0, blockOf(headerText(header)));
}

/** Null where there is no whole header. */
export function readHeader(file: BlockDevice): CheckpointHeader | null {
  const text = toText(file.readBlock(0).subarray(0, 96));
  const header = { sequence: parseInt(text.slice(21, 31), 10), contents: parseInt(text.slice(42, 50), 16) };
  return text.startsWith(headerText(header)) ? header : null;
}

function headerText({ sequence, contents }: CheckpointHeader): string {
  const checksum = hexadecimal(checksumOfWords(sequence, contents));
  return `checkpoint of record ${String(sequence).padStart(10, '0')}, contents ${hexadecimal(contents)}, header ${checksum}\n`;
}

/** Writes the slots that belong into this block of the table, counted from 0. */
export function writeTableBlock(file: BlockDevice, block: number, table: Table): void {
  let text = '';
  for (let index = 0; index < SLOTS_PER_BLOCK; index++) text += lineOf(table.at(block * SLOTS_PER_BLOCK + index));
  file.writeBlock(1 + block, blockOf(text));
}

/** Puts the slots of this block into the table, and returns the entries among them. */
export function readTableBlock(file: BlockDevice, block: number, table: Table): Entry[] {
  const text = toText(file.readBlock(1 + block));
  const entries: Entry[] = [];
  for (let index = 0; index < SLOTS_PER_BLOCK; index++) {
    const line = text.slice(index * LINE_BYTES, (index + 1) * LINE_BYTES);
    const [key = 0, value = 0, sequence = 0] = [0, 9, 18].map((start) => parseInt(line.slice(start, start + 8), 16) || 0);
    if (key === 0) continue;
    table.write(block * SLOTS_PER_BLOCK + index, { key, value, sequence });
    entries.push({ key, value, sequence });
  }
  return entries;
}

function lineOf(entry: Entry | null): string {
  const words = entry === null ? '' : [entry.key, entry.value, entry.sequence].map(hexadecimal).join(' ');
  return `${words.padEnd(LINE_BYTES - 1)}\n`;
}

function blockOf(text: string): Uint8Array {
  const block = new Uint8Array(DEVICE_BLOCK_BYTES).fill(10);
  block.set(toBytes(text));
  return block;
}
