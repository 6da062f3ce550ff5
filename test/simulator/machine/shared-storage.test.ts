import { expect, test } from 'vitest';
import { SharedStorage } from '../../../src/simulator/machine/shared-storage.ts';

function storage() {
  return new SharedStorage({ bytesPerSecond: 1e9, freeBytes: 1000, works: true });
}

test('writes follow one another and take room', () => {
  const shared = storage();
  expect(shared.begin(400, 100)).toEqual({ begins: 100, ends: 500 });
  expect(shared.begin(100, 200)).toEqual({ begins: 500, ends: 600 });
  expect(shared.settings.freeBytes).toBe(500);
  shared.giveBack(400);
  expect(shared.settings.freeBytes).toBe(900);
});

test('one that ends early lets the next begin, but not before those that are planned already', () => {
  const shared = storage();
  shared.endedEarly(shared.begin(400, 0), 150);
  const first = shared.begin(100, 0);
  expect(first).toEqual({ begins: 150, ends: 250 });
  shared.begin(100, 0);
  shared.endedEarly(first, 200);
  expect(shared.begin(100, 0)).toEqual({ begins: 350, ends: 450 });
});

test('a full one and a broken one say so', () => {
  const shared = storage();
  expect(() => shared.begin(1001, 0)).toThrow('The shared storage is full: No space left on device.');
  shared.change({ works: false });
  expect(() => shared.begin(1, 0)).toThrow('The shared storage does not work: Input/output error.');
});
