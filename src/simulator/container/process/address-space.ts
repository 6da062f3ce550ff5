import { mix } from '../../kernel/random.ts';
import { PAGE_BYTES, type PageNumber } from '../../memory/page.ts';
import { PageBitmap } from '../../memory/page-bitmap.ts';
import { chargeMemory } from '../cgroup/charge.ts';
import type { Kernel } from '../kernel.ts';
import { pidIn, type Task } from './task.ts';

/**
 * The private memory of a process, page by page. A content number stands for a page's 4096 bytes: equal numbers are
 * equal content, 0 is the zero page. Bitmaps have one bit a page, page 0 in the lowest bit of word 0.
 */
export interface AddressSpace {
  readonly pageCount: number;
  /** The contents, 1024 pages a leaf; the last leaf may have room for more. Never changed in place while shared. */
  readonly leaves: Uint32Array[];
  /** Leaves that a process which forked from this one, or the one it forked from, may have as well. */
  readonly sharedLeaves: Set<number>;
  /**
   * The soft-dirty bits of /proc/[pid]/pagemap (soft-dirty.rst): pages written since they were cleared. null before the
   * first time: then every page counts as written.
   */
  softDirty: Uint32Array | null;
  /** After a fork: pages that are still the parent's, which are charged at the first write; null for none. */
  borrowed: Uint32Array | null;
  /** Pages that are not here yet (userfaultfd(2), missing mode); null for none. */
  missing: MissingPages | null;
}

/** Pages that somebody else still has. */
export interface MissingPages {
  /** Where the first page of the address space lies in the row of all pages that are to come. A child has the same. */
  readonly first: number;
  readonly words: Uint32Array;
}

const LEAF_SHIFT = 10;
const LEAF_PAGES = 2 ** LEAF_SHIFT;

/** How many pages the process has. */
export function pagesIn(task: Task): number {
  return task.addressSpace?.pageCount ?? 0;
}

/** Memory of so many pages, all of them zero pages. */
export function newSpace(pageCount: number): AddressSpace {
  const leaves = Array.from({ length: Math.ceil(pageCount / LEAF_PAGES) }, () => new Uint32Array(LEAF_PAGES));
  return { pageCount, leaves, sharedLeaves: new Set(), softDirty: null, borrowed: null, missing: null };
}

/** More pages, each filled by the process at once, so that none is a zero page; or fewer, from the end. */
export function resize(task: Task, bytes: number): void {
  const before = task.addressSpace ?? newSpace(0);
  const more = bytes >= 0 ? Math.ceil(bytes / PAGE_BYTES) : -Math.floor(-bytes / PAGE_BYTES);
  const pageCount = Math.max(0, before.pageCount + more);
  if (pageCount === before.pageCount) return;
  const space: AddressSpace = {
    ...newSpace(pageCount), softDirty: resized(before.softDirty, pageCount, before.pageCount), borrowed: resized(before.borrowed, pageCount),
    missing: before.missing && { ...before.missing, words: resized(before.missing.words, pageCount) ?? before.missing.words },
  };
  before.leaves.slice(0, space.leaves.length).forEach((leaf, index) => {
    space.leaves[index] = leaf;
    if (before.sharedLeaves.has(index)) space.sharedLeaves.add(index);
  });
  task.addressSpace = space;
  // Numbers on the host differ from run to run of a container; those inside do not.
  const seed = Math.imul(pidIn(task.pidNamespace, task), 0x9e37_79b9);
  for (let page = before.pageCount; page < pageCount; page++) ownLeaf(space, page)[page % LEAF_PAGES] = mix((seed + page) >>> 0) || 1;
}

/** A bitmap for another number of pages; new pages from `setFrom` on are set. */
function resized(words: Uint32Array | null, pages: number, setFrom = pages): Uint32Array | null {
  if (words === null) return null;
  const bitmap = new PageBitmap(pages);
  bitmap.words.set(words.subarray(0, bitmap.words.length));
  for (let page = pages; page < bitmap.words.length * 32; page++) bitmap.clear(page);
  for (let page = setFrom; page < pages; page++) bitmap.set(page);
  return bitmap.words;
}

/** The memory of a child: the same contents, copied only when one of the two writes (fork(2), "Copy-on-write"). */
export function forkSpace(space: AddressSpace | null): AddressSpace | null {
  if (space === null) return null;
  space.leaves.forEach((_, index) => space.sharedLeaves.add(index));
  // The bits of a new mapping are set (soft-dirty.rst); pages that are not here are not here for the child either.
  return {
    pageCount: space.pageCount, leaves: [...space.leaves], sharedLeaves: new Set(space.sharedLeaves), softDirty: null,
    borrowed: PageBitmap.full(space.pageCount).words, missing: space.missing && { ...space.missing, words: space.missing.words.slice() },
  };
}

/** The content number of a page. */
export function readPage(space: AddressSpace, page: PageNumber): number {
  return space.leaves[page >>> LEAF_SHIFT]?.[page % LEAF_PAGES] ?? 0;
}

/**
 * The process writes a page. Returns false where the page is not here yet, so that the process has to wait for it;
 * otherwise the page has its new content, and counts as written. A page that was borrowed is charged, which may kill.
 */
export function writePage(kernel: Kernel, task: Task, page: PageNumber, content: number): boolean {
  const space = task.addressSpace;
  if (space === null || page >= space.pageCount) throw new Error(`Process ${task.id} has no page ${page}.`);
  if (isSet(space.missing?.words ?? null, page)) return false;
  if (isSet(space.borrowed, page)) {
    chargeMemory(kernel, task, PAGE_BYTES);
    clear(space.borrowed, page);
  }
  ownLeaf(space, page)[page % LEAF_PAGES] = content;
  if (space.softDirty !== null) set(space.softDirty, page);
  return true;
}

/** The leaf of a page, no longer shared with anybody. */
function ownLeaf({ leaves, sharedLeaves }: AddressSpace, page: PageNumber): Uint32Array {
  const index = page >>> LEAF_SHIFT;
  let leaf = leaves[index] ?? new Uint32Array(LEAF_PAGES);
  if (sharedLeaves.delete(index)) leaf = leaf.slice();
  leaves[index] = leaf;
  return leaf;
}

/** Puts content in place that comes from outside, which is no write of the process. */
export function putPage(space: AddressSpace, page: PageNumber, content: number): void {
  ownLeaf(space, page)[page % LEAF_PAGES] = content;
  clear(space.missing?.words ?? null, page);
}

/** Writes 4 to /proc/[pid]/clear_refs: from now on the bits show what is written after this. */
export function clearSoftDirty(space: AddressSpace): void {
  space.softDirty = new PageBitmap(space.pageCount).words;
}

/** The pages that were written since the bits were cleared. */
export function softDirtyPages({ softDirty, pageCount }: AddressSpace): Uint32Array {
  return softDirty === null ? PageBitmap.full(pageCount).pages() : new PageBitmap(pageCount, softDirty.slice()).pages();
}

/** Whether a page of the process is not here yet. */
export function isMissing(task: Task, page: PageNumber): boolean {
  return isSet(task.addressSpace?.missing?.words ?? null, page);
}

function isSet(words: Uint32Array | null, page: PageNumber): boolean {
  return words !== null && (((words[page >>> 5] ?? 0) >>> (page & 31)) & 1) === 1;
}

function set(words: Uint32Array, page: PageNumber): void {
  words[page >>> 5] = (words[page >>> 5] ?? 0) | (1 << (page & 31));
}

function clear(words: Uint32Array | null, page: PageNumber): void {
  if (words !== null) words[page >>> 5] = (words[page >>> 5] ?? 0) & ~(1 << (page & 31));
}
