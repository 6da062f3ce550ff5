import type { GuestMemory } from '../../../memory/guest-memory.ts';
import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../../../storage/block-device.ts';
import { Panic } from '../server/panic.ts';
import { readStatus, writeStatus } from '../server/status-page.ts';
import { fillWithZeros, readBytes, writeBytes } from '../server/words.ts';
import { formatRecord, parseRecord } from './record.ts';
import { LOG_BLOCKS, LOG_BUFFER_ADDRESS, RECORD_BYTES, RECORDS_PER_BLOCK } from './shape.ts';
import { FIELD, type KeyValueParts } from './state.ts';
import type { Entry } from './table.ts';

const NEWLINE = 10;

/**
 * The write-ahead log: record n of the log since the checkpoint has its place, and its number in it, so that what an
 * older log left behind is told from what belongs here. The block that is being filled stands in memory; a flush
 * writes it to the disk.
 */
export function appendRecord(parts: KeyValueParts, entry: Entry): void {
  const place = placeOf(parts.memory, entry.sequence);
  writeBytes(parts.memory, LOG_BUFFER_ADDRESS + (place % RECORDS_PER_BLOCK) * RECORD_BYTES, formatRecord(entry));
  if (place % RECORDS_PER_BLOCK < RECORDS_PER_BLOCK - 1) return;
  writeBuffer(parts, entry.sequence);
  fillWithZeros(parts.memory, LOG_BUFFER_ADDRESS, DEVICE_BLOCK_BYTES);
}

/** From here on every record so far survives a crash. */
export function flush(parts: KeyValueParts): void {
  const sequence = readStatus(parts.memory, FIELD.sequence);
  if (readStatus(parts.memory, FIELD.flushed) < sequence) writeBuffer(parts, sequence);
}

function writeBuffer(parts: KeyValueParts, last: number): void {
  const { memory, log } = parts;
  const buffer = readBytes(memory, LOG_BUFFER_ADDRESS, DEVICE_BLOCK_BYTES);
  const block = Math.floor(placeOf(memory, last) / RECORDS_PER_BLOCK);
  const wrong = firstWrongRecord(memory, buffer, block, last);
  if (wrong !== null) throw new Panic('log-buffer', wrong);
  // Empty lines in place of zeros, so that the log is a text file to whoever opens it.
  log.writeBlock(block, buffer.map((byte) => byte || NEWLINE));
  writeStatus(memory, FIELD.flushed, last);
}

/** Panics where a record that was written to this block of the log is not there any more. */
export function checkLogBlock(memory: GuestMemory, log: BlockDevice, block: number): void {
  const wrong = firstWrongRecord(memory, log.readBlock(block), block, readStatus(memory, FIELD.flushed));
  if (wrong !== null) throw new Panic('log-record', wrong);
}

/** The record with this place in the log, from 0; null where the log ends before it. */
export function readRecord({ memory, log }: KeyValueParts, place: number): Entry | null {
  if (place >= LOG_BLOCKS * RECORDS_PER_BLOCK) return null;
  const block = log.readBlock(Math.floor(place / RECORDS_PER_BLOCK));
  const entry = parseRecord(block, (place % RECORDS_PER_BLOCK) * RECORD_BYTES);
  return entry?.sequence === numberAt(memory, place) ? entry : null;
}

/** Panics where a good record comes after the end of the log: then it is no end, but a record that was lost. */
export function expectEnd(parts: KeyValueParts, place: number): void {
  for (let later = place + 1; later < LOG_BLOCKS * RECORDS_PER_BLOCK; later++) {
    if (readRecord(parts, later) !== null) throw new Panic('log-record', numberAt(parts.memory, place));
  }
}

/** Takes up the log where it ends: the records of its last block that belong to it stand in memory again. */
export function loadBuffer({ memory, log }: KeyValueParts, records: number): void {
  fillWithZeros(memory, LOG_BUFFER_ADDRESS, DEVICE_BLOCK_BYTES);
  const inLastBlock = records % RECORDS_PER_BLOCK;
  if (inLastBlock === 0) return;
  const block = log.readBlock(Math.floor(records / RECORDS_PER_BLOCK));
  writeBytes(memory, LOG_BUFFER_ADDRESS, block.subarray(0, inLastBlock * RECORD_BYTES));
}

/** The number of the first record up to `last` that should be in this block and is not; null where all are. */
function firstWrongRecord(memory: GuestMemory, data: Uint8Array, block: number, last: number): number | null {
  for (let index = 0; index < RECORDS_PER_BLOCK; index++) {
    const number = numberAt(memory, block * RECORDS_PER_BLOCK + index);
    if (number > last) return null;
    if (parseRecord(data, index * RECORD_BYTES)?.sequence !== number) return number;
  }
  return null;
}

/** Where a record stands in the log, from 0. */
function placeOf(memory: GuestMemory, sequence: number): number {
  return sequence - readStatus(memory, FIELD.checkpointed) - 1;
}

/** The number that the record at this place has. */
function numberAt(memory: GuestMemory, place: number): number {
  return readStatus(memory, FIELD.checkpointed) + 1 + place;
}
