import type { GuestMemory } from '../../../memory/guest-memory.ts';
import { PAGE_BYTES } from '../../../memory/page.ts';
import type { BlockDevice } from '../../../storage/block-device.ts';
import { type FileSystem, mount } from '../../../storage/file-system/file-system.ts';

const WORDS_PER_PAGE = PAGE_BYTES / 4;
/** Words that a wild pointer overwrites in each page that it comes by. */
const WORDS_OVERWRITTEN = 8;

/** Overwrites words here and there in every second page or so from `start` to `end`, and in the last; returns how many. */
export function wildWrites(memory: GuestMemory, start: number, end: number, random: () => number): number {
  let words = 0;
  for (let page = start; page < end; page += PAGE_BYTES) {
    if (random() % 2 === 0 && page + PAGE_BYTES < end) continue;
    for (let count = 0; count < WORDS_OVERWRITTEN; count++) {
      memory.writeWord(page + 4 * (random() % WORDS_PER_PAGE), random());
      words++;
    }
  }
  return words;
}

/** Deletes every file and directory; returns how many files that were. */
export function deleteFiles(disk: BlockDevice): number {
  return deleteIn(mount(disk), '');
}

function deleteIn(files: FileSystem, directory: string): number {
  let deleted = 0;
  for (const { name, type } of files.list(directory)) {
    const path = `${directory}/${name}`;
    deleted += type === 'directory' ? deleteIn(files, path) : 1;
    files.remove(path);
  }
  return deleted;
}
