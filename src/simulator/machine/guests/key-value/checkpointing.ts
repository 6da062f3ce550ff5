import { addToStatus, readStatus, writeStatus } from '../server/status-page.ts';
import { writeHeader, writeTableBlock } from './checkpoint.ts';
import { flush, loadBuffer } from './log.ts';
import { LOG_BLOCKS, RECORDS_PER_BLOCK, SLOTS_PER_BLOCK } from './shape.ts';
import { FIELD, type KeyValueParts, recordsInLog } from './state.ts';

/**
 * A full log makes a checkpoint due: the table goes into the other one of two files, one block a step, in which nothing
 * is served. Its header comes last and makes it the good one; until then the old checkpoint and the log are whole.
 */
export function isCheckpointDue({ memory }: Pick<KeyValueParts, 'memory'>): boolean {
  return readStatus(memory, FIELD.checkpointProgress) > 0 || recordsInLog({ memory }) === LOG_BLOCKS * RECORDS_PER_BLOCK;
}

/** One step of the checkpoint that is due: a block of the table, or after the last the header. */
export function checkpointOn(parts: KeyValueParts): void {
  const { memory, table } = parts;
  const block = Math.max(0, readStatus(memory, FIELD.checkpointProgress) - 1);
  const file = (1 - readStatus(memory, FIELD.checkpointFile)) as 0 | 1;
  if (block < table.slots / SLOTS_PER_BLOCK) {
    writeTableBlock(parts.checkpoints[file], block, table);
    writeStatus(memory, FIELD.checkpointProgress, block + 2);
    return;
  }
  flush(parts);
  const sequence = readStatus(memory, FIELD.sequence);
  writeHeader(parts.checkpoints[file], { sequence, contents: readStatus(memory, FIELD.contents) });
  writeStatus(memory, FIELD.checkpointFile, file);
  writeStatus(memory, FIELD.checkpointed, sequence);
  writeStatus(memory, FIELD.checkpointProgress, 0);
  addToStatus(memory, FIELD.checkpoints, 1);
  loadBuffer(parts, 0);
}
