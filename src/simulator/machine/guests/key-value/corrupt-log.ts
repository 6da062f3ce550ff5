import type { GuestMemory } from '../../../memory/guest-memory.ts';
import type { BlockDevice } from '../../../storage/block-device.ts';
import { mount } from '../../../storage/file-system/file-system.ts';
import { readStatus } from '../server/status-page.ts';
import { toBytes } from '../server/words.ts';
import { LOG_PATH } from './files.ts';
import { RECORD_BYTES, RECORDS_PER_BLOCK } from './shape.ts';
import { FIELD } from './state.ts';

/** Where the value of a record stands in its line. */
const VALUE_AT = 26;

/** Overwrites the value in one record of each block of the log that is on the disk; returns how many. */
export function corruptLog(memory: GuestMemory, disk: BlockDevice, random: () => number): number {
  const records = readStatus(memory, FIELD.flushed) - readStatus(memory, FIELD.checkpointed);
  let overwritten = 0;
  for (let first = 0; first < records; first += RECORDS_PER_BLOCK) {
    const record = first + (random() % Math.min(RECORDS_PER_BLOCK, records - first));
    mount(disk).writeAt(LOG_PATH, record * RECORD_BYTES + VALUE_AT, toBytes('********'));
    overwritten++;
  }
  return overwritten;
}
