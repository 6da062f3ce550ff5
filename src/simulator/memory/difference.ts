import { elementsPerPage } from './contents.ts';
import type { PageNumber } from './page.ts';
import { PageTable, type PageTableImage } from './page-table.ts';

type LeafData = Uint32Array | Uint8Array;

/**
 * The pages in which two images of the same shape differ, in ascending order. Leaves that they share are not looked
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
  const one = PageTable.of(first);
  const other = PageTable.of(second);
  for (let index = 0; index < one.leafCount; index++) {
    const left = one.leaf(index);
    const right = other.leaf(index);
    if (left !== right) visitLeaf(one, index, left, right, visit);
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
