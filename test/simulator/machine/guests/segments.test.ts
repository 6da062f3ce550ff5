import { describe, expect, test } from 'vitest';
import type { GuestProgram } from '../../../../src/simulator/machine/guest.ts';
import { phasedWorkload } from '../../../../src/simulator/machine/guests/phased.ts';
import { pagesOfInterval, tracePlayer } from '../../../../src/simulator/machine/guests/trace-player.ts';
import { hashOfMemory } from '../../../../src/simulator/memory/hash.ts';
import { GuestMemory } from '../../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../../src/simulator/memory/page-table.ts';
import fc from '../../../helpers/property.ts';

function registersOf(random: number): Uint32Array {
  const registers = new Uint32Array(16);
  registers[0] = random;
  return registers;
}

function emptyMemory(): GuestMemory {
  return new GuestMemory(new PageTable('numbers', 1000));
}

/** The pages written in each step: one, or none. */
function writesOf(guest: GuestProgram, steps: number): (number | null)[] {
  const memory = emptyMemory();
  const registers = registersOf(1);
  return Array.from({ length: steps }, () => {
    memory.startDirtyLog();
    guest.run(1, registers, memory, null);
    return memory.collectDirtyLog().pages()[0] ?? null;
  });
}

describe('a recorded trace', () => {
  test('is played in its order, evenly over each interval, and over again', () => {
    const guest = tracePlayer({ kind: 'trace', intervalsPerSecond: 2, intervals: ['7 3-5', '', '9 9'] });
    expect(guest.stepsPerSecond).toBe(8);
    const once = [7, 3, 4, 5, null, null, null, null, null, 9, null, 9];
    expect(writesOf(guest, 24)).toEqual([...once, ...once]);
  });

  test('of nothing writes nothing', () => {
    expect(writesOf(tracePlayer({ kind: 'trace', intervalsPerSecond: 1, intervals: [''] }), 3)).toEqual([null, null, null]);
  });

  test.each<[string, number[] | null]>([
    ['0-3 700 700', [0, 1, 2, 3, 700, 700]],
    ['', []],
    ['3-1', null],
    ['three', null],
    ['1,2', null],
    ['0-99999999999', null],
  ])('"%s" is read as %j', (text, pages) => {
    expect(pagesOfInterval(text)).toEqual(pages);
  });
});

describe('a phased workload', () => {
  const guest = phasedWorkload({
    kind: 'phased',
    phases: [
      { seconds: 1, pagesPerSecond: 4, workingSetPages: 10, firstPage: 100 },
      { seconds: 2, pagesPerSecond: 0, workingSetPages: 1 },
      { seconds: 1, pagesPerSecond: 2, workingSetPages: 1, firstPage: 5 },
    ],
  });

  test('writes in each phase at its rate and in its working set', () => {
    expect(guest.stepsPerSecond).toBe(4);
    const steps = writesOf(guest, 16);
    for (const page of steps.slice(0, 4)) expect(page! >= 100 && page! < 110).toBe(true);
    expect(steps.slice(4)).toEqual([...new Array<null>(8).fill(null), null, 5, null, 5]);
    expect(writesOf(guest, 20).slice(16).every((page) => page! >= 100 && page! < 110)).toBe(true);
  });

  test('it makes no difference in how many portions it runs', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 12 }), (portions) => {
        const inPortions = { memory: emptyMemory(), registers: registersOf(1) };
        for (const steps of portions) guest.run(steps, inPortions.registers, inPortions.memory, null);
        const atOnce = { memory: emptyMemory(), registers: registersOf(1) };
        guest.run(portions.reduce((sum, steps) => sum + steps, 0), atOnce.registers, atOnce.memory, null);
        expect([...inPortions.registers]).toEqual([...atOnce.registers]);
        expect(hashOfMemory(inPortions.memory.table)).toBe(hashOfMemory(atOnce.memory.table));
      }),
    );
  });
});
