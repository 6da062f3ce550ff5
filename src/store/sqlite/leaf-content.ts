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

/** Null where the content is not the one that the hash is of. `packed` belongs to the leaf from now on. */
export function unpackLeaf(called: string, packed: Uint8Array): Leaf['data'] | null {
  const data = called.startsWith('b') ? inflated(packed) : numbersOf(packed);
  return data !== null && hashOfLeaf(data) === called ? data : null;
}

function inflated(packed: Uint8Array): Uint8Array | null {
  try {
    return Uint8Array.from(inflateRawSync(packed));
  } catch {
    return null;
  }
}

function bytesOf(data: Leaf['data']): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** In their place, where nothing else is. */
function numbersOf(packed: Uint8Array): Uint32Array | null {
  if (packed.byteLength % 4 !== 0) return null;
  const isOwnPlace = packed.byteOffset === 0 && packed.byteLength === packed.buffer.byteLength;
  return new Uint32Array((isOwnPlace ? packed : Uint8Array.from(packed)).buffer as ArrayBuffer);
}
