import { PageTable } from '../../src/simulator/memory/page-table.ts';
import { pagesOf } from '../../src/simulator/memory/page.ts';

/** A table of so much memory, all of it filled. */
export function filledTable(memoryBytes: number): PageTable {
  const table = new PageTable('numbers', pagesOf(memoryBytes));
  table.fillWith(Uint32Array.from({ length: table.pagesPerLeaf }, (_, index) => index + 1));
  return table;
}

/** Milliseconds that a snapshot takes, with the first write after it: the mean over many. */
export function snapshotTime(table: PageTable): number {
  const times = 2000;
  // The first write ever makes the table's own array; it is no part of a snapshot.
  table.setNumber(0, 1);
  const began = performance.now();
  for (let index = 0; index < times; index++) {
    table.capture();
    table.setNumber(index, index + 1);
  }
  return (performance.now() - began) / times;
}

/** Milliseconds that copying the whole table takes: four bytes a page, as one array. */
export function copyTime(memoryBytes: number): number {
  const entries = new Uint32Array(pagesOf(memoryBytes)).fill(1);
  const began = performance.now();
  const copy = entries.slice();
  const took = performance.now() - began;
  if (copy[copy.length - 1] !== 1) throw new Error('The copy is not one.');
  return took;
}
