import { expect, test } from 'vitest';
import { BANDWIDTH, DURATION, readQuantity, SIZE } from '../../../src/simulator/index.ts';
import { exactRate, exactSize, exactTime } from '../../../src/viewmodel/migration/exact-quantities.ts';
import fc from '../../helpers/property.ts';

test.each([
  [exactRate(1_250_000_000), '1250 MB/s'],
  [exactRate(134_217_728), '128 MiB/s'],
  [exactRate(125_000_000), '125 MB/s'],
  [exactRate(123_456_789), '123456789 B/s'],
  [exactRate(0), 'no cap'],
  [exactTime(100_000), '100 µs'],
  [exactTime(1_250_000), '1250 µs'],
  [exactTime(10_000_000_000), '10 s'],
  [exactTime(0), '0 ns'],
  [exactSize(3_153_920_000), '3080000 KiB'],
])('%s', (written, expected) => {
  expect(written).toBe(expected);
});

test('what is written is read as the same number again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 1e12 }), fc.integer({ min: 0, max: 1e10 }), fc.integer({ min: 1, max: 2 ** 28 }), (rate, time, pages) => {
      expect(readQuantity(exactRate(rate), BANDWIDTH)).toEqual({ ok: true, amount: rate });
      expect(readQuantity(exactTime(time), DURATION)).toEqual({ ok: true, amount: time });
      expect(readQuantity(exactSize(pages * 4096), SIZE)).toEqual({ ok: true, amount: pages * 4096 });
    }),
  );
});
