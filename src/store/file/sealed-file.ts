/**
 * The layout of the files in which worlds and snapshots are kept:
 *
 *     8 bytes   a word that tells what it is
 *     4 bytes   version of this layout
 *     32 bytes  SHA-256 of the rest
 *     the rest  deflated: length of the JSON, the JSON, then the leaves one after the other
 *
 * Numbers are little-endian, as the leaves are. The JSON names each leaf's kind and length.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';
import type { LeafData } from './flat-world.ts';

const WORD_BYTES = 8;
const VERSION_AT = WORD_BYTES;
const CHECKSUM_AT = VERSION_AT + 4;
const CONTENT_AT = CHECKSUM_AT + 32;

const deflateAside = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const inflateAside = promisify<Uint8Array, Buffer>(inflate);

/** What one kind of file has of its own. */
export interface FileKind {
  /** Eight characters of ASCII. */
  readonly word: string;
  /** The version of the layout that is written; all before it are read. */
  readonly version: number;
  /** Its name at the beginning of a sentence. */
  readonly name: string;
  /** What is said of a file of another kind, and of a whole one with something else in it. */
  readonly foreign: string;
  readonly senseless: string;
  readonly unreadable: new (message: string, options?: ErrorOptions) => Error;
}

/** The bytes of a file, in chunks to be written in this order. `directory` goes to JSON, with the leaves named in it. */
export async function seal({ word, version }: FileKind, directory: object, leaves: readonly LeafData[]): Promise<readonly Uint8Array[]> {
  const named = { ...directory, leaves: leaves.map((leaf) => [leaf instanceof Uint8Array ? 'b' : 'n', leaf.length]) };
  const json = Buffer.from(JSON.stringify(named));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const content = await deflateAside(Buffer.concat([length, json, ...leaves.map(bytesOf)]), { level: constants.Z_BEST_SPEED });
  const head = Buffer.alloc(CONTENT_AT);
  head.write(word, 'latin1');
  head.writeUInt32LE(version, VERSION_AT);
  checksum(content).copy(head, CHECKSUM_AT);
  return [head, content];
}

/**
 * Opens a file, and has `read` make sense of the directory and the leaves that were sealed in it. Throws the kind's
 * error where it is damaged, cut short, of another kind or from a newer VirtLab.
 */
export async function unseal<Result>(
  kind: FileKind, file: Buffer, read: (directory: unknown, leaves: readonly LeafData[], version: number) => Result,
): Promise<Result> {
  const { word, name, unreadable: Unreadable } = kind;
  if (!word.startsWith(file.toString('latin1', 0, WORD_BYTES)) || file.length === 0) throw new Unreadable(kind.foreign);
  if (file.length < CONTENT_AT) throw new Unreadable(`${name} is cut short.`);
  const version = file.readUInt32LE(VERSION_AT);
  if (version < 1 || version > kind.version) throw new Unreadable(`${name} has version ${version}; this VirtLab reads versions up to ${kind.version}.`);
  const content = file.subarray(CONTENT_AT);
  if (!checksum(content).equals(file.subarray(CHECKSUM_AT, CONTENT_AT))) {
    throw new Unreadable(`${name} is damaged or cut short: its checksum does not fit.`);
  }
  try {
    const inflated = await inflateAside(content);
    const end = 4 + inflated.readUInt32LE(0);
    const { leaves, ...directory } = JSON.parse(inflated.toString('utf8', 4, end)) as { leaves: readonly (readonly ['b' | 'n', number])[] };
    return read(directory, readLeaves(inflated.subarray(end), leaves), version);
  } catch (error) {
    // Whole, and yet not what it says: whoever wrote it was not VirtLab, or had a fault.
    throw new Unreadable(kind.senseless, { cause: error });
  }
}

/** `b` for a leaf of bytes, `n` for one of numbers, and how many. */
function readLeaves(bytes: Uint8Array, named: readonly (readonly ['b' | 'n', number])[]): LeafData[] {
  let at = 0;
  return named.map(([kind, length]) => {
    // A copy of its own, which begins where numbers may begin.
    const copy = new Uint8Array(kind === 'b' ? length : 4 * length);
    copy.set(bytes.subarray(at, at + copy.length));
    at += copy.length;
    return kind === 'b' ? copy : new Uint32Array(copy.buffer);
  });
}

function bytesOf(leaf: LeafData): Uint8Array {
  return new Uint8Array(leaf.buffer, leaf.byteOffset, leaf.byteLength);
}

function checksum(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}
