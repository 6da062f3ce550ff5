import { type ContentKind, elementsPerPage, isZeroPage, type PageBatch, type PageContents } from './contents.ts';
import { PAGE_BYTES, type PageNumber } from './page.ts';

/** Who may write a node in place: the table whose `owner` is this very object. */
type Owner = object;

type LeafData = Uint32Array | Uint8Array;

interface Leaf {
  owner: Owner | null;
  readonly data: LeafData;
}

interface Directory {
  owner: Owner | null;
  readonly leaves: (Leaf | undefined)[];
}

interface Root {
  owner: Owner | null;
  readonly directories: (Directory | undefined)[];
}

const LEAVES_PER_DIRECTORY = 512;
const DIRECTORY_SHIFT = 9;

/** 1024 numbers or 4 pages of bytes: the unit that the first write after a snapshot copies. */
function leafShift(kind: ContentKind): number {
  return kind === 'bytes' ? 2 : 10;
}

/** Everything a page table holds at one moment, shared with the table it was taken of. Never changes. */
export interface PageTableImage {
  readonly kind: ContentKind;
  readonly pageCount: number;
  readonly root: Root;
}

/**
 * A persistent page table: a tree of three levels, root, directories and leaves, in which an absent node is all zeros.
 * `capture` shares the whole tree and takes the same time for any size: it only gives the table a new owner, so that
 * no node may be written in place any more. The first write to a leaf then copies the path to it (copy on write).
 */
export class PageTable {
  readonly kind: ContentKind;
  readonly pageCount: number;
  readonly #leafShift: number;
  readonly #leafMask: number;
  #owner: Owner = {};
  #root: Root;

  constructor(kind: ContentKind, pageCount: number, image?: PageTableImage) {
    this.kind = kind;
    this.pageCount = pageCount;
    this.#leafShift = leafShift(kind);
    this.#leafMask = 2 ** this.#leafShift - 1;
    this.#root = image?.root ?? { owner: null, directories: [] };
  }

  /** A table over captured content. Both may be written; neither sees the other's writes. */
  static of(image: PageTableImage): PageTable {
    return new PageTable(image.kind, image.pageCount, image);
  }

  /** The content as it is now. Costs the same for any size; the next writes copy the leaves they touch. */
  capture(): PageTableImage {
    this.#owner = {};
    return { kind: this.kind, pageCount: this.pageCount, root: this.#root };
  }

  /** Forgets the present content and goes on with what was captured. */
  restore(image: PageTableImage): void {
    this.#owner = {};
    this.#root = image.root;
  }

  /** Content number of a page; 0 is the zero page. Only for tables of numbers. */
  number(page: PageNumber): number {
    return this.leaf(page >>> this.#leafShift)?.[page & this.#leafMask] ?? 0;
  }

  setNumber(page: PageNumber, content: number): void {
    this.#writable(page >>> this.#leafShift)[page & this.#leafMask] = content;
  }

  /** A byte of memory, by its address. Only for tables of bytes. */
  byte(address: number): number {
    const page = Math.floor(address / PAGE_BYTES);
    return this.leaf(page >>> this.#leafShift)?.[(page & this.#leafMask) * PAGE_BYTES + (address % PAGE_BYTES)] ?? 0;
  }

  setByte(address: number, value: number): void {
    const page = Math.floor(address / PAGE_BYTES);
    const leaf = this.#writable(page >>> this.#leafShift);
    leaf[(page & this.#leafMask) * PAGE_BYTES + (address % PAGE_BYTES)] = value;
  }

  /** Copies of these pages. */
  read(pages: Uint32Array): PageBatch {
    const size = elementsPerPage(this.kind);
    const data = newData(this.kind, pages.length * size);
    for (let index = 0; index < pages.length; index++) {
      const page = pages[index] as PageNumber;
      const leaf = this.leaf(page >>> this.#leafShift);
      if (leaf === undefined) continue;
      const start = (page & this.#leafMask) * size;
      if (size === 1) data[index] = leaf[start] as number;
      else data.set(leaf.subarray(start, start + size), index * size);
    }
    return { pages, contents: { kind: this.kind, data } as PageContents };
  }

  /** Puts pages in place. A page of zeros where nothing was ever written takes no memory. */
  write(batch: PageBatch): void {
    const size = elementsPerPage(this.kind);
    const { data } = batch.contents;
    for (let index = 0; index < batch.pages.length; index++) {
      const page = batch.pages[index] as PageNumber;
      const leafIndex = page >>> this.#leafShift;
      const start = (page & this.#leafMask) * size;
      if (size === 1) {
        const content = data[index] as number;
        if (content !== 0 || this.leaf(leafIndex) !== undefined) this.#writable(leafIndex)[start] = content;
      } else if (this.leaf(leafIndex) !== undefined || !isZeroPage(batch.contents, index)) {
        this.#writable(leafIndex).set(data.subarray(index * size, (index + 1) * size), start);
      }
    }
  }

  /** Fills the whole table with leaves that all share this content; costs one directory, whatever the size. */
  fillWith(leafContent: LeafData): void {
    const leaf: Leaf = { owner: null, data: leafContent };
    const leafCount = Math.ceil(this.pageCount / 2 ** this.#leafShift);
    const whole = Math.floor(leafCount / LEAVES_PER_DIRECTORY);
    const directory: Directory = { owner: null, leaves: new Array<Leaf>(LEAVES_PER_DIRECTORY).fill(leaf) };
    const directories: (Directory | undefined)[] = new Array<Directory>(whole).fill(directory);
    const rest = leafCount - whole * LEAVES_PER_DIRECTORY;
    if (rest > 0) directories.push({ owner: null, leaves: new Array<Leaf>(rest).fill(leaf) });
    this.#owner = {};
    this.#root = { owner: null, directories };
  }

  /** The content of one leaf, not to be written; undefined where all of it is zero. */
  leaf(leafIndex: number): LeafData | undefined {
    return this.#root.directories[leafIndex >>> DIRECTORY_SHIFT]?.leaves[leafIndex & (LEAVES_PER_DIRECTORY - 1)]?.data;
  }

  get leafCount(): number {
    return Math.ceil(this.pageCount / 2 ** this.#leafShift);
  }

  get pagesPerLeaf(): number {
    return 2 ** this.#leafShift;
  }

  #writable(leafIndex: number): LeafData {
    const slot = leafIndex & (LEAVES_PER_DIRECTORY - 1);
    const leaf = this.#root.directories[leafIndex >>> DIRECTORY_SHIFT]?.leaves[slot];
    // An owned leaf hangs from an owned directory and root, so this one look is enough.
    if (leaf?.owner === this.#owner) return leaf.data;
    const data = leaf?.data.slice() ?? newData(this.kind, 2 ** this.#leafShift * elementsPerPage(this.kind));
    this.#ownDirectory(leafIndex >>> DIRECTORY_SHIFT).leaves[slot] = { owner: this.#owner, data };
    return data;
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
