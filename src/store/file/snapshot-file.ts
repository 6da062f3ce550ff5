/**
 * The file of an exported snapshot:
 *
 *     8 bytes   "VIRTSNAP"
 *     4 bytes   version of this layout, 1
 *     32 bytes  SHA-256 of the rest
 *     the rest  deflated: length of the JSON, the JSON, then the leaves one after the other
 *
 * Numbers are little-endian, as the leaves are. The JSON names each leaf's kind and length.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { constants, deflate, inflate } from 'node:zlib';
import type { ExportedSnapshot } from '../../simulator/index.ts';
import { flatten, type FlatWorld, type LeafData, restoreShape } from './flat-world.ts';

const MAGIC = Buffer.from('VIRTSNAP', 'latin1');
const LAYOUT_VERSION = 1;
const VERSION_AT = MAGIC.length;
const CHECKSUM_AT = VERSION_AT + 4;
const CONTENT_AT = CHECKSUM_AT + 32;

const deflateAside = promisify<Uint8Array, { level: number }, Buffer>(deflate);
const inflateAside = promisify<Uint8Array, Buffer>(inflate);

interface Directory extends Omit<FlatWorld, 'leaves' | 'trace'> {
  readonly version: ExportedSnapshot['version'];
  /** Kind and length in elements of each leaf: `b` bytes, `n` numbers. */
  readonly leaves: readonly (readonly ['b' | 'n', number])[];
}

/** A file that holds no snapshot that can be read; the message is one sentence that says why. */
class UnreadableSnapshot extends Error {
  override readonly name = 'UnreadableSnapshot';
}

export async function encodeSnapshot(snapshot: ExportedSnapshot): Promise<Uint8Array> {
  const content = await deflateAside(packed(snapshot), { level: constants.Z_BEST_SPEED });
  const head = Buffer.alloc(CONTENT_AT);
  MAGIC.copy(head);
  head.writeUInt32LE(LAYOUT_VERSION, VERSION_AT);
  checksum(content).copy(head, CHECKSUM_AT);
  return Buffer.concat([head, content]);
}

/** Throws `UnreadableSnapshot` where the file is damaged, cut short, of another kind or from a newer VirtLab. */
export async function decodeSnapshot(bytes: Uint8Array): Promise<ExportedSnapshot> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!file.subarray(0, MAGIC.length).equals(MAGIC)) throw new UnreadableSnapshot('The file is not an exported snapshot.');
  if (file.length < CONTENT_AT) throw new UnreadableSnapshot('The file of the snapshot is cut short.');
  const version = file.readUInt32LE(VERSION_AT);
  if (version !== LAYOUT_VERSION) {
    throw new UnreadableSnapshot(`The file of the snapshot has version ${version}; this VirtLab reads version ${LAYOUT_VERSION}.`);
  }
  const content = file.subarray(CONTENT_AT);
  if (!checksum(content).equals(file.subarray(CHECKSUM_AT, CONTENT_AT))) {
    throw new UnreadableSnapshot('The file of the snapshot is damaged or cut short: its checksum does not fit.');
  }
  try {
    return unpacked(await inflateAside(content));
  } catch (error) {
    throw new UnreadableSnapshot('The file is whole, but what is in it is no snapshot.', { cause: error });
  }
}

function checksum(content: Uint8Array): Buffer {
  return createHash('sha256').update(content).digest();
}

function packed({ version, ...snapshot }: ExportedSnapshot): Uint8Array {
  const { header, tables, directories, states, leaves } = flatten({ ...snapshot, version: 2, trace: [] });
  const directory: Directory = {
    version, header, tables, directories, states,
    leaves: leaves.map((leaf) => [leaf instanceof Uint8Array ? 'b' : 'n', leaf.length]),
  };
  const json = Buffer.from(JSON.stringify(directory));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([length, json, ...leaves.map((leaf) => new Uint8Array(leaf.buffer, leaf.byteOffset, leaf.byteLength))]);
}

function unpacked(content: Buffer): ExportedSnapshot {
  const end = 4 + content.readUInt32LE(0);
  const { version, leaves, ...flat } = JSON.parse(content.toString('utf8', 4, end)) as Directory;
  let place = end;
  const read = leaves.map(([kind, length]): LeafData => {
    const bytes = kind === 'b' ? length : 4 * length;
    // A copy of its own, which begins where numbers may begin.
    const copy = new Uint8Array(bytes);
    copy.set(content.subarray(place, place + bytes));
    place += bytes;
    return kind === 'b' ? copy : new Uint32Array(copy.buffer);
  });
  const { header, tables, states } = restoreShape({ ...flat, trace: [], leaves: read });
  return { version, header, tables, states };
}
