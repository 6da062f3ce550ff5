import { describe, expect, test } from 'vitest';
import { GuestMemory } from '../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';

function memoryOfNumbers(): GuestMemory {
  return new GuestMemory(new PageTable('numbers', 40));
}

describe('the dirty log', () => {
  test('is off at first: writes are not noted, and collecting is a mistake', () => {
    const memory = memoryOfNumbers();
    memory.writePage(1, 1);
    expect(memory.isLogging).toBe(false);
    expect(() => memory.collectDirtyLog()).toThrow(
      'The dirty log is off: call startDirtyLog() before collectDirtyLog().',
    );
  });

  test('notes the pages written since it was started, each once', () => {
    const memory = memoryOfNumbers();
    memory.writePage(1, 1);
    memory.startDirtyLog();
    for (const page of [33, 2, 33]) memory.writePage(page, 5);
    expect([...memory.collectDirtyLog().pages()]).toEqual([2, 33]);
  });

  test('starts afresh when it is collected', () => {
    const memory = memoryOfNumbers();
    memory.startDirtyLog();
    memory.writePage(2, 1);
    memory.collectDirtyLog();
    memory.writePage(3, 1);
    expect([...memory.collectDirtyLog().pages()]).toEqual([3]);
    expect([...memory.collectDirtyLog().pages()]).toEqual([]);
  });

  test('notes a page written with the content it had already: a write is a write', () => {
    const memory = memoryOfNumbers();
    memory.startDirtyLog();
    memory.writePage(2, 0);
    expect([...memory.collectDirtyLog().pages()]).toEqual([2]);
  });

  test('does not see pages that are put in place from outside', () => {
    const memory = memoryOfNumbers();
    memory.startDirtyLog();
    memory.table.write({ pages: Uint32Array.of(7), contents: { kind: 'numbers', data: Uint32Array.of(70) } });
    expect(memory.collectDirtyLog().count()).toBe(0);
  });

  test('is gone when it is stopped', () => {
    const memory = memoryOfNumbers();
    memory.startDirtyLog();
    memory.writePage(2, 1);
    memory.stopDirtyLog();
    memory.startDirtyLog();
    expect(memory.collectDirtyLog().count()).toBe(0);
  });
});

describe('words', () => {
  test('stand in memory with the lowest byte first', () => {
    const memory = new GuestMemory(new PageTable('bytes', 4));
    memory.writeWord(8, 0xfedc_ba98);
    expect([8, 9, 10, 11].map((address) => memory.table.byte(address))).toEqual([0x98, 0xba, 0xdc, 0xfe]);
    expect(memory.readWord(8)).toBe(0xfedc_ba98);
    expect(memory.readWord(12)).toBe(0);
  });

  test('dirty the page they stand in', () => {
    const memory = new GuestMemory(new PageTable('bytes', 4));
    memory.startDirtyLog();
    memory.writeWord(4092, 1);
    memory.writeWord(2 * 4096, 1);
    expect([...memory.collectDirtyLog().pages()]).toEqual([0, 2]);
  });
});
