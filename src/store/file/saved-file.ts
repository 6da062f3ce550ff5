/**
 * The file of a saved world:
 *
 *     8 bytes   "VIRTLAB\n"
 *     4 bytes   version of this layout, 2
 *     32 bytes  SHA-256 of the rest
 *     the rest  deflated: length of the JSON, the JSON, then the leaves one after the other
 *
 * Numbers are little-endian, as the leaves are. The JSON names each leaf's kind and length.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';
import type { WorldOrigin } from '../../protocol/world.ts';
import { type KeptWorld, UnreadableWorld } from '../world-store.ts';
import { flatten, type FlatWorld, fromFirstLayout, type LeafData, restoreShape } from './flat-world.ts';

const MAGIC = Buffer.from('VIRTLAB\n', 'latin1');
/** Of version 1, in which everything but leaves was in the header, no more are written. */
const LAYOUT_VERSION = 2;
const VERSION_AT = MAGIC.length;
const CHECKSUM_AT = VERSION_AT + 4;
const CONTENT_AT = CHECKSUM_AT + 32;

const deflateAside = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const inflateAside = promisify<Uint8Array, Buffer>(inflate);

/** The bytes of the file, in chunks to be written in this order. */
export async function encodeWorld(kept: KeptWorld): Promise<readonly Uint8Array[]> {
  const content = await deflateAside(packed(kept), { level: constants.Z_BEST_SPEED });
  const head = Buffer.alloc(CONTENT_AT);
  MAGIC.copy(head);
  head.writeUInt32LE(LAYOUT_VERSION, VERSION_AT);
  checksum(content).copy(head, CHECKSUM_AT);
  return [head, content];
}

/** Throws `UnreadableWorld` where the file is damaged, cut short, empty or from a newer VirtLab. */
export async function decodeWorld(file: Buffer): Promise<KeptWorld> {
  if (file.length === 0) throw new UnreadableWorld('The file is empty.');
  if (file.length < CONTENT_AT) throw new UnreadableWorld('The file is cut short.');
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new UnreadableWorld('The file does not begin as a saved data center does.');
  }
  const version = file.readUInt32LE(VERSION_AT);
  if (version < 1 || version > LAYOUT_VERSION) {
    throw new UnreadableWorld(`The file has version ${version}; this VirtLab reads versions up to ${LAYOUT_VERSION}.`);
  }
  const content = file.subarray(CONTENT_AT);
  if (!checksum(content).equals(file.subarray(CHECKSUM_AT, CONTENT_AT))) {
    throw new UnreadableWorld('The file is damaged or cut short: its checksum does not fit.');
  }
  try {
    return unpacked(await inflateAside(content), version);
  } catch (error) {
    // Whole, and yet no world: whoever wrote it was not VirtLab, or had a fault.
    throw new UnreadableWorld('The file is whole, but what is in it is no data center.', { cause: error });
  }
}

function checksum(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

interface Directory extends Omit<FlatWorld, 'leaves'> {
  readonly version: number;
  readonly origin: WorldOrigin;
  readonly pristine: boolean;
  /** Kind and length in elements of each leaf: `b` bytes, `n` numbers. */
  readonly leaves: readonly (readonly ['b' | 'n', number])[];
}

function packed({ world, origin, pristine }: KeptWorld): Uint8Array {
  const { leaves, ...flat } = flatten(world);
  const directory: Directory = {
    ...flat, version: world.version, origin, pristine,
    leaves: leaves.map((leaf) => [leaf instanceof Uint8Array ? 'b' : 'n', leaf.length]),
  };
  const json = Buffer.from(JSON.stringify(directory));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...leaves.map(bytesOf)]);
}

function bytesOf(leaf: LeafData): Uint8Array {
  return new Uint8Array(leaf.buffer, leaf.byteOffset, leaf.byteLength);
}

function unpacked(content: Buffer, layout: number): KeptWorld {
  const end = 4 + content.readUInt32LE(0);
  const { leaves, origin, pristine, ...flat } = JSON.parse(content.toString('utf8', 4, end)) as Directory;
  let at = end;
  const take = (bytes: number): ArrayBuffer => {
    const copy = new Uint8Array(bytes);
    copy.set(content.subarray(at, at + bytes));
    at += bytes;
    return copy.buffer;
  };
  const read = leaves.map(([kind, length]) =>
    kind === 'b' ? new Uint8Array(take(length)) : new Uint32Array(take(4 * length)),
  );
  const world = layout === 1 ? fromFirstLayout(flat.header, read) : restoreShape({ ...flat, leaves: read });
  return { world, origin, pristine };
}
