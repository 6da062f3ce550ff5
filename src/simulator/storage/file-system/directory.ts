import { DEVICE_BLOCK_BYTES } from '../block-device.ts';
import { appendContent, overwriteContent, readContent } from './content.ts';
import { FileSystemError } from './file-system-error.ts';
import type { Inode } from './inode.ts';
import type { Transaction } from './transaction.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';

/** A directory is a file of entries of 128 bytes: the inode's number (0: free), the name's length, the name. */
const ENTRY_BYTES = 128;
const NAME_AT = 5;
const LONGEST_NAME = ENTRY_BYTES - NAME_AT;

/** A name in a directory. */
export interface Entry {
  readonly name: string;
  readonly inode: number;
  /** Where in the directory's content it stands. */
  readonly offset: number;
}

/** All names in a directory, in the order in which they stand on the disk. */
export function entriesOf(transaction: Transaction, directory: Inode): Entry[] {
  const content = readContent(transaction, directory);
  const view = new DataView(content.buffer);
  const entries: Entry[] = [];
  for (let offset = 0; offset + ENTRY_BYTES <= content.length; offset += ENTRY_BYTES) {
    const inode = view.getUint32(offset, true);
    if (inode === 0) continue;
    const length = Math.min(view.getUint8(offset + 4), LONGEST_NAME);
    entries.push({ inode, offset, name: decodeUtf8(content.subarray(offset + NAME_AT, offset + NAME_AT + length)) });
  }
  return entries;
}

/** Adds an entry in the first free place. The name must be free. */
export function addEntry(transaction: Transaction, directory: Inode, name: string, inode: number): void {
  const bytes = new Uint8Array(ENTRY_BYTES);
  const encoded = encodeUtf8(name);
  new DataView(bytes.buffer).setUint32(0, inode, true);
  bytes[4] = encoded.length;
  bytes.set(encoded, NAME_AT);
  const free = freePlace(transaction, directory);
  if (free !== null) {
    overwriteContent(transaction, directory, free, bytes);
    return;
  }
  const block = new Uint8Array(DEVICE_BLOCK_BYTES);
  block.set(bytes);
  appendContent(transaction, directory, block);
}

/** Frees an entry's place; its inode stays. */
export function removeEntry(transaction: Transaction, directory: Inode, { offset }: Entry): void {
  overwriteContent(transaction, directory, offset, new Uint8Array(ENTRY_BYTES));
}

/** Refuses a name that cannot be stored, or that a path could not name. */
export function expectName(name: string): void {
  const isWhole = decodeUtf8(encodeUtf8(name)) === name;
  if (name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name) && isWhole && encodeUtf8(name).length <= LONGEST_NAME) return;
  throw new FileSystemError('bad-name', `"${name}" cannot be a name: it has 1 to ${LONGEST_NAME} bytes, no slash, and is neither "." nor "..".`);
}

function freePlace(transaction: Transaction, directory: Inode): number | null {
  const content = readContent(transaction, directory);
  const view = new DataView(content.buffer);
  for (let offset = 0; offset + ENTRY_BYTES <= content.length; offset += ENTRY_BYTES) {
    if (view.getUint32(offset, true) === 0) return offset;
  }
  return null;
}
