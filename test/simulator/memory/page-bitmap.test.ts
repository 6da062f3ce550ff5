import { describe, expect, test } from 'vitest';
import { countBits, lowestBit, PageBitmap } from '../../../src/simulator/memory/page-bitmap.ts';

describe('counting', () => {
  test.each([31, 32, 33])('a full bitmap of %i pages has that many, and no page beyond them', (pageCount) => {
    const full = PageBitmap.full(pageCount);
    expect(full.count()).toBe(pageCount);
    expect([...full.pages()]).toEqual(Array.from({ length: pageCount }, (_, page) => page));
  });

  test.each([
    { pageCount: 1, words: [1] },
    { pageCount: 31, words: [0x7fff_ffff] },
    { pageCount: 32, words: [0xffff_ffff] },
    { pageCount: 33, words: [0xffff_ffff, 1] },
    { pageCount: 0, words: [] },
  ])('the words of a full bitmap of $pageCount pages', ({ pageCount, words }) => {
    expect([...PageBitmap.full(pageCount).words]).toEqual(words);
  });

  test('a page set twice counts once', () => {
    const bitmap = new PageBitmap(64);
    bitmap.set(31);
    bitmap.set(31);
    bitmap.set(32);
    expect(bitmap.count()).toBe(2);
  });
});

describe('pages', () => {
  test('are told in ascending order, however they were set', () => {
    expect([...PageBitmap.of(100, [99, 0, 64, 31, 32, 63]).pages()]).toEqual([0, 31, 32, 63, 64, 99]);
  });

  test('are there if they were set', () => {
    const bitmap = PageBitmap.of(70, [0, 31, 69]);
    expect([0, 1, 30, 31, 32, 68, 69].map((page) => bitmap.has(page))).toEqual([
      true, false, false, true, false, false, true,
    ]);
  });

  test('stand in words of 32, page 0 in the lowest bit', () => {
    expect([...PageBitmap.of(40, [0, 31, 33]).words]).toEqual([0x8000_0001, 2]);
  });
});

describe('merging', () => {
  test('counts only the pages that were not set before', () => {
    const pending = PageBitmap.of(40, [1, 2, 31, 39]);
    expect(pending.merge(PageBitmap.of(40, [2, 3, 31, 32]))).toBe(2);
    expect([...pending.pages()]).toEqual([1, 2, 3, 31, 32, 39]);
  });

  test('with the same pages again adds none', () => {
    const pending = PageBitmap.full(33);
    expect(pending.merge(PageBitmap.full(33))).toBe(0);
    expect(pending.count()).toBe(33);
  });

  test('leaves the other bitmap as it was', () => {
    const log = PageBitmap.of(40, [5]);
    PageBitmap.of(40, [6]).merge(log);
    expect([...log.pages()]).toEqual([5]);
  });
});

test('bits of a word are counted', () => {
  expect([0, 1, 0x8000_0000, 0xffff_ffff, 0x0f0f_0f0f, -1].map(countBits)).toEqual([0, 1, 1, 32, 16, 32]);
});

test('the lowest bit of a word is found', () => {
  expect([1, 2, 0x8000_0000, 0xffff_ffff, 0b1011_0000].map(lowestBit)).toEqual([0, 1, 31, 0, 4]);
});
