import { expect, test } from 'vitest';
import { scribbler } from '../../../../src/simulator/machine/guests/scribbler.ts';
import { hashOfMemory } from '../../../../src/simulator/memory/hash.ts';
import { GuestMemory } from '../../../../src/simulator/memory/guest-memory.ts';
import { PageTable } from '../../../../src/simulator/memory/page-table.ts';

const guest = scribbler({ kind: 'scribbler', writesPerSecond: 10 });

function machine(seed: number, pages = 256) {
  return { registers: Uint32Array.of(seed, ...new Array<number>(15).fill(0)), memory: new GuestMemory(new PageTable('bytes', pages)) };
}

test('writes anywhere, and crashes when it has hit itself', () => {
  const reasons = new Set<string | null>();
  for (let seed = 1; seed <= 12; seed++) {
    const { registers, memory } = machine(seed);
    guest.run(20, registers, memory, null);
    expect(guest.report!(registers, memory)).toMatchObject({ state: 'serving', facts: { 'wild writes': 20 } });
    memory.startDirtyLog();
    guest.run(3000, registers, memory, null);
    const { state, reason } = guest.report!(registers, memory);
    expect(state).toBe('crashed');
    reasons.add(reason!.replace(/0x[0-9a-f]+/, 'N'));
    expect(memory.collectDirtyLog().count()).toBeGreaterThan(10);
  }
  expect([...reasons]).toContain('its own program at N was overwritten');
});

test('a crashed one does nothing any more', () => {
  const { registers, memory } = machine(3);
  guest.run(3000, registers, memory, null);
  const hash = hashOfMemory(memory.table);
  guest.run(100, registers, memory, null);
  expect(hashOfMemory(memory.table)).toBe(hash);
});

test('crashes at the same step again when it is put back', () => {
  const { registers, memory } = machine(5);
  guest.run(50, registers, memory, null);
  const before = { registers: registers.slice(), image: memory.table.capture() };
  const ends = [0, 1].map(() => {
    registers.set(before.registers);
    memory.table.restore(before.image);
    guest.run(3000, registers, memory, null);
    return guest.report!(registers, memory);
  });
  expect(ends[1]).toEqual(ends[0]);
});
