import { describe, expect, test } from 'vitest';
import { PageBitmap } from '../../../src/simulator/memory/page-bitmap.ts';
import { PendingPages } from '../../../src/simulator/migration/pending-pages.ts';

function taken(pending: PendingPages, limit: number): number[] {
  return [...pending.take(limit)];
}

test('at first every page is pending, and the scan begins at page 0', () => {
  const pending = new PendingPages(5);
  expect(pending.count).toBe(5);
  expect(pending.bytes).toBe(20_480);
  expect(taken(pending, 3)).toEqual([0, 1, 2]);
  expect(pending.count).toBe(2);
  expect(taken(pending, 3)).toEqual([3, 4]);
  expect(taken(pending, 3)).toEqual([]);
});

// QEMU, migration/ram.c: find_dirty_block.
describe('the scan', () => {
  test('goes on where it stopped, and comes back to page 0 after the last page', () => {
    const pending = new PendingPages(40);
    pending.take(35);
    pending.add(PageBitmap.of(40, [2, 7]));
    expect(taken(pending, 6)).toEqual([35, 36, 37, 38, 39, 2]);
    expect(taken(pending, 6)).toEqual([7]);
  });

  test('lets a page that is dirtied right behind it wait a whole turn', () => {
    const pending = new PendingPages(40);
    pending.take(35);
    pending.add(PageBitmap.of(40, [34]));
    expect(taken(pending, 1)).toEqual([35]);
    expect(taken(pending, 40)).toEqual([36, 37, 38, 39, 34]);
  });

  test('takes a page that is dirtied right before it in this turn', () => {
    const pending = new PendingPages(70);
    pending.take(70);
    pending.add(PageBitmap.of(70, [10, 20, 30]));
    expect(taken(pending, 1)).toEqual([10]);
    pending.add(PageBitmap.of(70, [9, 11]));
    expect(taken(pending, 10)).toEqual([11, 20, 30, 9]);
  });

  test.each([31, 32, 33, 64])('comes round at the end of %i pages', (pageCount) => {
    const pending = new PendingPages(pageCount);
    expect(taken(pending, pageCount)).toHaveLength(pageCount);
    pending.add(PageBitmap.of(pageCount, [0, pageCount - 1]));
    expect(taken(pending, 5)).toEqual([0, pageCount - 1]);
    pending.add(PageBitmap.of(pageCount, [pageCount - 1]));
    expect(taken(pending, 5)).toEqual([pageCount - 1]);
  });
});

describe('what the dirty log brings', () => {
  test('counts a page that is pending already once', () => {
    const pending = new PendingPages(40);
    pending.take(10);
    expect(pending.add(PageBitmap.of(40, [3, 9, 10, 39]))).toBe(2);
    expect(pending.count).toBe(32);
  });

  test('makes a page pending again that was sent', () => {
    const pending = new PendingPages(40);
    pending.take(40);
    expect(pending.add(PageBitmap.of(40, [39]))).toBe(1);
    expect(taken(pending, 40)).toEqual([39]);
  });
});
