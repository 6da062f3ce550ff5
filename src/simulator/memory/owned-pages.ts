import type { PageNumber } from './page.ts';

/** As a power of two, how many pages of a table of numbers share a leaf. */
export const NUMBERS_LEAF_SHIFT = 10;

/** The leaf in which a page of a table of numbers is. A loop takes a figure for a constant, but a name for something that may change. */
export function leafOfPage(page: PageNumber): number {
  return page >>> 10;
}

/** Which page of its leaf a page of a table of numbers is. */
export function placeInLeaf(page: PageNumber): number {
  return page & 1023;
}

/**
 * What a loop that writes page after page keeps at hand, for pages whose leaves are all the table's own. Good until
 * something else is done with the memory that they are of.
 */
export interface OwnedPages {
  /** The content number of each page. */
  readonly contents: Uint32Array;
  /** The words of the dirty log, or of one that nobody reads. */
  readonly dirtyLog: Uint32Array;
}
