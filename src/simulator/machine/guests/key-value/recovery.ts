import { Panic } from '../server/panic.ts';
import { LIFE, REGISTER } from '../server/server-memory.ts';
import { addToStatus, clearStatus, readStatus, writeStatus } from '../server/status-page.ts';
import { readHeader, readTableBlock } from './checkpoint.ts';
import { expectEnd, loadBuffer, readRecord } from './log.ts';
import { SLOTS_PER_BLOCK } from './shape.ts';
import { apply, FIELD, type KeyValueParts } from './state.ts';
import { checksumOfEntry } from './table.ts';

/** Records that one step of recovery applies. */
const RECORDS_PER_STEP = 4;

/** After power-on: finds the newer one of the two checkpoints. */
export function beginRecovery({ registers, memory, checkpoints }: KeyValueParts): void {
  clearStatus(memory);
  const [one, other] = checkpoints.map(readHeader);
  if (!one && !other) throw new Panic('checkpoint');
  const newer = (other?.sequence ?? -1) > (one?.sequence ?? -1) ? 1 : 0;
  const sequence = (newer === 1 ? other : one)?.sequence ?? 0;
  writeStatus(memory, FIELD.checkpointFile, newer);
  writeStatus(memory, FIELD.checkpointed, sequence);
  registers[REGISTER.life] = LIFE.recovering;
}

/** One step: a block of the checkpoint, or a few records of the log; after the last the server serves. */
export function recoverOn(parts: KeyValueParts): void {
  const { memory, table } = parts;
  const blocks = readStatus(memory, FIELD.recoveredBlocks);
  if (blocks < table.slots / SLOTS_PER_BLOCK) loadBlock(parts, blocks);
  else replay(parts);
}

function loadBlock({ memory, table, checkpoints }: KeyValueParts, block: number): void {
  const file = checkpoints[readStatus(memory, FIELD.checkpointFile) as 0 | 1];
  for (const entry of readTableBlock(file, block, table)) {
    addToStatus(memory, FIELD.keys, 1);
    addToStatus(memory, FIELD.contents, checksumOfEntry(entry));
  }
  addToStatus(memory, FIELD.recoveredBlocks, 1);
  if (block + 1 < table.slots / SLOTS_PER_BLOCK) return;
  const header = readHeader(file);
  if (header?.contents !== readStatus(memory, FIELD.contents)) throw new Panic('table-checksum');
  writeStatus(memory, FIELD.sequence, readStatus(memory, FIELD.checkpointed));
}

function replay(parts: KeyValueParts): void {
  const { registers, memory } = parts;
  for (let count = 0; count < RECORDS_PER_STEP; count++) {
    const place = readStatus(memory, FIELD.recoveredRecords);
    const entry = readRecord(parts, place);
    if (entry !== null) {
      apply(parts, entry);
      addToStatus(memory, FIELD.recoveredRecords, 1);
      continue;
    }
    expectEnd(parts, place);
    loadBuffer(parts, place);
    writeStatus(memory, FIELD.flushed, readStatus(memory, FIELD.sequence));
    registers[REGISTER.life] = LIFE.serving;
    return;
  }
}
