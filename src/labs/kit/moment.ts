import { type DeviceState, everyPage, type ModelMachine, PAGE_BYTES, PageTable } from '../../simulator/index.ts';

/** Memory, registers and devices of a machine at one moment; taking it costs next to nothing. */
export interface Moment {
  readonly memory: PageTable;
  readonly device: DeviceState;
}

/** A machine as it is now: what a trial compares later. */
export function momentOf(machine: ModelMachine): Moment {
  machine.catchUp();
  const { table } = machine.memory;
  const memory = new PageTable(table.kind, table.pageCount);
  memory.restore(machine.captureMemory());
  return { memory, device: machine.vcpu.save(0) };
}

export interface MemoryComparison {
  readonly differingPages: number;
  readonly firstDifferingPage: number | null;
}

/** Compares page by page. */
export function compareMemory({ memory: one }: Moment, { memory: other }: Moment): MemoryComparison {
  const pages = everyPage(one.pageCount);
  const { contents: first } = one.read(pages);
  const { contents: second } = other.read(pages);
  const size = first.kind === 'bytes' ? PAGE_BYTES : 1;
  let differingPages = 0;
  let firstDifferingPage: number | null = null;
  for (let page = 0; page < one.pageCount; page++) {
    if (samePage(first.data, second.data, page * size, size)) continue;
    differingPages++;
    firstDifferingPage ??= page;
  }
  return { differingPages, firstDifferingPage };
}

/** Whether the device states are equal, byte by byte. */
export function sameDeviceState({ device: one }: Moment, { device: other }: Moment): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

type Elements = Uint8Array | Uint32Array;

function samePage(first: Elements, second: Elements, start: number, size: number): boolean {
  for (let index = start; index < start + size; index++) if (first[index] !== second[index]) return false;
  return true;
}
