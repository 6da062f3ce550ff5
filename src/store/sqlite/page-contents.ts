import { crc32 } from 'node:zlib';
import type { Database } from './database.ts';
import { type Directory, hashOfLeaf, type Leaf, packLeaf } from './leaf-content.ts';
import { type Finder, leavesOfDirectory, pageReader, readAllLeaves, ZEROS } from './page-reader.ts';

/**
 * The leaves and directories of page tables in a database, each there once. An object that has been written is known
 * again, so that a save looks only at what is new; a leaf whose content is there already, under whatever object, is not
 * written again.
 */
export class PageContents {
  readonly #database: Database;
  #leafNumbers = new WeakMap<Leaf, number>();
  #directoryNumbers = new WeakMap<Directory, number>();
  readonly #leavesByHash = new Map<string, number>();
  /** Those that are in the database: what was cleaned away is written again when it comes back. */
  readonly #leavesThere = new Set<number>();
  readonly #directoriesThere = new Set<number>();
  #nextLeaf = 1;
  #nextDirectory = 1;
  /** Bytes of leaves written since the last look for what nothing needs any more. */
  written = 0;

  constructor(database: Database) {
    this.#database = database;
    this.relearn();
  }

  /** Forgets what it knew, and looks what is there: after a transaction that came to nothing. */
  relearn(): void {
    this.#leafNumbers = new WeakMap();
    this.#directoryNumbers = new WeakMap();
    for (const known of [this.#leavesByHash, this.#leavesThere, this.#directoriesThere]) known.clear();
    for (const row of this.#database.prepare('SELECT number, hash FROM leaves').iterate() as Iterable<{ number: number; hash: string }>) {
      this.#leavesByHash.set(row.hash, row.number);
      this.#leavesThere.add(row.number);
    }
    for (const row of this.#database.prepare('SELECT number FROM directories').iterate() as Iterable<{ number: number }>) {
      this.#directoriesThere.add(row.number);
    }
    this.#nextLeaf = 1 + this.#database.number('SELECT max(number) FROM leaves');
    this.#nextDirectory = 1 + this.#database.number('SELECT max(number) FROM directories');
  }

  /** Number of a directory, which is written with its new leaves if it is new. */
  writeDirectory(directory: Directory): number {
    const known = this.#directoryNumbers.get(directory);
    if (known !== undefined && this.#directoriesThere.has(known)) return known;
    const numbers = Uint32Array.from(directory.leaves, (leaf) => (leaf === undefined ? ZEROS : this.#writeLeaf(leaf)));
    const bytes = new Uint8Array(numbers.buffer);
    const number = this.#nextDirectory++;
    this.#database.prepare('INSERT INTO directories VALUES (?, ?, ?)').run(number, crc32(bytes), bytes);
    this.#directoryNumbers.set(directory, number);
    this.#directoriesThere.add(number);
    return number;
  }

  /** Reads directories as `pageReader` does, and knows what it has read. */
  reader(): (number: number) => Directory {
    const finder: Finder = {
      foundLeaf: (leaf, number) => this.#leafNumbers.set(leaf, number),
      foundDirectory: (directory, number) => this.#directoryNumbers.set(directory, number),
    };
    return pageReader(this.#database, finder, readAllLeaves(this.#database, finder));
  }

  /** Takes out all directories and leaves but those that are used. */
  removeOthers(directories: ReadonlySet<number>): void {
    const used = new Set<number>();
    for (const number of directories) for (const leaf of leavesOfDirectory(this.#database, number)) used.add(leaf);
    for (const number of this.#directoriesThere) {
      if (directories.has(number)) continue;
      this.#database.prepare('DELETE FROM directories WHERE number = ?').run(number);
      this.#directoriesThere.delete(number);
    }
    for (const [hash, number] of this.#leavesByHash) {
      if (used.has(number)) continue;
      this.#database.prepare('DELETE FROM leaves WHERE number = ?').run(number);
      this.#leavesThere.delete(number);
      this.#leavesByHash.delete(hash);
    }
    this.written = 0;
  }

  #writeLeaf(leaf: Leaf): number {
    const known = this.#leafNumbers.get(leaf);
    if (known !== undefined && this.#leavesThere.has(known)) return known;
    const hash = hashOfLeaf(leaf.data);
    let number = this.#leavesByHash.get(hash);
    if (number === undefined) {
      number = this.#nextLeaf++;
      const packed = packLeaf(leaf.data);
      this.#database.prepare('INSERT INTO leaves VALUES (?, ?, ?)').run(number, hash, packed);
      this.#leavesByHash.set(hash, number);
      this.#leavesThere.add(number);
      this.written += packed.byteLength;
    }
    this.#leafNumbers.set(leaf, number);
    return number;
  }
}
