import { expect, test } from 'vitest';
import { seconds } from '../../../src/simulator/kernel/time.ts';
import { TimeShare } from '../../../src/simulator/machine/time-share.ts';

test('keeps what a division leaves over', () => {
  const third = new TimeShare(1, 3);
  expect([1, 1, 1, 2, 2].map((elapsed) => third.of(elapsed))).toEqual([0, 0, 1, 0, 1]);
});

test('is exact over an hour in one piece, with the largest numbers that there are', () => {
  // 3600.999999999 s times 7999999 / 8000000 are 3600999549874.000125 ns.
  expect(new TimeShare(7_999_999, 8_000_000).of(seconds(3600) + 999_999_999)).toBe(3_600_999_549_874);
});

test('a share is less than another where it is a smaller part', () => {
  expect(new TimeShare(1, 3).isLessThan(new TimeShare(34, 100))).toBe(true);
  expect(new TimeShare(34, 100).isLessThan(new TimeShare(1, 3))).toBe(false);
  expect(TimeShare.whole().isLessThan(TimeShare.whole())).toBe(false);
});
