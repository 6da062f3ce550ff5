/** As a power of two, how many pages of a table of numbers share a leaf. */
export const NUMBERS_LEAF_SHIFT = 10;

/**
 * What a loop that writes page after page keeps at hand: it may write a page whose leaf is the table's own, and marks
 * it in the dirty log. Good until something else is done with the memory that it is of.
 */
export interface OwnedPages {
  /** The content number of each page that is the table's own. */
  readonly contents: Uint32Array;
  /** For each leaf: the epoch in which the table made it its own. */
  readonly ownedIn: Uint32Array;
  readonly epoch: number;
  /** The words of the dirty log, or null where nobody keeps it. */
  readonly dirtyLog: Uint32Array | null;
}

/** Every page has to be written by `writePage`. */
export const NO_OWNED_PAGES: OwnedPages = {
  contents: new Uint32Array(0),
  ownedIn: new Uint32Array(0),
  epoch: 1,
  dirtyLog: null,
};
