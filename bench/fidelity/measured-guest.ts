import type { GuestProgram } from '../../src/simulator/machine/guest.ts';
import type { GuestMemory } from '../../src/simulator/memory/guest-memory.ts';
import { CALIBRATION } from './calibration.ts';
import type { CaseWorkload } from './case.ts';

const PREVIOUS = 0;
const CONTENT = 4;
const POSITION = 5;

/** The guest of the measurements: writes pages at a rate, and its own stack with every write. */
export function measuredGuest(workload: CaseWorkload): GuestProgram {
  const next = pageChooser(workload);
  const [stack, variables] = CALIBRATION.stackPages;
  return {
    contentKind: 'numbers',
    stepsPerSecond: workload.pages_per_s,
    changedWordsPerWrite: workload.dwords_per_write ?? 1,
    run: (steps, registers, memory: GuestMemory) => {
      for (let step = 0; step < steps; step++) {
        const content = (registers[CONTENT] as number) + 1;
        registers[CONTENT] = content;
        memory.writePage(next(registers), content + 0x1_0000);
        if (step < steps - 1) continue;
        memory.writePage(stack, content + 0x1_0000);
        memory.writePage(variables, content + 0x1_0000);
      }
    },
  };
}

function pageChooser(workload: CaseWorkload): (registers: Uint32Array) => number {
  const { ws_start_page: start, ws_pages: pages, hot_pages = 1, hot_probability = 0 } = workload;
  switch (workload.pattern) {
    case 'none':
      return () => start;
    case 'seq':
      return (registers) => {
        const position = registers[POSITION] as number;
        registers[POSITION] = (position + 1) % pages;
        return start + position;
      };
    case 'random':
      return (registers) => start + Math.floor(draw(registers) * pages);
    case 'hotcold':
      return (registers) =>
        draw(registers) < hot_probability
          ? start + Math.floor(draw(registers) * hot_pages)
          : start + hot_pages + Math.floor(draw(registers) * (pages - hot_pages));
  }
}

function draw(registers: Uint32Array): number {
  let state = registers[PREVIOUS] as number;
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  registers[PREVIOUS] = state;
  return (state >>> 0) / 2 ** 32;
}

