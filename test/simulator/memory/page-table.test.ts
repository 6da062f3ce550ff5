import { describe, expect, test } from 'vitest';
import type { PageBatch } from '../../../src/simulator/memory/contents.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';

/** Pages with their content numbers. */
function numbers(contents: Record<number, number>): PageBatch {
  return {
    pages: Uint32Array.from(Object.keys(contents), Number),
    contents: { kind: 'numbers', data: Uint32Array.from(Object.values(contents)) },
  };
}

/** Content numbers of these pages. */
function read(table: PageTable, ...pages: number[]): number[] {
  return pages.map((page) => table.number(page));
}

/** How many leaves two tables have in common: the very same arrays, not equal ones. */
function sharedLeaves(one: PageTable, other: PageTable): number {
  let shared = 0;
  for (let index = 0; index < one.leafCount; index++) {
    if (one.leaf(index) !== undefined && one.leaf(index) === other.leaf(index)) shared++;
  }
  return shared;
}

/** Leaves that take memory. */
function presentLeaves(table: PageTable): number {
  let present = 0;
  for (let index = 0; index < table.leafCount; index++) if (table.leaf(index) !== undefined) present++;
  return present;
}

/** 10 leaves of 1024 pages, with a page written in each. */
function tableOfTenLeaves(): PageTable {
  const table = new PageTable('numbers', 10 * 1024);
  for (let leaf = 0; leaf < 10; leaf++) table.setNumber(leaf * 1024, leaf + 1);
  return table;
}

describe('a table of numbers', () => {
  test('is all zeros at first and takes no memory', () => {
    const table = new PageTable('numbers', 5000);
    expect(read(table, 0, 1023, 1024, 4999)).toEqual([0, 0, 0, 0]);
    expect(presentLeaves(table)).toBe(0);
  });

  test('holds what was written, on both sides of the edges of leaves and directories', () => {
    // A leaf has 1024 pages, a directory 512 leaves: 524288 pages.
    const table = new PageTable('numbers', 600_000);
    for (const page of [0, 1023, 1024, 524_287, 524_288, 599_999]) table.setNumber(page, page + 7);
    expect(read(table, 0, 1, 1023, 1024, 1025, 524_287, 524_288, 599_999)).toEqual([
      7, 0, 1030, 1031, 0, 524_294, 524_295, 600_006,
    ]);
    expect(presentLeaves(table)).toBe(5);
  });

  test('has a leaf for the last pages, however few', () => {
    expect(new PageTable('numbers', 1024).leafCount).toBe(1);
    expect(new PageTable('numbers', 1025).leafCount).toBe(2);
  });
});

describe('capturing', () => {
  test('keeps the content of that moment: later writes do not reach the image', () => {
    const table = new PageTable('numbers', 2048);
    table.setNumber(3, 30);
    const snapshot = PageTable.of(table.capture());
    table.setNumber(3, 31);
    table.setNumber(4, 41);
    expect(read(snapshot, 3, 4)).toEqual([30, 0]);
    expect(read(table, 3, 4)).toEqual([31, 41]);
  });

  test('works the other way too: writes to a table over the image do not reach the original', () => {
    const table = new PageTable('numbers', 2048);
    table.setNumber(3, 30);
    const copy = PageTable.of(table.capture());
    copy.setNumber(3, 33);
    copy.setNumber(1500, 15);
    expect(read(table, 3, 1500)).toEqual([30, 0]);
    expect(read(copy, 3, 1500)).toEqual([33, 15]);
  });

  test('makes independent images, each of its own moment', () => {
    const table = new PageTable('numbers', 2048);
    const images = [1, 2, 3].map((content) => {
      table.setNumber(0, content);
      return table.capture();
    });
    expect(images.map((image) => PageTable.of(image).number(0))).toEqual([1, 2, 3]);
  });

  test('makes an image that two tables can be made of, and that neither changes', () => {
    const table = tableOfTenLeaves();
    const image = table.capture();
    const one = PageTable.of(image);
    const other = PageTable.of(image);
    one.setNumber(0, 100);
    other.setNumber(0, 200);
    expect([table, one, other, PageTable.of(image)].map((each) => each.number(0))).toEqual([1, 100, 200, 1]);
  });

  test('copies nothing: all leaves are shared, and so is the root', () => {
    const table = tableOfTenLeaves();
    const image = table.capture();
    expect(sharedLeaves(table, PageTable.of(image))).toBe(10);
    expect(table.capture().root).toBe(image.root);
  });

  test('a first write copies its leaf, a second one to the same leaf does not', () => {
    const table = tableOfTenLeaves();
    const snapshot = PageTable.of(table.capture());
    table.setNumber(2048, 99);
    const copied = table.leaf(2);
    expect(sharedLeaves(table, snapshot)).toBe(9);
    table.setNumber(2049, 98);
    expect(table.leaf(2)).toBe(copied);
    table.setNumber(4096, 97);
    expect(sharedLeaves(table, snapshot)).toBe(8);
  });

  test('a leaf that no image holds is written in place', () => {
    const table = tableOfTenLeaves();
    const before = table.leaf(0);
    table.setNumber(1, 5);
    expect(table.leaf(0)).toBe(before);
  });
});

describe('restoring', () => {
  test('puts the captured content back, as often as one likes', () => {
    const table = new PageTable('numbers', 2048);
    table.setNumber(0, 1);
    const image = table.capture();
    for (const content of [2, 3]) {
      table.setNumber(0, content);
      table.setNumber(2000, content);
      table.restore(image);
      expect(read(table, 0, 2000)).toEqual([1, 0]);
    }
  });

  test('shares all leaves with the image', () => {
    const table = tableOfTenLeaves();
    const image = table.capture();
    for (let leaf = 0; leaf < 10; leaf++) table.setNumber(leaf * 1024, 0);
    table.restore(image);
    expect(sharedLeaves(table, PageTable.of(image))).toBe(10);
  });
});

describe('filling with one leaf', () => {
  test('makes every leaf the same array', () => {
    const table = new PageTable('numbers', 3000);
    const content = Uint32Array.from({ length: 1024 }, (_, index) => index + 1);
    table.fillWith(content);
    expect([table.leaf(0), table.leaf(1), table.leaf(2)].every((leaf) => leaf === content)).toBe(true);
    expect(read(table, 0, 1023, 1024, 2999)).toEqual([1, 1024, 1, 952]);
  });

  test('leaves that array alone when a page is written', () => {
    const table = new PageTable('numbers', 3000);
    const content = new Uint32Array(1024).fill(7);
    table.fillWith(content);
    table.setNumber(1024, 8);
    expect(content[0]).toBe(7);
    expect(read(table, 0, 1024, 2048)).toEqual([7, 8, 7]);
    expect([table.leaf(0), table.leaf(2)].every((leaf) => leaf === content)).toBe(true);
  });

  test('reaches beyond one directory of 512 leaves', () => {
    const table = new PageTable('numbers', 513 * 1024);
    table.fillWith(new Uint32Array(1024).fill(7));
    expect(read(table, 0, 512 * 1024 - 1, 512 * 1024, 513 * 1024 - 1)).toEqual([7, 7, 7, 7]);
    table.setNumber(512 * 1024, 8);
    expect(read(table, 0, 512 * 1024)).toEqual([7, 8]);
  });

  test('replaces what was there', () => {
    const table = tableOfTenLeaves();
    const before = PageTable.of(table.capture());
    table.fillWith(new Uint32Array(1024).fill(7));
    expect(read(table, 0, 9 * 1024)).toEqual([7, 7]);
    expect(read(before, 0, 9 * 1024)).toEqual([1, 10]);
  });
});

describe('contents that may be written at once', () => {
  test('are there as soon as every leaf of the pages is the table\'s own, and no longer when the table was captured or put back', () => {
    const table = new PageTable('numbers', 5000);
    expect(table.ownedContents(1000, 100)).toBeNull();
    table.setNumber(1000, 1);
    expect(table.ownedContents(1000, 100)).toBeNull();
    table.setNumber(1099, 2);
    expect(table.ownedContents(1000, 100)?.slice(998, 1002)).toEqual(Uint32Array.of(0, 0, 1, 0));
    expect(table.ownedContents(1000, 1500)).toBeNull();
    expect(table.ownedContents(1050, 20)).not.toBeNull();
    const image = table.capture();
    expect(table.ownedContents(1050, 20)).toBeNull();
    table.setNumber(1050, 3);
    expect(table.ownedContents(1050, 20)?.[1050]).toBe(3);
    table.restore(image);
    expect(table.ownedContents(1050, 20)).toBeNull();
  });
});

describe('batches of pages', () => {
  test('are read in any order, from leaves that are shared, its own, and absent', () => {
    const table = new PageTable('numbers', 5000);
    for (let page = 0; page < 2048; page++) table.setNumber(page, page + 1);
    table.capture();
    table.setNumber(1024, 77);
    const pages = Uint32Array.of(4999, 1024, 1025, 1023, 3, 3, 2048, 2047);
    expect(table.read(pages).contents.data).toEqual(Uint32Array.of(0, 77, 1026, 1024, 4, 4, 0, 2048));
  });

  test('are read in the order asked for, zeros for what was never written', () => {
    const table = new PageTable('numbers', 2048);
    table.write(numbers({ 5: 50, 1024: 10 }));
    expect(table.read(Uint32Array.of(1024, 6, 5))).toEqual({
      pages: Uint32Array.of(1024, 6, 5),
      contents: { kind: 'numbers', data: Uint32Array.of(10, 0, 50) },
    });
  });

  test('are copies: later writes do not reach them', () => {
    const table = new PageTable('numbers', 2048);
    const batch = table.read(Uint32Array.of(0));
    table.setNumber(0, 1);
    expect([...batch.contents.data]).toEqual([0]);
  });

  test('of zero pages take no memory where nothing was ever written', () => {
    const table = new PageTable('numbers', 2048);
    table.write(numbers({ 0: 0, 2000: 0 }));
    expect(presentLeaves(table)).toBe(0);
  });

  test('of zero pages overwrite what is there', () => {
    const table = new PageTable('numbers', 2048);
    table.setNumber(3, 30);
    table.write(numbers({ 3: 0 }));
    expect(read(table, 3)).toEqual([0]);
  });
});

test('a leaf beyond the end is refused, not waited for', () => {
  const table = new PageTable('numbers', 16);
  expect(() => {
    table.setNumbers(Uint32Array.of(3, 1024), 2, 7);
  }).toThrow('beyond the end of memory');
});

describe('a table of bytes', () => {
  /** The last page of the first leaf, which has 4, and the first of the second. */
  const EDGE = 4 * 4096;

  test('holds bytes on both sides of the edges of pages and leaves', () => {
    const table = new PageTable('bytes', 8);
    for (const address of [0, 4095, 4096, EDGE - 1, EDGE, 8 * 4096 - 1]) table.setByte(address, (address % 250) + 1);
    expect([0, 1, 4095, 4096, EDGE - 1, EDGE, EDGE + 1, 8 * 4096 - 1].map((address) => table.byte(address))).toEqual([
      1, 0, 96, 97, 134, 135, 0, 18,
    ]);
  });

  test('captures and copies like one of numbers', () => {
    const table = new PageTable('bytes', 8);
    table.setByte(EDGE - 1, 1);
    table.setByte(EDGE, 2);
    const snapshot = PageTable.of(table.capture());
    table.setByte(EDGE, 3);
    expect([snapshot.byte(EDGE - 1), snapshot.byte(EDGE)]).toEqual([1, 2]);
    expect([table.byte(EDGE - 1), table.byte(EDGE)]).toEqual([1, 3]);
    expect(sharedLeaves(table, snapshot)).toBe(1);
  });

  test('carries whole pages from one table to another', () => {
    const source = new PageTable('bytes', 8);
    source.setByte(3 * 4096, 30);
    source.setByte(4 * 4096 + 4095, 40);
    const destination = new PageTable('bytes', 8);
    destination.write(source.read(Uint32Array.of(4, 3)));
    expect([3 * 4096, 3 * 4096 + 1, 4 * 4096 + 4095].map((address) => destination.byte(address))).toEqual([30, 0, 40]);
  });

  test('takes no memory for zero pages where nothing was ever written', () => {
    const table = new PageTable('bytes', 8);
    table.write({ pages: Uint32Array.of(0, 5), contents: { kind: 'bytes', data: new Uint8Array(2 * 4096) } });
    expect(presentLeaves(table)).toBe(0);
  });

  test('overwrites what is there with a zero page', () => {
    const table = new PageTable('bytes', 8);
    table.setByte(0, 9);
    table.setByte(4096, 10);
    table.write({ pages: Uint32Array.of(0), contents: { kind: 'bytes', data: new Uint8Array(4096) } });
    expect([table.byte(0), table.byte(4096)]).toEqual([0, 10]);
  });
});
