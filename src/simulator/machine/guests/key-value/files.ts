import type { BlockDevice } from '../../../storage/block-device.ts';
import { readHeader, writeHeader } from './checkpoint.ts';
import { checkpointBlocks, LOG_BLOCKS } from './shape.ts';
import type { KeyValueFiles } from './state.ts';

/** The files on the server's disk; null where they are not there. */
export function openFiles(disk: BlockDevice, slots: number): KeyValueFiles | null {
  const files = sections(disk, slots);
  return files.checkpoints.some((file) => readHeader(file) !== null) ? files : null;
}

/** Makes the files of a server that has nothing yet: an empty log, and a checkpoint of an empty table. */
export function createFiles(disk: BlockDevice, slots: number): KeyValueFiles {
  const files = sections(disk, slots);
  writeHeader(files.checkpoints[0], { sequence: 0, contents: 0 });
  return files;
}

function sections(disk: BlockDevice, slots: number): KeyValueFiles {
  const blocks = checkpointBlocks(slots);
  const section = (first: number, blockCount: number): BlockDevice => ({
    blockCount,
    readBlock: (block) => disk.readBlock(first + block),
    writeBlock: (block, data) => {
      disk.writeBlock(first + block, data);
    },
  });
  return {
    log: section(0, LOG_BLOCKS),
    checkpoints: [section(LOG_BLOCKS, blocks), section(LOG_BLOCKS + blocks, blocks)],
  };
}
