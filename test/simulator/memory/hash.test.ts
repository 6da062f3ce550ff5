import { describe, expect, test } from 'vitest';
import { hashOfMemory, hexadecimal } from '../../../src/simulator/memory/hash.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';

/** A table of numbers with these pages written. */
function tableOf(contents: Record<number, number>, pageCount = 3000): PageTable {
  const table = new PageTable('numbers', pageCount);
  for (const [page, content] of Object.entries(contents)) table.setNumber(Number(page), content);
  return table;
}

describe('the hash of a table', () => {
  test('does not look beyond the last page', () => {
    const filled = new PageTable('numbers', 3000);
    filled.fillWith(new Uint32Array(1024).fill(7));
    const written = tableOf(Object.fromEntries(Array.from({ length: 3000 }, (_, page) => [page, 7])));
    expect(hashOfMemory(filled)).toBe(hashOfMemory(written));
  });

  test('has 16 hexadecimal digits and never changes', () => {
    expect(hashOfMemory(tableOf({}))).toBe('00000bb800000000');
    expect(hashOfMemory(tableOf({ 3: 30 }))).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOfMemory(tableOf({ 3: 30 }))).toBe(hashOfMemory(tableOf({ 3: 30 })));
  });

  test('is the same for zeros written and for nothing written', () => {
    expect(hashOfMemory(tableOf({ 3: 30, 2500: 0 }))).toBe(hashOfMemory(tableOf({ 3: 30 })));
  });

  test('is another for another content, another page, another leaf, another size', () => {
    const hashes = [
      tableOf({}),
      tableOf({ 3: 30 }),
      tableOf({ 3: 31 }),
      tableOf({ 4: 30 }),
      tableOf({ 1027: 30 }),
      tableOf({ 3: 30, 1027: 30 }),
      tableOf({ 3: 30 }, 2999),
    ].map(hashOfMemory);
    expect(new Set(hashes).size).toBe(7);
  });

  test('is another if two pages are swapped', () => {
    expect(hashOfMemory(tableOf({ 3: 30, 4: 40 }))).not.toBe(hashOfMemory(tableOf({ 3: 40, 4: 30 })));
    expect(hashOfMemory(tableOf({ 3: 30, 1027: 40 }))).not.toBe(hashOfMemory(tableOf({ 3: 40, 1027: 30 })));
  });
});

test('a word has 8 hexadecimal digits', () => {
  expect([0, 255, -1, 0x8000_0000].map(hexadecimal)).toEqual(['00000000', '000000ff', 'ffffffff', '80000000']);
});
