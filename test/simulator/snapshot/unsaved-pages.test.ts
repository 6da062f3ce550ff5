import { expect, test } from 'vitest';
import { UnsavedPages } from '../../../src/simulator/snapshot/unsaved-pages.ts';

test('pages come in their order, and stay until they are saved', () => {
  const unsaved = new UnsavedPages(70);
  expect([...unsaved.next(3)]).toEqual([0, 1, 2]);
  expect([...unsaved.next(3)]).toEqual([0, 1, 2]);
  unsaved.saved(Uint32Array.of(0, 1, 65));
  expect([...unsaved.next(2)]).toEqual([2, 3]);
  expect([unsaved.count, unsaved.has(65), unsaved.has(66)]).toEqual([67, false, true]);
  unsaved.saved(unsaved.next(64));
  expect([...unsaved.next(10)]).toEqual([67, 68, 69]);
  unsaved.saved(unsaved.next(10));
  expect([unsaved.count, [...unsaved.next(10)]]).toEqual([0, []]);
});
