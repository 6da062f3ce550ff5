import { countBits, lowestBit } from '../memory/page-bitmap.ts';

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
    set.#addRun(0, count);
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

  /** Whole words at a time where it can. */
  #addRun(first: number, length: number): void {
    for (let cluster = first; cluster < first + length; ) {
      const isWhole = cluster % 32 === 0 && cluster + 32 <= first + length;
      this.add(cluster);
      if (!isWhole) {
        cluster++;
        continue;
      }
      const words = this.#tables.get(cluster >>> TABLE_SHIFT) as Uint32Array;
      const place = (cluster & (CLUSTERS_PER_TABLE - 1)) >>> 5;
      this.#count += 32 - countBits(words[place] as number);
      words[place] = 0xffff_ffff;
      cluster += 32;
    }
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

  /** How many clusters it has that the other set lacks. */
  countBeyond(other: ClusterSet): number {
    let count = 0;
    for (const [index, words] of this.#tables) {
      const others = other.#tables.get(index);
      words.forEach((word, place) => {
        count += countBits(word & ~(others?.[place] ?? 0));
      });
    }
    return count;
  }

  copy(): ClusterSet {
    const copy = new ClusterSet();
    copy.addAll(this);
    return copy;
  }

  /** The clusters in ascending order. */
  *[Symbol.iterator](): Generator<number, void> {
    for (const index of this.#indices()) {
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
    const note = (first: number, length: number): void => {
      if (first === end) runs[runs.length - 1] = (runs[runs.length - 1] as number) + length;
      else runs.push(first, length);
      end = first + length;
    };
    for (const index of this.#indices()) {
      (this.#tables.get(index) as Uint32Array).forEach((word, place) => {
        const first = index * CLUSTERS_PER_TABLE + place * 32;
        if (word === 0xffff_ffff) note(first, 32);
        else for (let left = word; left !== 0; left &= left - 1) note(first + lowestBit(left), 1);
      });
    }
    const bytes = new DataView(new ArrayBuffer(runs.length * 4));
    runs.forEach((value, at) => {
      bytes.setUint32(at * 4, value, true);
    });
    return new Uint8Array(bytes.buffer);
  }

  #indices(): number[] {
    return [...this.#tables.keys()].sort((one, other) => one - other);
  }

  /** The set that `toBytes` wrote. */
  static ofBytes(bytes: Uint8Array): ClusterSet {
    const set = new ClusterSet();
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      set.#addRun(view.getUint32(at, true), view.getUint32(at + 4, true));
    }
    return set;
  }
}

function bitsIn(words: Uint32Array): number {
  let bits = 0;
  for (const word of words) bits += countBits(word);
  return bits;
}
