import { describe, expect, test } from 'vitest';
import { DemandPaging } from '../../../src/simulator/machine/demand-paging.ts';
import { counterGuest } from '../../../src/simulator/machine/guests/counter.ts';
import { sequentialWorkload } from '../../../src/simulator/machine/guests/workloads.ts';
import { GuestMemory } from '../../../src/simulator/memory/guest-memory.ts';
import { PageBitmap } from '../../../src/simulator/memory/page-bitmap.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';

/** Writes pages 10, 11, 12, ... */
const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 1, workingSetPages: 50, firstPage: 10 });

function without(...missing: number[]): DemandPaging {
  return new DemandPaging(PageBitmap.of(100, missing));
}

describe('looking ahead', () => {
  test('finds how many steps the guest can make, and the missing page that stops it', () => {
    const memory = new GuestMemory(new PageTable('numbers', 100));
    const registers = new Uint32Array(16);
    expect(without(13, 12, 90).look(guest, registers, memory, null, 1000)).toEqual({ steps: 2, page: 12 });
    expect(without(10).look(guest, registers, memory, null, 1000)).toEqual({ steps: 0, page: 10 });
  });

  test('goes no further than it is told to', () => {
    const memory = new GuestMemory(new PageTable('numbers', 100));
    expect(without(15).look(guest, new Uint32Array(16), memory, null, 5)).toEqual({ steps: 5, page: null });
    expect(without(15).look(guest, new Uint32Array(16), memory, null, 6)).toEqual({ steps: 5, page: 15 });
    expect(without(90).look(guest, new Uint32Array(16), memory, null, 1000)).toEqual({ steps: 1000, page: null });
  });

  test('leaves registers, memory and the dirty log as they are', () => {
    const memory = new GuestMemory(new PageTable('numbers', 100));
    const registers = new Uint32Array(16);
    memory.startDirtyLog();
    without(40).look(guest, registers, memory, null, 1000);
    expect(registers).toEqual(new Uint32Array(16));
    expect(memory.table.leaf(0)).toBeUndefined();
    expect(memory.collectDirtyLog().count()).toBe(0);
  });

  test('reads what the guest would have written on the way', () => {
    // The counter keeps its count in page 1, and its n-th journal entry at 65536 + 4 * 4099 * n: in pages 20, 24, 28, 32.
    const memory = new GuestMemory(new PageTable('bytes', 512));
    const paging = new DemandPaging(PageBitmap.of(512, [28]));
    expect(paging.look(counterGuest(1), new Uint32Array(16), memory, null, 10)).toEqual({ steps: 2, page: 28 });
  });

  test('takes reading for touching, as it is', () => {
    const memory = new GuestMemory(new PageTable('bytes', 512));
    const paging = new DemandPaging(PageBitmap.of(512, [1]));
    expect(paging.look(counterGuest(1), new Uint32Array(16), memory, null, 10)).toEqual({ steps: 0, page: 1 });
  });
});

test('a page that comes is missing no more; one that was there already says so', () => {
  const paging = without(3, 5);
  expect(paging.count).toBe(2);
  expect(paging.arrived(3)).toBe(true);
  expect(paging.arrived(3)).toBe(false);
  expect(paging.arrived(4)).toBe(false);
  expect(paging.count).toBe(1);
  expect([paging.isMissing(3), paging.isMissing(5)]).toEqual([false, true]);
});

test('what is missing is told as a copy', () => {
  const paging = without(3, 5);
  const missing = paging.missing();
  paging.arrived(3);
  expect([...missing.pages()]).toEqual([3, 5]);
});
