import { elementsPerPage } from './contents.ts';
import type { PageNumber } from './page.ts';
import { LEAVES_PER_DIRECTORY, PageTable, type PageTableImage } from './page-table.ts';

type LeafData = Uint32Array | Uint8Array;

/**
 * The pages in which two images of the same shape differ, in ascending order. What they share, directories and leaves, is not looked
 * into, so that it takes time in proportion to what was written since one descended from the other.
 */
export function differingPages(first: PageTableImage, second: PageTableImage): Uint32Array {
  const pages: PageNumber[] = [];
  visitDifferences(first, second, (page) => pages.push(page));
  return Uint32Array.from(pages);
}

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
  const count = Math.min(table.pagesPerLeaf, table.pageCount - first);
  for (let page = 0; page < count; page++) {
    for (let element = page * size; element < (page + 1) * size; element++) {
      if ((left?.[element] ?? 0) === (right?.[element] ?? 0)) continue;
      visit(first + page);
      break;
    }
  }
}
