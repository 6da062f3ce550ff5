import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../../../storage/block-device.ts';
import { mount } from '../../../storage/file-system/file-system.ts';
import { fileDevice } from '../server/file-device.ts';
import { writeHeader } from './checkpoint.ts';
import { checkpointBlocks, LOG_BLOCKS } from './shape.ts';
import type { KeyValueFiles } from './state.ts';

const FOLDER = '/kv';
/** Where the write-ahead log is. */
export const LOG_PATH = `${FOLDER}/log`;
const CHECKPOINT_PATHS = [`${FOLDER}/checkpoint-0`, `${FOLDER}/checkpoint-1`] as const;

/** The files on the server's disk, which are looked for when they are read or written. */
export function filesOn(disk: BlockDevice, slots: number): KeyValueFiles {
  const [one, other] = CHECKPOINT_PATHS;
  const blocks = checkpointBlocks(slots);
  return {
    log: fileDevice(disk, LOG_PATH, LOG_BLOCKS),
    checkpoints: [fileDevice(disk, one, blocks), fileDevice(disk, other, blocks)],
  };
}

/** Makes the files of a server that has none yet: an empty log, and a checkpoint of an empty table. */
export function installFiles(disk: BlockDevice, slots: number): void {
  const files = mount(disk);
  files.makeDirectory(FOLDER);
  for (const path of CHECKPOINT_PATHS) files.writeFile(path, emptyLines(checkpointBlocks(slots)));
  files.writeFile(LOG_PATH, emptyLines(LOG_BLOCKS));
  writeHeader(filesOn(disk, slots).checkpoints[0], { sequence: 0, contents: 0 });
}

/** A text file of empty lines, to be written in place. */
function emptyLines(blocks: number): Uint8Array {
  return new Uint8Array(blocks * DEVICE_BLOCK_BYTES).fill(10);
}
