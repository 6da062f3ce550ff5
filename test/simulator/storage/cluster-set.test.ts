import { expect, test } from 'vitest';
import { ClusterSet } from '../../../src/simulator/storage/cluster-set.ts';
import fc from '../../helpers/property.ts';

const clusters = fc.array(fc.oneof(fc.nat(100), fc.nat(20_000_000)), { maxLength: 60 });

function setOf(numbers: Iterable<number>): ClusterSet {
  const set = new ClusterSet();
  for (const number of numbers) set.add(number);
  return set;
}

const ascending = (numbers: Iterable<number>): number[] => [...new Set(numbers)].sort((one, other) => one - other);

test('holds what a plain set holds, in ascending order, and its bytes say the same', () => {
  fc.assert(
    fc.property(clusters, clusters, (some, others) => {
      const set = setOf(some);
      expect([...set]).toEqual(ascending(some));
      expect(set.count).toBe(new Set(some).size);
      const union = set.copy();
      expect(union.addAll(setOf(others))).toBe(new Set([...some, ...others]).size - set.count);
      expect([...union]).toEqual(ascending([...some, ...others]));
      expect([...set]).toEqual(ascending(some));
      expect(union.countBeyond(set)).toBe(union.count - set.count);
      expect([...ClusterSet.ofBytes(union.toBytes())]).toEqual([...union]);
      for (const number of [...some, ...others]) expect(union.has(number)).toBe(true);
      expect(set.has(20_000_001)).toBe(false);
    }),
  );
});

test('the first so many clusters', () => {
  for (const count of [0, 1, 31, 32, 33, 8192, 8193, 20_000]) {
    const set = ClusterSet.upTo(count);
    expect([set.count, [...set].length, [...set].at(-1) ?? -1]).toEqual([count, count, count - 1]);
    expect(set.has(count)).toBe(false);
  }
});

test('takes a table for each 512 MiB in which something is allocated', () => {
  expect(setOf([0, 8191]).tableCount).toBe(1);
  expect(setOf([0, 8192, 16_777_215]).tableCount).toBe(3);
});

test('its bytes stay the same array until something is added', () => {
  const set = setOf([3, 4, 9]);
  const bytes = set.toBytes();
  expect([...new Uint32Array(bytes.buffer)]).toEqual([3, 2, 9, 1]);
  expect(set.add(4)).toBe(false);
  expect(set.toBytes()).toBe(bytes);
  set.add(5);
  expect(set.toBytes()).not.toBe(bytes);
});
