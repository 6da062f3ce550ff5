import type { BlockDevice } from '../../../storage/block-device.ts';
import type { ServerParts } from '../server/server-guest.ts';
import { addToStatus, readStatus, writeStatus } from '../server/status-page.ts';
import { checksumOfEntry, type Entry, type Table } from './table.ts';

/** Words of the status page of a key-value server. */
export const FIELD = {
  /** Number of the last log record; each put makes one. */
  sequence: 0,
  /** Number of the last record that is on the disk. */
  flushed: 1,
  /** Number of the last record that is in the checkpoint; the log begins with the one after it. */
  checkpointed: 2,
  /** Which of the two checkpoint files is the good one. */
  checkpointFile: 3,
  /** Blocks of the table that the checkpoint under way has written, plus 1; 0 while there is none. */
  checkpointProgress: 4,
  /** Sum of the checksums of all entries. */
  contents: 5,
  keys: 6,
  gets: 7,
  puts: 8,
  /** Requests of clients that were answered. */
  answered: 9,
  /** A checksum of all that the server has computed; what it puts by itself comes from it. */
  work: 10,
  /** Where the check of memory and that of the log go on. */
  checkedSlot: 11,
  checkedBlock: 12,
  /** How many blocks of the checkpoint, then records of the log, recovery has read. */
  recoveredBlocks: 13,
  recoveredRecords: 14,
  checkpoints: 15,
} as const;

/** The files of the server, each as a device. */
export interface KeyValueFiles {
  readonly log: BlockDevice;
  readonly checkpoints: readonly [BlockDevice, BlockDevice];
}

/** All that the server works with in one step. */
export interface KeyValueParts extends ServerParts, KeyValueFiles {
  readonly table: Table;
}

/** Puts an entry into the table, and keeps count of keys and contents. */
export function apply({ memory, table }: KeyValueParts, entry: Entry): void {
  const before = table.put(entry);
  if (before === null) addToStatus(memory, FIELD.keys, 1);
  const change = checksumOfEntry(entry) - (before === null ? 0 : checksumOfEntry(before));
  addToStatus(memory, FIELD.contents, change);
  writeStatus(memory, FIELD.sequence, entry.sequence);
}

/** Records that are in the log now, on the disk or not. */
export function recordsInLog({ memory }: Pick<KeyValueParts, 'memory'>): number {
  return readStatus(memory, FIELD.sequence) - readStatus(memory, FIELD.checkpointed);
}
