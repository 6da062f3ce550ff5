import type { GuestMemory } from '../../../memory/guest-memory.ts';
import { PAGE_BYTES } from '../../../memory/page.ts';
import { Panic } from '../server/panic.ts';
import { memoryWith, PROGRAM_ADDRESS } from '../server/server-memory.ts';
import { checksumOfBytes, checksumOfWords, readBytes, toBytes, toText, writeBytes } from '../server/words.ts';
import type { SiteFile } from './site.ts';

/** A line of the directory: the path, then size, checksum, whether the content is in memory, and the line's own checksum. */
const ENTRY_BYTES = 64;
const PATH_BYTES = 32;
/** The directory is one page. */
export const MOST_FILES = PAGE_BYTES / ENTRY_BYTES;

/** The directory: what the server knows of its files. */
export const DIRECTORY_ADDRESS = PROGRAM_ADDRESS;
/** A page of memory for each file. */
const CONTENT_ADDRESS = DIRECTORY_ADDRESS + PAGE_BYTES;

/** Memory that a web server with so many files needs. */
export function webMemoryBytes(fileCount: number): number {
  return memoryWith(PAGE_BYTES + fileCount * PAGE_BYTES);
}

/** Where the contents of so many files end. */
export function endOfCache(fileCount: number): number {
  return CONTENT_ADDRESS + fileCount * PAGE_BYTES;
}

/** A line of the directory. */
export interface CachedFile extends SiteFile {
  readonly isLoaded: boolean;
}

/** What the server knows of its files, in a page of memory, and their contents in the pages behind it. */
export function writeEntry(memory: GuestMemory, index: number, { path, size, checksum, isLoaded }: CachedFile): void {
  const address = DIRECTORY_ADDRESS + index * ENTRY_BYTES;
  writeBytes(memory, address, toBytes(path.padEnd(PATH_BYTES, '\0')));
  memory.writeWord(address + 32, size);
  memory.writeWord(address + 36, checksum);
  memory.writeWord(address + 40, isLoaded ? 1 : 0);
  memory.writeWord(address + 44, sealOf(memory, address));
}

/** Panics where something else has written there. */
export function readEntry(memory: GuestMemory, index: number): CachedFile {
  const address = DIRECTORY_ADDRESS + index * ENTRY_BYTES;
  if (memory.readWord(address + 44) !== sealOf(memory, address)) throw new Panic('page-cache', address);
  return {
    path: toText(readBytes(memory, address, PATH_BYTES)).replace(/\0+$/, ''),
    size: memory.readWord(address + 32),
    checksum: memory.readWord(address + 36),
    isLoaded: memory.readWord(address + 40) === 1,
  };
}

/** Puts a file's content into memory, and notes that it is there. */
export function load(memory: GuestMemory, index: number, file: SiteFile, content: Uint8Array): void {
  writeBytes(memory, CONTENT_ADDRESS + index * PAGE_BYTES, content);
  writeEntry(memory, index, { ...file, isLoaded: true });
}

/** The content of a file as it stands in memory. Panics where its checksum is wrong. */
export function contentOf(memory: GuestMemory, index: number, { size, checksum }: SiteFile): Uint8Array {
  const address = CONTENT_ADDRESS + index * PAGE_BYTES;
  const content = readBytes(memory, address, 4 * Math.ceil(size / 4)).subarray(0, size);
  if (checksumOfBytes(content) !== checksum) throw new Panic('page-cache', address);
  return content;
}

function sealOf(memory: GuestMemory, address: number): number {
  const words = Array.from({ length: 11 }, (_, index) => memory.readWord(address + 4 * index));
  return checksumOfWords(...words);
}
