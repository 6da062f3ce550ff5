import { expect, test } from 'vitest';
import { DemandPaging } from '../../../src/simulator/machine/demand-paging.ts';
import { PageBitmap } from '../../../src/simulator/memory/page-bitmap.ts';

function without(...missing: number[]): DemandPaging {
  return new DemandPaging(PageBitmap.of(100, missing));
}

test('a page that comes is missing no more; one that was there already says so', () => {
  const paging = without(3, 5);
  expect(paging.count).toBe(2);
  expect(paging.arrived(3)).toBe(true);
  expect(paging.arrived(3)).toBe(false);
  expect(paging.arrived(4)).toBe(false);
  expect(paging.count).toBe(1);
  expect([paging.has(3), paging.has(5)]).toEqual([false, true]);
});

test('what is missing is told as a copy', () => {
  const paging = without(3, 5);
  const missing = paging.missing();
  paging.arrived(3);
  expect([...missing.pages()]).toEqual([3, 5]);
});
