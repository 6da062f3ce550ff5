import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NORMAL_PAGE_WIRE_BYTES, ZERO_PAGE_WIRE_BYTES } from '../../src/simulator/migration/wire.ts';

interface PublishedTrace {
  readonly id: string;
  readonly transferred_kib?: number;
  readonly duplicate_pages?: number;
  readonly normal_pages?: number;
}

const { traces } = JSON.parse(readFileSync(new URL('../../bench/data/published.json', import.meta.url), 'utf8')) as {
  traces: PublishedTrace[];
};
const withPages = traces.filter((trace) => trace.normal_pages !== undefined);

test('four published traces give enough to check the accounting of bytes', () => {
  expect(withPages.map((trace) => trace.id)).toEqual([
    'dpdk-bond-sriov-1',
    'dpdk-bond-sriov-2',
    'qemu-devel-free-page-hint-base',
    'qemu-devel-free-page-hint-patched',
  ]);
});

test.each(withPages)('$id: 4104 bytes a normal page and 9 a zero page make what was transferred', (trace) => {
  const { normal_pages = 0, duplicate_pages = 0, transferred_kib = 0 } = trace;
  const bytes = normal_pages * NORMAL_PAGE_WIRE_BYTES + duplicate_pages * ZERO_PAGE_WIRE_BYTES;
  expect(Math.abs(bytes - transferred_kib * 1024)).toBeLessThanOrEqual(2048);
});
