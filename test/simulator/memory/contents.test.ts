import { expect, test } from 'vitest';
import { countZeroPages, emptyBatch, everyPage, isZeroPage } from '../../../src/simulator/memory/contents.ts';

test('a page of numbers is a zero page if its number is 0', () => {
  const contents = { kind: 'numbers', data: Uint32Array.of(0, 5) } as const;
  expect([isZeroPage(contents, 0), isZeroPage(contents, 1)]).toEqual([true, false]);
});

test('a page of bytes is a zero page if all 4096 are 0, to the last one', () => {
  const data = new Uint8Array(3 * 4096);
  data[2 * 4096 - 1] = 1;
  const contents = { kind: 'bytes', data } as const;
  expect([0, 1, 2].map((index) => isZeroPage(contents, index))).toEqual([true, false, true]);
});

test('the zero pages of a batch are counted', () => {
  const batch = { pages: Uint32Array.of(9, 3, 4), contents: { kind: 'numbers', data: Uint32Array.of(0, 1, 0) } } as const;
  expect(countZeroPages(batch)).toBe(2);
});

test('an empty batch has no pages and no content', () => {
  expect(emptyBatch('bytes')).toEqual({
    pages: new Uint32Array(0),
    contents: { kind: 'bytes', data: new Uint8Array(0) },
  });
  expect(emptyBatch('numbers')).toEqual({
    pages: new Uint32Array(0),
    contents: { kind: 'numbers', data: new Uint32Array(0) },
  });
});

test('every page, in ascending order', () => {
  expect([...everyPage(4)]).toEqual([0, 1, 2, 3]);
});
