import { type ContentKind, elementsPerPage, isZeroPage, type PageBatch, type PageContents } from './contents.ts';
import { leafOfPage, NUMBERS_LEAF_SHIFT, placeInLeaf } from './owned-pages.ts';
import { PAGE_BYTES, type PageNumber } from './page.ts';
import type { SpareArrays } from './spare-arrays.ts';

type LeafData = Uint32Array | Uint8Array;

/** The content of a run of pages. It never changes, but where it is kept may: see `PageTable`. */
interface Leaf {
  data: LeafData;
}

interface Directory {
  readonly owner: object | null;
  readonly leaves: (Leaf | undefined)[];
}

interface Root {
  readonly owner: object | null;
  readonly directories: (Directory | undefined)[];
}

const NOTHING = new Uint32Array(0);
/** What an absent leaf of numbers shows. */
const ZEROS = new Uint32Array(2 ** NUMBERS_LEAF_SHIFT);

/** As in a page table of x86-64, where 512 entries of 8 bytes fill a page. */
export const LEAVES_PER_DIRECTORY = 512;
const DIRECTORY_SHIFT = 9;

/** 1024 numbers or 4 pages of bytes: the unit that the first write after a snapshot copies. */
function leafShift(kind: ContentKind): number {
  return kind === 'bytes' ? 2 : NUMBERS_LEAF_SHIFT;
}

/** Everything a page table holds at one moment, shared with the table it was taken of. Never changes. */
export interface PageTableImage {
  readonly kind: ContentKind;
  readonly pageCount: number;
  readonly root: Root;
}

/**
 * A persistent page table: a tree of three levels, root, directories and leaves, in which an absent node is all zeros.
 * `capture` shares the whole tree and takes the same time for any size: it only begins a new epoch, in which no leaf is
 * the table's own yet. The first write to a leaf makes it the table's own (copy on write).
 *
 * A table's own leaves lie side by side in one array, `#flat`, each at its place, so that a write is one look whether
 * the leaf is owned and one store. A leaf that an image holds may still be a window into that array; before the table
 * writes there again, the leaf gets a copy of what it shows.
 */
export class PageTable {
  readonly kind: ContentKind;
  readonly pageCount: number;
  readonly #size: number;
  readonly #leafShift: number;
  #owner: object = {};
  #root: Root;
  /** Made at the first write; untouched parts of it take no memory. */
  #flat: LeafData = NOTHING;
  /** For each leaf: the epoch in which the table made it its own. */
  #ownedIn: Uint32Array = NOTHING;
  #epoch = 1;
  /** Pages whose leaves were all found to be the table's own in an epoch. */
  #knownOwned = { epoch: 0, first: 0, last: 0 };
  /** For each leaf: whoever is a window into its place in `#flat`. */
  readonly #windows: (Leaf | undefined)[] = [];

  constructor(kind: ContentKind, pageCount: number, image?: PageTableImage) {
    this.kind = kind;
    this.pageCount = pageCount;
    this.#size = elementsPerPage(kind);
    this.#leafShift = leafShift(kind);
    this.#root = image?.root ?? { owner: null, directories: [] };
  }

  /** A table over captured content. Both may be written; neither sees the other's writes. */
  static of(image: PageTableImage): PageTable {
    return new PageTable(image.kind, image.pageCount, image);
  }

  /** The content as it is now. Costs the same for any size; the next writes copy the leaves they touch. */
  capture(): PageTableImage {
    this.#disown();
    return { kind: this.kind, pageCount: this.pageCount, root: this.#root };
  }

  /** Forgets the present content and goes on with what was captured. */
  restore(image: PageTableImage): void {
    this.#disown();
    this.#root = image.root;
  }

  /** Content number of a page; 0 is the zero page. Only for tables of numbers. */
  number(page: PageNumber): number {
    return this.leaf(page >>> this.#leafShift)?.[page & (this.pagesPerLeaf - 1)] ?? 0;
  }

  /** Gives a page this content. Only for tables of numbers. */
  setNumber(page: PageNumber, content: number): void {
    this.#own(page >>> this.#leafShift)[page] = content;
  }

  /**
   * Gives the first `count` of these pages the contents `content`, `content` + 1 and so on, and sets their bits in the
   * words of a bitmap if there is one. The inner loop of every workload: one pass over the pages.
   */
  setNumbers(pages: Uint32Array, count: number, content: number, marks: Uint32Array | null = null): void {
    let index = this.#setOwned(pages, 0, count, content, marks);
    while (index < count) {
      this.#own((pages[index] as PageNumber) >>> this.#leafShift);
      index = this.#setOwned(pages, index, count, content, marks);
    }
  }

  /** Does so up to the first page whose leaf is not the table's own; returns its place in the list. */
  #setOwned(pages: Uint32Array, from: number, count: number, content: number, marks: Uint32Array | null): number {
    const flat = this.#makeFlat();
    const ownedIn = this.#ownedIn;
    const epoch = this.#epoch;
    const shift = this.#leafShift;
    for (let index = from; index < count; index++) {
      const page = pages[index] as PageNumber;
      if (ownedIn[page >>> shift] !== epoch) return index;
      flat[page] = content + index;
      if (marks !== null) marks[page >>> 5] = (marks[page >>> 5] as number) | (1 << (page & 31));
    }
    return count;
  }

  /**
   * The content number of each page, to be written where `count` pages from `first` on are; null where a leaf of theirs
   * is not the table's own. Only for tables of numbers.
   */
  ownedContents(first: PageNumber, count: number): Uint32Array | null {
    const contents = this.#makeFlat() as Uint32Array;
    const known = this.#knownOwned;
    const last = first + count - 1;
    if (known.epoch === this.#epoch && known.first <= first && last <= known.last) return contents;
    for (let leaf = leafOfPage(first); leaf <= leafOfPage(last); leaf++) {
      if (this.#ownedIn[leaf] !== this.#epoch) return null;
    }
    this.#knownOwned = { epoch: this.#epoch, first, last };
    return contents;
  }

  /** A byte of memory, by its address. Only for tables of bytes. */
  byte(address: number): number {
    const page = Math.floor(address / PAGE_BYTES);
    return this.leaf(page >>> this.#leafShift)?.[address % (this.pagesPerLeaf * PAGE_BYTES)] ?? 0;
  }

  /** Writes a byte of memory, by its address. Only for tables of bytes. */
  setByte(address: number, value: number): void {
    this.#own(Math.floor(address / PAGE_BYTES) >>> this.#leafShift)[address] = value;
  }

  /** Copies of these pages. */
  read(pages: Uint32Array, spares?: SpareArrays): PageBatch {
    const contents = this.kind === 'numbers' ? this.#readNumbers(pages, spares?.take(pages.length) ?? new Uint32Array(pages.length)) : this.#readBytes(pages);
    return { pages, contents };
  }

  /** Puts pages in place. A page of zeros where nothing was ever written takes no memory. */
  write(batch: PageBatch): void {
    if (batch.contents.kind === 'numbers') this.#writeNumbers(batch.pages, batch.contents.data);
    else this.#writeBytes(batch.pages, batch.contents);
  }

  /** Fills the whole table with leaves that all share this content; costs one directory, whatever the size. */
  fillWith(leafContent: LeafData): void {
    const leaf: Leaf = { data: leafContent };
    const leafCount = Math.ceil(this.pageCount / 2 ** this.#leafShift);
    const whole = Math.floor(leafCount / LEAVES_PER_DIRECTORY);
    const directory: Directory = { owner: null, leaves: new Array<Leaf>(LEAVES_PER_DIRECTORY).fill(leaf) };
    const directories: (Directory | undefined)[] = new Array<Directory>(whole).fill(directory);
    const rest = leafCount - whole * LEAVES_PER_DIRECTORY;
    if (rest > 0) directories.push({ owner: null, leaves: new Array<Leaf>(rest).fill(leaf) });
    this.#disown();
    this.#root = { owner: null, directories };
  }

  /** The content of one leaf, not to be written; undefined where all of it is zero. */
  leaf(leafIndex: number): LeafData | undefined {
    return this.#root.directories[leafIndex >>> DIRECTORY_SHIFT]?.leaves[leafIndex & (LEAVES_PER_DIRECTORY - 1)]?.data;
  }

  get leafCount(): number {
    return Math.ceil(this.pageCount / 2 ** this.#leafShift);
  }

  /** Pages that a leaf stands for: the last one may reach beyond the end of memory. */
  pagesIn(leafIndex: number): number {
    return Math.min(this.pagesPerLeaf, this.pageCount - leafIndex * this.pagesPerLeaf);
  }

  get pagesPerLeaf(): number {
    return 2 ** this.#leafShift;
  }

  #readNumbers(pages: Uint32Array, data: Uint32Array): PageContents {
    for (let index = 0; index < pages.length; ) {
      const leafIndex = leafOfPage(pages[index] as PageNumber);
      const leaf = this.leaf(leafIndex) ?? ZEROS;
      for (; index < pages.length; index++) {
        const page = pages[index] as PageNumber;
        if (leafOfPage(page) !== leafIndex) break;
        data[index] = leaf[placeInLeaf(page)] as number;
      }
    }
    return { kind: 'numbers', data };
  }

  #readBytes(pages: Uint32Array): PageContents {
    const data = new Uint8Array(pages.length * PAGE_BYTES);
    for (let index = 0; index < pages.length; index++) {
      const page = pages[index] as PageNumber;
      const leaf = this.leaf(page >>> this.#leafShift);
      if (leaf === undefined) continue;
      const start = (page & (this.pagesPerLeaf - 1)) * PAGE_BYTES;
      data.set(leaf.subarray(start, start + PAGE_BYTES), index * PAGE_BYTES);
    }
    return { kind: 'bytes', data };
  }

  #writeNumbers(pages: Uint32Array, contents: Uint32Array): void {
    for (let index = 0; index < pages.length; ) {
      const leafIndex = leafOfPage(pages[index] as PageNumber);
      if (contents[index] === 0 && this.leaf(leafIndex) === undefined) {
        index++;
        continue;
      }
      const flat = this.#own(leafIndex);
      for (; index < pages.length; index++) {
        const page = pages[index] as PageNumber;
        if (leafOfPage(page) !== leafIndex) break;
        flat[page] = contents[index] as number;
      }
    }
  }

  #writeBytes(pages: Uint32Array, contents: PageContents): void {
    for (let index = 0; index < pages.length; index++) {
      const page = pages[index] as PageNumber;
      const leafIndex = page >>> this.#leafShift;
      if (this.leaf(leafIndex) === undefined && isZeroPage(contents, index)) continue;
      const content = contents.data.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES);
      this.#own(leafIndex).set(content, page * PAGE_BYTES);
    }
  }

  /** Whatever was the table's own is now shared with an image, or forgotten. */
  #disown(): void {
    this.#owner = {};
    this.#epoch++;
  }

  #makeFlat(): LeafData {
    if (this.#flat.length === 0) {
      this.#flat = newData(this.kind, (this.leafCount << this.#leafShift) * this.#size);
      this.#ownedIn = new Uint32Array(this.leafCount);
    }
    return this.#flat;
  }

  /** Makes sure that a leaf is the table's own, and returns the array in which it may be written at its place. */
  #own(leafIndex: number): LeafData {
    const flat = this.#makeFlat();
    if (this.#ownedIn[leafIndex] === this.#epoch) return flat;
    if (leafIndex >= this.leafCount) throw new RangeError(`A page beyond the end of memory was written, which has ${this.pageCount} pages.`);
    this.#ownedIn[leafIndex] = this.#epoch;
    const length = this.pagesPerLeaf * this.#size;
    const start = leafIndex * length;
    const slot = leafIndex & (LEAVES_PER_DIRECTORY - 1);
    const present = this.#root.directories[leafIndex >>> DIRECTORY_SHIFT]?.leaves[slot];
    const window = this.#windows[leafIndex];
    if (window !== undefined) window.data = window.data.slice();
    if (present !== undefined) flat.set(present.data, start);
    else if (window !== undefined) flat.fill(0, start, start + length);
    const own: Leaf = { data: flat.subarray(start, start + length) };
    this.#windows[leafIndex] = own;
    this.#ownDirectory(leafIndex >>> DIRECTORY_SHIFT).leaves[slot] = own;
    return flat;
  }

  #ownDirectory(index: number): Directory {
    if (this.#root.owner !== this.#owner) {
      this.#root = { owner: this.#owner, directories: this.#root.directories.slice() };
    }
    const directory = this.#root.directories[index];
    if (directory?.owner === this.#owner) return directory;
    const own = { owner: this.#owner, leaves: directory?.leaves.slice() ?? [] };
    this.#root.directories[index] = own;
    return own;
  }
}

function newData(kind: ContentKind, length: number): LeafData {
  return kind === 'bytes' ? new Uint8Array(length) : new Uint32Array(length);
}
