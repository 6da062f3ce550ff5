import { expect, test } from 'vitest';
import { CHECKSUM_ADDRESS, COUNT_ADDRESS, counterGuest } from '../../../../src/simulator/machine/guests/counter.ts';
import { GuestMemory } from '../../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../../src/simulator/memory/page-table.ts';

const NO_REGISTERS = new Uint32Array(16);

function countTo(count: number): GuestMemory {
  const memory = new GuestMemory(new PageTable('bytes', 512));
  counterGuest(100).run(count, NO_REGISTERS, memory, null);
  return memory;
}

function countAndChecksum(memory: GuestMemory): [number, number] {
  return [memory.readWord(COUNT_ADDRESS), memory.readWord(CHECKSUM_ADDRESS)];
}

// The checksum is that of the count before, times 16777619, plus the count, in 32 bits; the journal is empty at first.
test.each([
  [1, 1],
  [2, 16_777_621],
  [3, 671_251_858],
  [4, 2_381_032_666],
  [5, 1_140_923_187],
])('after %i counts the checksum is %i', (count, checksum) => {
  expect(countAndChecksum(countTo(count))).toEqual([count, checksum]);
});

test('each count stands in the journal, 4099 words after the one before', () => {
  const memory = countTo(3);
  const journal = 65_536;
  expect([4099, 8198, 12_297].map((word) => memory.readWord(journal + word * 4))).toEqual([1, 2, 3]);
});

test('one count writes two pages: that of the count and that of the journal entry', () => {
  const memory = countTo(0);
  memory.startDirtyLog();
  counterGuest(100).run(1, NO_REGISTERS, memory, null);
  // 4096 is in page 1; the entry is at 65536 + 4 * 4099 = 81932, in page 20.
  expect([...memory.collectDirtyLog().pages()]).toEqual([1, 20]);
});

test('the checksum takes in what the journal held before: one stale entry, and it is wrong', () => {
  const memory = countTo(0);
  memory.writeWord(65_536 + 4 * 4099, 7);
  counterGuest(100).run(1, NO_REGISTERS, memory, null);
  // 7 times 16777619, plus 1.
  expect(countAndChecksum(memory)).toEqual([1, 117_443_334]);
});

test('the journal begins again after 2^18 words', () => {
  const memory = countTo(0);
  memory.writeWord(COUNT_ADDRESS, 2 ** 18 - 1);
  counterGuest(100).run(2, NO_REGISTERS, memory, null);
  expect([memory.readWord(65_536), memory.readWord(65_536 + 4 * 4099)]).toEqual([2 ** 18, 2 ** 18 + 1]);
});

test('it makes no difference in how many portions it counts', () => {
  const memory = countTo(2);
  const guest = counterGuest(100);
  guest.run(0, NO_REGISTERS, memory, null);
  guest.run(1, NO_REGISTERS, memory, null);
  guest.run(2, NO_REGISTERS, memory, null);
  expect(countAndChecksum(memory)).toEqual([5, 1_140_923_187]);
});
