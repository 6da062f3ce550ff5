import { describe, expect, test } from 'vitest';
import { countDifferingPages, differingPages, firstDifference } from '../../../src/simulator/memory/difference.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';
import fc from '../../helpers/property.ts';

test('the pages in which two images differ are found, shared leaves or not', () => {
  const table = new PageTable('numbers', 3000);
  table.setNumber(5, 1);
  const before = table.capture();
  table.setNumber(5, 2);
  table.setNumber(2999, 7);
  table.setNumber(6, 0);
  const after = table.capture();
  expect([...differingPages(before, after)]).toEqual([5, 2999]);
  expect(countDifferingPages(before, after)).toBe(2);
  expect(countDifferingPages(before, before)).toBe(0);
});

test('bytes are compared page by page', () => {
  const table = new PageTable('bytes', 10);
  const before = table.capture();
  table.setByte(4096 * 3 + 17, 1);
  table.setByte(4096 * 3 + 18, 1);
  table.setByte(4096 * 9, 0);
  expect([...differingPages(before, table.capture())]).toEqual([3]);
});

test('images of different sizes cannot be compared', () => {
  const images = [new PageTable('numbers', 10), new PageTable('numbers', 11)].map((table) => table.capture());
  expect(() => differingPages(images[0]!, images[1]!)).toThrow('Only images of the same size and kind can be compared.');
});

test('it is what comparing every page finds', () => {
  const writes = fc.array(fc.tuple(fc.nat(2999), fc.nat(3)), { maxLength: 60 });
  fc.assert(
    fc.property(writes, writes, (first, second) => {
      const table = new PageTable('numbers', 3000);
      for (const [page, content] of first) table.setNumber(page, content);
      const before = table.capture();
      for (const [page, content] of second) table.setNumber(page, content);
      const [one, other] = [PageTable.of(before), PageTable.of(table.capture())];
      const expected = Array.from({ length: 3000 }, (_, page) => page).filter((page) => one.number(page) !== other.number(page));
      expect([...differingPages(before, table.capture())]).toEqual(expected);
    }),
  );
});

/** A table of numbers with these pages written. */
function tableOf(contents: Record<number, number>, pageCount = 3000): PageTable {
  const table = new PageTable('numbers', pageCount);
  for (const [page, content] of Object.entries(contents)) table.setNumber(Number(page), content);
  return table;
}

describe('two tables', () => {
  test('are equal if all pages are', () => {
    expect(firstDifference(tableOf({ 3: 30, 2999: 1 }), tableOf({ 3: 30, 2999: 1 }))).toBeNull();
  });

  test('differ first in the lowest page that is not the same', () => {
    expect(firstDifference(tableOf({ 3: 30, 1024: 1 }), tableOf({ 3: 30, 2048: 1 }))).toBe(1024);
    expect(firstDifference(tableOf({ 3: 30 }), tableOf({ 3: 31, 2999: 1 }))).toBe(3);
  });

  test('are equal where one has zeros written and the other nothing', () => {
    expect(firstDifference(tableOf({ 5: 0, 2500: 0 }), tableOf({}))).toBeNull();
  });

  test('differ in the very last page', () => {
    expect(firstDifference(tableOf({ 2999: 1 }), tableOf({}))).toBe(2999);
  });

  test('are not compared beyond their last page', () => {
    const filled = new PageTable('numbers', 3000);
    filled.fillWith(new Uint32Array(1024).fill(7));
    const written = new PageTable('numbers', 3000);
    for (let page = 0; page < 3000; page++) written.setNumber(page, 7);
    expect(firstDifference(filled, written)).toBeNull();
  });

  test('of bytes differ in the page of the byte', () => {
    const one = new PageTable('bytes', 7);
    const other = new PageTable('bytes', 7);
    other.setByte(6 * 4096 + 4095, 1);
    expect(firstDifference(one, other)).toBe(6);
  });
});
