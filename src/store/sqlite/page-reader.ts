import { crc32 } from 'node:zlib';
import type { Database } from './database.ts';
import { type Directory, type Leaf, unpackLeaf } from './leaf-content.ts';

/** In a directory's list: a leaf of zeros. */
export const ZEROS = 0;

/** Who hears under which numbers objects were found. */
export interface Finder {
  readonly foundLeaf: (leaf: Leaf, number: number) => void;
  readonly foundDirectory: (directory: Directory, number: number) => void;
}

const NOBODY: Finder = { foundLeaf: () => undefined, foundDirectory: () => undefined };

/**
 * Reads directories with their leaves; the same number gives the same object. Throws where a directory or one of its
 * leaves is missing, or does not have the content that it was saved with.
 */
export function pageReader(database: Database, { foundLeaf, foundDirectory } = NOBODY): (number: number) => Directory {
  const directories = new Map<number, Directory>();
  const leaves = new Map<number, Leaf>();
  const leafOf = (number: number): Leaf | undefined => {
    if (number === ZEROS) return undefined;
    const known = leaves.get(number);
    if (known !== undefined) return known;
    const leaf = readLeaf(database, number);
    leaves.set(number, leaf);
    foundLeaf(leaf, number);
    return leaf;
  };
  return (number) => {
    const known = directories.get(number);
    if (known !== undefined) return known;
    const directory: Directory = { owner: null, leaves: leavesOfDirectory(database, number).map(leafOf) };
    directories.set(number, directory);
    foundDirectory(directory, number);
    return directory;
  };
}

/** Numbers of the leaves of a directory, 0 for one of zeros. Throws where it is missing or damaged. */
export function leavesOfDirectory(database: Database, number: number): number[] {
  const row = database.prepare('SELECT checksum, leaves FROM directories WHERE number = ?').get(number);
  const bytes = row?.['leaves'] as Uint8Array | undefined;
  if (bytes === undefined || crc32(bytes) !== row?.['checksum']) throw new Error('A part of the memory is missing.');
  return Array.from(new Uint32Array(Uint8Array.from(bytes).buffer));
}

function readLeaf(database: Database, number: number): Leaf {
  const row = database.prepare('SELECT hash, data FROM leaves WHERE number = ?').get(number);
  if (row === undefined) throw new Error('A part of the memory is missing.');
  return { data: unpackLeaf(row['hash'] as string, row['data'] as Uint8Array) };
}
