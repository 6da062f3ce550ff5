import { expect, test } from 'vitest';
import { WriteProtection } from '../../../src/simulator/machine/write-protection.ts';

test('every page is protected until it is released', () => {
  const protection = new WriteProtection(40);
  expect([protection.count, protection.has(0), protection.has(39)]).toEqual([40, true, true]);
  protection.release(Uint32Array.of(3, 39, 3));
  expect([protection.count, protection.has(3), protection.has(4)]).toEqual([38, false, true]);
  protection.releaseAll();
  expect([protection.count, protection.has(4)]).toEqual([0, false]);
});

test('who waits for a page is told of once', () => {
  let heard = 0;
  const protection = new WriteProtection(40, () => heard++);
  for (const page of [7, 7, 5]) protection.want(page);
  protection.release(Uint32Array.of(9));
  protection.want(9);
  expect([protection.takeFaults(), protection.takeFaults(), heard]).toEqual([[7, 5], [], 2]);
});
