import { mix } from '../kernel/random.ts';
import { elementsPerPage } from './contents.ts';
import type { PageNumber } from './page.ts';
import type { PageTable } from './page-table.ts';

/** The first page in which two tables differ, or null where they are equal. Shared leaves are not looked into. */
export function firstDifference(first: PageTable, second: PageTable): PageNumber | null {
  const size = elementsPerPage(first.kind);
  for (let index = 0; index < first.leafCount; index++) {
    const one = first.leaf(index);
    const other = second.leaf(index);
    if (one === other) continue;
    const length = elementsInLeaf(first, index);
    for (let element = 0; element < length; element++) {
      if ((one?.[element] ?? 0) !== (other?.[element] ?? 0)) {
        return index * first.pagesPerLeaf + Math.floor(element / size);
      }
    }
  }
  return null;
}

/**
 * A 64-bit hash of a table's content as 16 hexadecimal digits. Leaves of zeros do not count, so that memory never
 * written and memory written with zeros have the same hash.
 */
export function hashOfMemory(table: PageTable): string {
  let high = table.pageCount >>> 0;
  let low = 0;
  for (let index = 0; index < table.leafCount; index++) {
    const leaf = table.leaf(index);
    if (leaf === undefined) continue;
    const length = elementsInLeaf(table, index);
    let hash = index;
    let bits = 0;
    for (let element = 0; element < length; element++) {
      const value = leaf[element] as number;
      hash = Math.imul(hash ^ value, 0x0100_0193) + (hash >>> 15);
      bits |= value;
    }
    if (bits === 0) continue;
    high = mix(high ^ hash);
    low = mix(low + Math.imul(hash, 0x9e37_79b1) + index);
  }
  return hexadecimal(high) + hexadecimal(low);
}

/** A 32-bit word as 8 hexadecimal digits. */
export function hexadecimal(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

/** The last leaf may reach beyond the last page. */
function elementsInLeaf(table: PageTable, index: number): number {
  const pages = Math.min(table.pagesPerLeaf, table.pageCount - index * table.pagesPerLeaf);
  return pages * elementsPerPage(table.kind);
}
