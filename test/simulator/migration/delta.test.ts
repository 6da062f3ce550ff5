import { describe, expect, test } from 'vitest';
import { deltaBytes } from '../../../src/simulator/migration/delta.ts';

/** Length of the difference between a page of zeros and one in which these ranges of bytes are not 0. */
function deltaOf(...changed: [from: number, to: number][]): number | null {
  const data = new Uint8Array(4096);
  for (const [from, to] of changed) data.fill(1, from, to);
  return deltaBytes(new Uint8Array(4096), { kind: 'bytes', data }, 0);
}

// QEMU, migration/xbzrle.c: the length of an equal run, the length of a changed run, its bytes, and so on.
describe('the difference between two pages of bytes', () => {
  test('is nothing where nothing has changed', () => {
    expect(deltaOf()).toBe(0);
  });

  test('is two lengths and the bytes for each run of changed bytes; equal bytes at the end are not said', () => {
    expect(deltaOf([0, 1])).toBe(3);
    expect(deltaOf([10, 12])).toBe(4);
    expect(deltaOf([10, 12], [20, 21])).toBe(4 + 3);
  });

  test('has lengths of one byte below 128 and of two from there', () => {
    expect(deltaOf([127, 128])).toBe(3);
    expect(deltaOf([128, 129])).toBe(4);
    expect(deltaOf([0, 127])).toBe(1 + 1 + 127);
    expect(deltaOf([0, 128])).toBe(1 + 2 + 128);
  });

  test('is none where it would be no shorter than the page', () => {
    expect(deltaOf([0, 4092])).toBe(4095);
    expect(deltaOf([0, 4093])).toBeNull();
    expect(deltaOf([0, 4096])).toBeNull();
  });

  test('is that of the page asked for', () => {
    const data = new Uint8Array(2 * 4096);
    data[4096 + 10] = 1;
    const contents = { kind: 'bytes', data } as const;
    expect(deltaBytes(new Uint8Array(4096), contents, 0)).toBe(0);
    expect(deltaBytes(new Uint8Array(4096), contents, 1)).toBe(3);
  });
});

describe('the difference between two content numbers', () => {
  const delta = (old: number, changedWordsPerWrite?: number) =>
    deltaBytes(
      old,
      { kind: 'numbers', data: Uint32Array.of(5), ...(changedWordsPerWrite !== undefined && { changedWordsPerWrite }) },
      0,
    );

  test('is nothing where they are the same', () => {
    expect(delta(5)).toBe(0);
  });

  test('is what so many changed words take on average', () => {
    // One word has 2048 bytes before it on average, 94 in 100 times 128 or more: 1.94 + 1 + 4 bytes.
    expect(delta(4)).toBe(7);
    expect(delta(4, 1)).toBe(7);
    // 100 words lie 41 bytes apart on average, 4 in 100 times 128 or more.
    expect(delta(4, 100)).toBe(604);
  });

  test('is none where so much changes that it would be no shorter than the page', () => {
    expect(delta(4, 682)).toBe(4092);
    expect(delta(4, 683)).toBeNull();
    expect(delta(4, 1024)).toBeNull();
  });
});
