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
 * leaves is missing, or does not have the content that it was saved with. `leaves` are those that were read before.
 */
export function pageReader(database: Database, { foundLeaf, foundDirectory } = NOBODY, leaves = new Map<number, Leaf>()): (number: number) => Directory {
  const directories = new Map<number, Directory>();
  const leafOf = (number: number): Leaf | undefined => {
    if (number === ZEROS) return undefined;
    let leaf = leaves.get(number);
    if (leaf === undefined) {
      leaf = readLeaf(database, number);
      leaves.set(number, leaf);
      foundLeaf(leaf, number);
    }
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

/** All leaves that are whole, by their numbers: in the order in which they lie on the disk, which takes half as long as to ask for each. */
export function readAllLeaves(database: Database, { foundLeaf }: Finder): Map<number, Leaf> {
  const leaves = new Map<number, Leaf>();
  for (const { number, hash, data } of database.prepare('SELECT number, hash, data FROM leaves').iterate() as Iterable<LeafRow>) {
    const content = unpackLeaf(hash, data);
    if (content === null) continue;
    const leaf = { data: content };
    leaves.set(number, leaf);
    foundLeaf(leaf, number);
  }
  return leaves;
}

interface LeafRow {
  readonly number: number;
  readonly hash: string;
  readonly data: Uint8Array;
}

function readLeaf(database: Database, number: number): Leaf {
  const row = database.prepare('SELECT number, hash, data FROM leaves WHERE number = ?').get(number) as LeafRow | undefined;
  if (row === undefined) throw new Error('A part of the memory is missing.');
  const data = unpackLeaf(row.hash, row.data);
  if (data === null) throw new Error('A page of memory does not have the content that it was saved with.');
  return { data };
}
