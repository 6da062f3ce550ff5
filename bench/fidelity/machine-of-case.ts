import type { EventQueue } from '../../src/simulator/kernel/event-queue.ts';
import { seedWords } from '../../src/simulator/kernel/random.ts';
import { ModelMachine } from '../../src/simulator/machine/model-machine.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import { CALIBRATION } from './calibration.ts';
import type { FidelityCase } from './case.ts';
import { measuredGuest } from './measured-guest.ts';

/** First page above the first MiB. */
const FIRST_FILLED_PAGE = 256;

/** The machine of a case, powered off. */
export function emptyMachine(queue: EventQueue, one: FidelityCase): ModelMachine {
  const pageCount = one.ram_bytes / PAGE_BYTES + CALIBRATION.romPages;
  return new ModelMachine(queue, measuredGuest(one.workload), pageCount, CALIBRATION.costs);
}

/** The machine of a case as it was when the migration began: memory filled, its writer at its place. */
export function machineOfCase(queue: EventQueue, one: FidelityCase, run: number): ModelMachine {
  const machine = emptyMachine(queue, one);
  fill(machine, one);
  machine.vcpu.registers.set(seedWords(one.seed, `guest of ${one.id}, run ${run}`));
  const { ws_pages, writes_at_start } = one.workload;
  machine.vcpu.registers[4] = 0;
  machine.vcpu.registers[5] = ws_pages === 0 ? 0 : (writes_at_start ?? 0) % ws_pages;
  return machine;
}

/** Every page different, but the zero ones: most of the first MiB and ROM, and a share outside the working set. */
function fill(machine: ModelMachine, one: FidelityCase): void {
  const { ws_start_page, ws_pages, zero_share } = one.workload;
  const { table } = machine.memory;
  const ramPages = table.pageCount - CALIBRATION.romPages;
  const above = ramPages - FIRST_FILLED_PAGE;
  const zeroShareOutside = Math.min(1, (zero_share * above) / (above - ws_pages));
  const isLowZero = (page: number): boolean => page < CALIBRATION.lowZeroPages - CALIBRATION.romZeroPages;
  let owed = 0;
  for (let page = 0; page < ramPages; page++) {
    if (page < FIRST_FILLED_PAGE) {
      if (!isLowZero(page)) table.setNumber(page, page + 1);
      continue;
    }
    const isWorkingSet = page >= ws_start_page && page < ws_start_page + ws_pages;
    // The share is kept exactly, as the measured guest kept it, and spread evenly.
    if (!isWorkingSet) owed += zeroShareOutside;
    if (owed >= 1) owed -= 1;
    else table.setNumber(page, (page % 0xffff) + 1);
  }
  for (let page = ramPages + CALIBRATION.romZeroPages; page < table.pageCount; page++) table.setNumber(page, 1);
}
