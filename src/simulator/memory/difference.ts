import { elementsPerPage } from './contents.ts';
import type { PageNumber } from './page.ts';
import { LEAVES_PER_DIRECTORY, PageTable, type PageTableImage } from './page-table.ts';

type LeafData = Uint32Array | Uint8Array;

/** The first page in which two tables differ, or null where they are equal. Shared leaves are not looked into. */
export function firstDifference(first: PageTable, second: PageTable): PageNumber | null {
  const size = elementsPerPage(first.kind);
  for (let index = 0; index < first.leafCount; index++) {
    const one = first.leaf(index);
    const other = second.leaf(index);
    if (one === other) continue;
    const length = first.pagesIn(index) * size;
    for (let element = 0; element < length; element++) {
      if ((one?.[element] ?? 0) !== (other?.[element] ?? 0)) {
        return index * first.pagesPerLeaf + Math.floor(element / size);
      }
    }
  }
  return null;
}

/**
 * The pages in which two images of the same shape differ, in ascending order. What they share, directories and leaves,
 * is not looked into, so that it takes time in proportion to what was written since one descended from the other.
 */
export function differingPages(first: PageTableImage, second: PageTableImage): Uint32Array {
  const pages: PageNumber[] = [];
  visitDifferences(first, second, (page) => pages.push(page));
  return Uint32Array.from(pages);
}

/** How many pages differ between two images of the same shape, in the same time. */
export function countDifferingPages(first: PageTableImage, second: PageTableImage): number {
  let count = 0;
  visitDifferences(first, second, () => count++);
  return count;
}

function visitDifferences(first: PageTableImage, second: PageTableImage, visit: (page: PageNumber) => void): void {
  if (first.kind !== second.kind || first.pageCount !== second.pageCount) {
    throw new Error('Only images of the same size and kind can be compared.');
  }
  const table = PageTable.of(first);
  for (let start = 0, place = 0; start < table.leafCount; start += LEAVES_PER_DIRECTORY, place++) {
    const one = first.root.directories[place];
    const other = second.root.directories[place];
    if (one === other) continue;
    const end = Math.min(LEAVES_PER_DIRECTORY, table.leafCount - start);
    for (let slot = 0; slot < end; slot++) {
      const left = one?.leaves[slot];
      const right = other?.leaves[slot];
      if (left !== right) visitLeaf(table, start + slot, left?.data, right?.data, visit);
    }
  }
}

function visitLeaf(
  table: PageTable,
  index: number,
  left: LeafData | undefined,
  right: LeafData | undefined,
  visit: (page: PageNumber) => void,
): void {
  const size = elementsPerPage(table.kind);
  const first = index * table.pagesPerLeaf;
  for (let page = 0; page < table.pagesIn(index); page++) {
    for (let element = page * size; element < (page + 1) * size; element++) {
      if ((left?.[element] ?? 0) === (right?.[element] ?? 0)) continue;
      visit(first + page);
      break;
    }
  }
}
