import { expect, test } from 'vitest';
import { VirtualCpu } from '../../../src/simulator/machine/virtual-cpu.ts';
import { PageTable } from '../../../src/simulator/memory/page-table.ts';
import { compareStates } from '../../../src/simulator/snapshot/compare-states.ts';

function state(change: (table: PageTable, cpu: VirtualCpu) => void) {
  const table = new PageTable('numbers', 100);
  const cpu = new VirtualCpu();
  change(table, cpu);
  return { memory: table.capture(), disk: null, device: cpu.save(0) };
}

test('pages and registers that differ are told, contents of the first of them', () => {
  const first = state(() => undefined);
  const second = state((table, cpu) => {
    for (const page of [3, 50, 99]) table.setNumber(page, page);
    cpu.registers[4] = 7;
    cpu.steps = 12;
  });
  expect(compareStates(first, second, 2)).toEqual({
    memory: {
      pageCount: 100, differing: 3, pages: Uint32Array.of(3, 50),
      first: { kind: 'numbers', data: Uint32Array.of(0, 0) }, second: { kind: 'numbers', data: Uint32Array.of(3, 50) },
    },
    disk: null,
    registers: [{ name: 'register 4', first: 0, second: 7 }, { name: 'steps', first: 0, second: 12 }],
  });
});

test('of a part that one of them lacks nothing is said', () => {
  const whole = state(() => undefined);
  expect(compareStates(whole, { memory: null, disk: null, device: null }, 10)).toEqual({ memory: null, disk: null, registers: null });
});
