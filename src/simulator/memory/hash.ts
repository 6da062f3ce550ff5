import { mix } from '../kernel/random.ts';
import { elementsPerPage } from './contents.ts';
import type { PageTable } from './page-table.ts';

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
    const length = table.pagesIn(index) * elementsPerPage(table.kind);
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
