import { expect, test } from 'vitest';
import { PAGE_BYTES, type StateDifference } from '../../../src/simulator/index.ts';
import { differenceTexts } from '../../../src/viewmodel/snapshot/difference-text.ts';

const NOTHING: StateDifference = { memory: null, disk: null, registers: [] };

test('equal states are said to be equal', () => {
  const memory = { pageCount: 256, differing: 0, pages: new Uint32Array(0), first: numbers(), second: numbers() };
  const texts = differenceTexts({ ...NOTHING, memory }, 'before', 'after');
  expect(texts).toMatchObject({ isEmpty: true, summary: 'before and after are equal.' });
  expect(texts.first.split('\n').slice(2)).toEqual(texts.second.split('\n').slice(2));
  expect(texts.first).toContain('Memory: 0 of 256 pages differ');
});

test('content numbers differ line by line, page by page', () => {
  const memory = { pageCount: 256, differing: 3, pages: Uint32Array.of(7, 9), first: numbers(1, 0), second: numbers(0x1_0000, 2) };
  const registers = [{ name: 'register 4', first: 1, second: 255 }, { name: 'steps', first: 5, second: 1200 }];
  const { first, second, summary } = differenceTexts({ memory, disk: null, registers }, 'before', 'web now');
  expect(first).toBe(`State   before

CPU: 2 registers differ
  register 4   00000001
  steps        5

Memory: 3 of 256 pages differ
  page 7  content 00000001
  page 9  zeros
  … and 1 more pages that differ

Disk: only one of the two has it, or neither

`);
  expect(second).toContain('  page 7  content 00010000\n  page 9  content 00000002\n');
  expect(summary).toBe('before and web now differ in 3 of 256 pages of memory and 2 registers.');
});

test('bytes are dumped where they differ', () => {
  const first = new Uint8Array(2 * PAGE_BYTES);
  const second = first.slice();
  second.set([...'Hello'].map((letter) => letter.charCodeAt(0)), PAGE_BYTES + 0x120);
  const disk = { pageCount: 64, differing: 2, pages: Uint32Array.of(3, 4), first: { kind: 'bytes' as const, data: first }, second: { kind: 'bytes' as const, data: second } };
  const texts = differenceTexts({ memory: null, disk, registers: null }, 'one', 'two');
  expect(texts.second).toContain('  block 4  0120  48 65 6c 6c 6f 00 00 00 00 00 00 00 00 00 00 00  |Hello...........|\n');
  expect(texts.first).toContain('  block 4  0120  00 00');
});

function numbers(...data: number[]) {
  return { kind: 'numbers' as const, data: Uint32Array.from(data) };
}
