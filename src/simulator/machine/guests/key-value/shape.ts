import { PAGE_BYTES } from '../../../memory/page.ts';
import { memoryWith, PROGRAM_ADDRESS } from '../server/server-memory.ts';

/** The page of the log that is being filled. */
export const LOG_BUFFER_ADDRESS = PROGRAM_ADDRESS;
/** The hash table, to the end of what the program has. */
export const TABLE_ADDRESS = LOG_BUFFER_ADDRESS + PAGE_BYTES;

/** Key, value, number of the record, and the checksum of these, in words of 32 bits. */
export const SLOT_BYTES = 16;
/** Records of the log in a block. */
export const RECORDS_PER_BLOCK = 64;
/** A record of the log is a line of this length. */
export const RECORD_BYTES = PAGE_BYTES / RECORDS_PER_BLOCK;
/** Slots of the table in a block of a checkpoint. */
export const SLOTS_PER_BLOCK = 128;
/** The log holds so many blocks; then a checkpoint is due. */
export const LOG_BLOCKS = 16;

/** Slots in the table for so many keys: a power of two, at most half full, so that a search is short. */
export function slotsFor(keys: number): number {
  let slots = SLOTS_PER_BLOCK;
  while (slots < 2 * keys) slots *= 2;
  return slots;
}

/** A block that tells of the checkpoint, then the table. */
export function checkpointBlocks(slots: number): number {
  return 1 + slots / SLOTS_PER_BLOCK;
}

/** Memory that a key-value server with so many keys needs. */
export function keyValueMemoryBytes(keys: number): number {
  return memoryWith(PAGE_BYTES + slotsFor(keys) * SLOT_BYTES);
}
