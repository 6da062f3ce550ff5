import { countBits } from '../memory/page-bitmap.ts';

/** The unit in which an image file allocates: the default of qemu-img (docs/interop/qcow2.txt, cluster_bits 16). */
export const CLUSTER_BYTES = 65_536;

/** Entries of 8 bytes in a second-level table, which fills a cluster (qcow2.txt: "Cluster mapping"). */
const CLUSTERS_PER_TABLE = CLUSTER_BYTES / 8;
const TABLE_SHIFT = 13;
const WORDS_PER_TABLE = CLUSTERS_PER_TABLE / 32;

/**
 * Which clusters an image has of its own. Two levels like qcow2's mapping: a second-level table comes into being with
 * the first cluster in its reach, so that an overlay of a huge disk takes room for what was written and no more.
 */
export class ClusterSet {
  readonly #tables = new Map<number, Uint32Array>();
  #count = 0;
  /** What `toBytes` returned, as long as it holds. */
  #bytes: Uint8Array | null = null;

  /** The clusters 0 to `count` - 1. */
  static upTo(count: number): ClusterSet {
    const set = new ClusterSet();
    for (let first = 0; first < count; first += CLUSTERS_PER_TABLE) {
      const words = new Uint32Array(WORDS_PER_TABLE);
      const here = Math.min(count - first, CLUSTERS_PER_TABLE);
      words.fill(0xffff_ffff, 0, here >>> 5);
      if (here % 32 !== 0) words[here >>> 5] = 2 ** (here % 32) - 1;
      set.#tables.set(first >>> TABLE_SHIFT, words);
    }
    set.#count = count;
    return set;
  }

  /** Number of clusters in it. */
  get count(): number {
    return this.#count;
  }

  /** Number of second-level tables; each is a cluster of the file too. */
  get tableCount(): number {
    return this.#tables.size;
  }

  has(cluster: number): boolean {
    const words = this.#tables.get(cluster >>> TABLE_SHIFT);
    if (words === undefined) return false;
    const place = cluster & (CLUSTERS_PER_TABLE - 1);
    return (((words[place >>> 5] as number) >>> (place & 31)) & 1) === 1;
  }

  /** Returns false where it was there already. */
  add(cluster: number): boolean {
    const index = cluster >>> TABLE_SHIFT;
    let words = this.#tables.get(index);
    if (words === undefined) {
      words = new Uint32Array(WORDS_PER_TABLE);
      this.#tables.set(index, words);
    }
    const place = cluster & (CLUSTERS_PER_TABLE - 1);
    const word = words[place >>> 5] as number;
    const bit = 1 << (place & 31);
    if ((word & bit) !== 0) return false;
    words[place >>> 5] = word | bit;
    this.#count++;
    this.#bytes = null;
    return true;
  }

  /** Adds every cluster of the other set; returns how many were not here before. */
  addAll(other: ClusterSet): number {
    const before = this.#count;
    this.#bytes = null;
    for (const [index, words] of other.#tables) {
      const own = this.#tables.get(index);
      if (own === undefined) {
        this.#tables.set(index, words.slice());
        this.#count += bitsIn(words);
        continue;
      }
      this.#count -= bitsIn(own);
      for (let word = 0; word < WORDS_PER_TABLE; word++) own[word] = (own[word] as number) | (words[word] as number);
      this.#count += bitsIn(own);
    }
    return this.#count - before;
  }

  copy(): ClusterSet {
    const copy = new ClusterSet();
    copy.addAll(this);
    return copy;
  }

  /** The clusters in ascending order. */
  *[Symbol.iterator](): Generator<number, void> {
    const indices = [...this.#tables.keys()].sort((one, other) => one - other);
    for (const index of indices) {
      const words = this.#tables.get(index) as Uint32Array;
      for (let place = 0; place < CLUSTERS_PER_TABLE; place++) {
        if (place % 32 === 0 && words[place >>> 5] === 0) place += 31;
        else if ((((words[place >>> 5] as number) >>> (place & 31)) & 1) === 1) yield index * CLUSTERS_PER_TABLE + place;
      }
    }
  }

  /** Runs in ascending order, first cluster and length of each, 32-bit little-endian; the same array until something is added. */
  toBytes(): Uint8Array {
    this.#bytes ??= this.#runs();
    return this.#bytes;
  }

  #runs(): Uint8Array {
    const runs: number[] = [];
    let end = -1;
    for (const cluster of this) {
      if (cluster === end) runs[runs.length - 1] = (runs[runs.length - 1] as number) + 1;
      else runs.push(cluster, 1);
      end = cluster + 1;
    }
    const bytes = new DataView(new ArrayBuffer(runs.length * 4));
    runs.forEach((value, index) => {
      bytes.setUint32(index * 4, value, true);
    });
    return new Uint8Array(bytes.buffer);
  }

  static ofBytes(bytes: Uint8Array): ClusterSet {
    const set = new ClusterSet();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      const first = view.getUint32(at, true);
      const end = first + view.getUint32(at + 4, true);
      for (let cluster = first; cluster < end; cluster++) set.add(cluster);
    }
    return set;
  }
}

function bitsIn(words: Uint32Array): number {
  let bits = 0;
  for (const word of words) bits += countBits(word);
  return bits;
}
