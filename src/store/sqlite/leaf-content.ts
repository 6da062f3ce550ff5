import { hash } from 'node:crypto';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type { PageTableImage } from '../../simulator/index.ts';

export type Directory = NonNullable<PageTableImage['root']['directories'][number]>;
export type Leaf = NonNullable<Directory['leaves'][number]>;

/** Of SHA-256, so many hexadecimal digits: 128 bits, in which no two contents of one store ever meet. */
const DIGITS = 32;

/** What a leaf is called by: its kind, then a hash of its content. */
export function hashOfLeaf(data: Leaf['data']): string {
  const kind = data instanceof Uint8Array ? 'b' : 'n';
  return kind + hash('sha256', bytesOf(data), 'hex').slice(0, DIGITS);
}

/** As it lies in the database: real bytes are mostly zeros and are deflated, numbers hardly get smaller. */
export function packLeaf(data: Leaf['data']): Uint8Array {
  return data instanceof Uint8Array ? deflateRawSync(data, { level: constants.Z_BEST_SPEED }) : bytesOf(data);
}

/** Throws where the content is not the one that the hash is of. */
export function unpackLeaf(called: string, packed: Uint8Array): Leaf['data'] {
  const data = called.startsWith('b') ? Uint8Array.from(inflateRawSync(packed)) : numbersOf(packed);
  if (hashOfLeaf(data) !== called) throw new Error('A page of memory does not have the content that it was saved with.');
  return data;
}

function bytesOf(data: Leaf['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** A copy, whose place in memory is as numbers need it. */
function numbersOf(packed: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(packed).buffer);
}
