import { type BlockDevice, DEVICE_BLOCK_BYTES } from '../../../storage/block-device.ts';
import { mount } from '../../../storage/file-system/file-system.ts';
import { fileDevice } from '../server/file-device.ts';
import { writeHeader } from './checkpoint.ts';
import { checkpointBlocks, LOG_BLOCKS } from './shape.ts';
import type { KeyValueFiles } from './state.ts';

const FOLDER = '/kv';
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
  for (const path of CHECKPOINT_PATHS) files.allocate(path, checkpointBlocks(slots) * DEVICE_BLOCK_BYTES);
  files.allocate(LOG_PATH, LOG_BLOCKS * DEVICE_BLOCK_BYTES);
  writeHeader(filesOn(disk, slots).checkpoints[0], { sequence: 0, contents: 0 });
}
