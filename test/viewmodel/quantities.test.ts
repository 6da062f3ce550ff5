import { expect, test } from 'vitest';
import { formatBytes, formatCount, formatRate, formatTime } from '../../src/viewmodel/quantities.ts';

test.each([
  [0, '0 B'], [512, '512 B'], [4096, '4 KiB'], [64 * 2 ** 20, '64 MiB'], [1.5 * 2 ** 30, '1.5 GiB'], [2 ** 40, '1 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test.each([[999, '999 B/s'], [125e6, '125 MB/s'], [1.25e9, '1.3 GB/s']])('%d bytes a second are %s', (rate, text) => {
  expect(formatRate(rate)).toBe(text);
});

test.each([
  [0, '0 ns'], [850_000, '850 µs'], [83e6, '83 ms'], [999.9e6, '1 s'], [1.24e9, '1.2 s'], [59.99e9, '1 min'], [200e9, '3 min 20 s'],
])('%d ns are %s', (time, text) => {
  expect(formatTime(time)).toBe(text);
});

test('counts are grouped by threes', () => {
  expect([7, 1000, 12_345, 1_234_567].map(formatCount)).toEqual(['7', '1 000', '12 345', '1 234 567']);
});
