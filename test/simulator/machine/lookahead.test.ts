import { describe, expect, test } from 'vitest';
import { counterGuest } from '../../../src/simulator/machine/guests/counter.ts';
import { sequentialWorkload } from '../../../src/simulator/machine/guests/workloads.ts';
import { lookAhead, type Traps } from '../../../src/simulator/machine/lookahead.ts';
import { GuestMemory } from '../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';

/** Writes pages 10, 11, 12, ... */
const guest = sequentialWorkload({ kind: 'sequential', pagesPerSecond: 1, workingSetPages: 50, firstPage: 10 });

function missing(...pages: number[]): Traps {
  return { stopReads: true, has: (page) => pages.includes(page) };
}

function writeProtected(...pages: number[]): Traps {
  return { stopReads: false, has: (page) => pages.includes(page) };
}

function numbers() {
  return { memory: new GuestMemory(new PageTable('numbers', 100)), registers: new Uint32Array(16) };
}

describe('looking ahead', () => {
  test('finds how many steps the guest can make, and the page that stops it', () => {
    const { memory, registers } = numbers();
    expect(lookAhead(guest, registers, memory, null, missing(13, 12, 90), 1000)).toEqual({ steps: 2, page: 12 });
    expect(lookAhead(guest, registers, memory, null, missing(10), 1000)).toEqual({ steps: 0, page: 10 });
    // Every place within and between the strides.
    for (let page = 10; page < 60; page++) {
      expect(lookAhead(guest, registers, memory, null, missing(page), 1000)).toEqual({ steps: page - 10, page });
    }
  });

  test('goes no further than it is told to', () => {
    const { memory, registers } = numbers();
    expect(lookAhead(guest, registers, memory, null, missing(15), 5)).toEqual({ steps: 5, page: null });
    expect(lookAhead(guest, registers, memory, null, missing(15), 6)).toEqual({ steps: 5, page: 15 });
    expect(lookAhead(guest, registers, memory, null, missing(90), 1000)).toEqual({ steps: 1000, page: null });
  });

  test('leaves registers, memory and the dirty log as they are', () => {
    const { memory, registers } = numbers();
    memory.startDirtyLog();
    lookAhead(guest, registers, memory, null, missing(40), 1000);
    expect(registers).toEqual(new Uint32Array(16));
    expect(memory.table.leaf(0)).toBeUndefined();
    expect(memory.collectDirtyLog().count()).toBe(0);
  });
});

describe('a guest on real bytes', () => {
  // The counter keeps its count in page 1, and its n-th journal entry at 65536 + 4 * 4099 * n: in pages 20, 24, 28, 32.
  const counter = counterGuest(1);
  const memory = new GuestMemory(new PageTable('bytes', 512));

  test('reads what it would have written on the way', () => {
    expect(lookAhead(counter, new Uint32Array(16), memory, null, missing(28), 10)).toEqual({ steps: 2, page: 28 });
    expect(lookAhead(counter, new Uint32Array(16), memory, null, writeProtected(28), 10)).toEqual({ steps: 2, page: 28 });
  });

  test('is stopped by reading a missing page', () => {
    expect(lookAhead(counter, new Uint32Array(16), memory, null, missing(1), 10)).toEqual({ steps: 0, page: 1 });
  });
});

test('a write-protected page may be read', () => {
  const reader = { ...counterGuest(1), run: (_steps: number, _registers: Uint32Array, memory: GuestMemory) => void memory.readWord(4096) };
  const memory = new GuestMemory(new PageTable('bytes', 512));
  expect(lookAhead(reader, new Uint32Array(16), memory, null, writeProtected(1), 10)).toEqual({ steps: 10, page: null });
  expect(lookAhead(reader, new Uint32Array(16), memory, null, missing(1), 10)).toEqual({ steps: 0, page: 1 });
});
