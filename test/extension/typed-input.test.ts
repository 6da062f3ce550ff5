import { describe, expect, test } from 'vitest';
import { BANDWIDTH } from '../../src/simulator/index.ts';
import { checkName, checkSnapshotName, freeName } from '../../src/extension/util/names.ts';
import { checkQuantity, HOST_MEMORY, quantityOf, VM_MEMORY } from '../../src/extension/util/quantity-input.ts';

describe('sizes and rates', () => {
  test('a size with its unit is taken', () => {
    expect(checkQuantity('1.5 GiB', VM_MEMORY, 'Memory')).toBeUndefined();
    expect(quantityOf('1.5 GiB', VM_MEMORY, 'Memory')).toBe(1_610_612_736);
    expect(quantityOf('1 Gbit/s', BANDWIDTH, 'Bandwidth')).toBe(125_000_000);
  });

  test.each([
    ['4294967296', 'Memory has no unit: "4294967296"; write a size with its unit, such as "1 GiB", from 1 MiB to 1 TiB.'],
    ['9999999999 GiB', 'Memory is too large: "9999999999 GiB"; write a size with its unit, such as "1 GiB", from 1 MiB to 1 TiB.'],
    ['512 KiB', 'Memory is too small: "512 KiB"; write a size with its unit, such as "1 GiB", from 1 MiB to 1 TiB.'],
    ['-1 GiB', 'Memory must not be negative: "-1 GiB"; write a size with its unit, such as "1 GiB", from 1 MiB to 1 TiB.'],
    ['much', 'Memory is not a size: "much"; write a size with its unit, such as "1 GiB", from 1 MiB to 1 TiB.'],
  ])('%s is refused with what is allowed', (typed, sentence) => {
    expect(checkQuantity(typed, VM_MEMORY, 'Memory')).toBe(sentence);
    expect(() => quantityOf(typed, VM_MEMORY, 'Memory')).toThrow(sentence);
  });

  test('a host has at least 16 MiB', () => {
    expect(checkQuantity('8 MiB', HOST_MEMORY, 'Memory')).toContain('from 16 MiB to 64 TiB');
  });

  test('from code a size may be a number of bytes', () => {
    expect(quantityOf(4096, VM_MEMORY, 'Memory')).toBe(4096);
  });
});

describe('names', () => {
  test.each([
    ['web', undefined],
    ['web-2.old_1', undefined],
    ['', 'Type a name for the VM.'],
    ['2web', 'Use up to 40 letters, digits, dots, dashes or underscores, and begin with a letter.'],
    ['a b', 'Use up to 40 letters, digits, dots, dashes or underscores, and begin with a letter.'],
    ['taken', 'There is already a VM "taken".'],
  ])('"%s"', (name, problem) => {
    expect(checkName(name, ['taken'], 'VM')).toBe(problem);
  });

  test('a snapshot may be called anything of 1 to 100 characters', () => {
    expect(checkSnapshotName('Vor dem Einkauf: „sauber“')).toBeUndefined();
    expect(checkSnapshotName('')).toBe('Type a name for the snapshot.');
    expect(checkSnapshotName('x'.repeat(101))).toBe('A name has at most 100 characters.');
  });

  test('the first number that is free is offered', () => {
    expect(freeName('vm', [])).toBe('vm-1');
    expect(freeName('vm', ['vm-1', 'vm-2', 'vm-4'])).toBe('vm-3');
  });
});
