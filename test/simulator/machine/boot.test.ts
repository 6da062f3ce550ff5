import { describe, expect, test } from 'vitest';
import { boot } from '../../../src/simulator/machine/boot.ts';
import { counterGuest } from '../../../src/simulator/machine/guests/counter.ts';
import { idleGuest } from '../../../src/simulator/machine/guests/idle.ts';
import { ModelMachine } from '../../../src/simulator/machine/model-machine.ts';

const PAGES = 10_000;

function booted(zeroShare: number, seed = 1, name = 'web'): ModelMachine {
  const machine = new ModelMachine({ now: 0 }, idleGuest, PAGES);
  boot(machine, seed, name, zeroShare);
  return machine;
}

function zeroPages(machine: ModelMachine): number {
  let zero = 0;
  for (let page = 0; page < PAGES; page++) if (machine.memory.table.number(page) === 0) zero++;
  return zero;
}

describe('memory after boot', () => {
  test('has no zero page where none was asked for', () => {
    expect(zeroPages(booted(0))).toBe(0);
  });

  test('has only zero pages where all were asked for, and takes no memory', () => {
    expect(zeroPages(booted(1))).toBe(PAGES);
    expect(booted(1).memory.table.leaf(0)).toBeUndefined();
  });

  test('has about the share of zero pages that was asked for', () => {
    const zero = zeroPages(booted(0.25));
    expect(zero).toBeGreaterThan(2350);
    expect(zero).toBeLessThan(2650);
  });

  test('has contents below 65536, which workloads leave to it', () => {
    for (const zeroShare of [0, 0.25]) {
      const { table } = booted(zeroShare).memory;
      const contents = Array.from({ length: PAGES }, (_, page) => table.number(page));
      expect(Math.max(...contents)).toBeLessThan(65_536);
    }
  });

  test('is empty for a guest on real bytes, as after power-on', () => {
    const machine = new ModelMachine({ now: 0 }, counterGuest(10), 300);
    boot(machine, 1, 'counter', 0);
    expect(machine.memory.table.leaf(0)).toBeUndefined();
  });
});

describe('the registers after boot', () => {
  test('hold random numbers of the seed and the name', () => {
    expect([...booted(0).vcpu.registers.subarray(0, 5)]).toEqual([
      2_122_156_391, 866_597_058, 2_890_997_252, 3_070_605_060, 0,
    ]);
    expect(booted(0, 2).vcpu.registers).not.toEqual(booted(0).vcpu.registers);
    expect(booted(0, 1, 'mail').vcpu.registers).not.toEqual(booted(0).vcpu.registers);
  });
});

test('the same seed and name boot into the same state', () => {
  expect(booted(0.25).stateHash()).toBe(booted(0.25).stateHash());
  expect(booted(0.25, 2).stateHash()).not.toBe(booted(0.25).stateHash());
});
