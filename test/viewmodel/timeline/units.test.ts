import { expect, test } from 'vitest';
import { plural, preciseBytes, preciseTime } from '../../../src/viewmodel/timeline/units.ts';

test.each([
  [0, '0 B'],
  [1, '1 B'],
  [1000, '1000 B'],
  [1024, '1.00 KiB'],
  [4096 * 10, '40.0 KiB'],
  [63_963_136, '61.0 MiB'],
  [1024 * 1024 * 128, '128 MiB'],
  [1024 ** 3 - 1, '1.00 GiB'],
  [1024 ** 4 * 1.5, '1.50 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(preciseBytes(bytes)).toBe(text);
});

test.each([
  [0, '0 ms'],
  [12, '12 ns'],
  [12_300, '12.3 µs'],
  [850_000, '850 µs'],
  [312_000_000, '312 ms'],
  [999_900_000, '1.00 s'],
  [4_214_000_000, '4.21 s'],
  [119_900_000_000, '120 s'],
  [125_000_000_000, '2 min 5 s'],
])('%d nanoseconds are %s', (time, text) => {
  expect(preciseTime(time)).toBe(text);
});

test('things are counted in the singular and the plural', () => {
  expect([plural(0, 'page'), plural(1, 'page'), plural(40_123, 'page')]).toEqual(['0 pages', '1 page', '40 123 pages']);
});
