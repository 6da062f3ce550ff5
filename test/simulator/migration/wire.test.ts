import { expect, test } from 'vitest';
import {
  NORMAL_PAGE_WIRE_BYTES,
  PAGE_HEADER_BYTES,
  wireSize,
  ZERO_PAGE_WIRE_BYTES,
} from '../../../src/simulator/migration/wire.ts';

// QEMU, migration/ram.c: save_page_header, save_zero_page_to_file; seen on the wire to be exact.

test('a page is 8 bytes of header and its content; a page of zeros is the header and one byte', () => {
  expect(PAGE_HEADER_BYTES).toBe(8);
  expect(NORMAL_PAGE_WIRE_BYTES).toBe(4104);
  expect(ZERO_PAGE_WIRE_BYTES).toBe(9);
});

test('a batch is the sum of its pages', () => {
  const batch = {
    pages: Uint32Array.of(4, 5, 9),
    contents: { kind: 'numbers', data: Uint32Array.of(0, 7, 0) },
  } as const;
  expect(wireSize(batch)).toEqual({ pages: 3, normalPages: 1, zeroPages: 2, bytes: 4122 });
});

test('a batch without pages is nothing', () => {
  const batch = { pages: new Uint32Array(0), contents: { kind: 'bytes', data: new Uint8Array(0) } } as const;
  expect(wireSize(batch)).toEqual({ pages: 0, normalPages: 0, zeroPages: 0, bytes: 0 });
});
