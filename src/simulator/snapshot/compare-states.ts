import type { DeviceState } from '../machine/device-state.ts';
import { VirtualCpu } from '../machine/virtual-cpu.ts';
import type { PageContents } from '../memory/contents.ts';
import { differingPages } from '../memory/difference.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';

/** A state as it can be compared: null where it has no such part. */
export interface ComparableState {
  readonly memory: PageTableImage | null;
  readonly disk: PageTableImage | null;
  readonly device: DeviceState | null;
}

/** Where two images differ: pages of memory, or blocks of a disk. */
export interface ImageDifference {
  readonly pageCount: number;
  /** How many pages differ. */
  readonly differing: number;
  /** The first of them, as many as were asked for, and what each side has there. */
  readonly pages: Uint32Array;
  readonly first: PageContents;
  readonly second: PageContents;
}

/** A register that differs, and what each side has in it. */
export interface RegisterDifference {
  /** "register 3", "running time", "steps": those that differ. */
  readonly name: string;
  readonly first: number;
  readonly second: number;
}

/** How two states of one machine differ; null for a part that one of them lacks. Nothing differs if and only if they are equal. */
export interface StateDifference {
  readonly memory: ImageDifference | null;
  readonly disk: ImageDifference | null;
  readonly registers: readonly RegisterDifference[] | null;
}

/** Compares page by page, block by block and register by register; contents are given of up to `limit` pages. */
export function compareStates(first: ComparableState, second: ComparableState, limit: number): StateDifference {
  return {
    memory: first.memory && second.memory && compareImages(first.memory, second.memory, limit),
    disk: first.disk && second.disk && compareImages(first.disk, second.disk, limit),
    registers: first.device && second.device && compareRegisters(first.device, second.device),
  };
}

function compareImages(first: PageTableImage, second: PageTableImage, limit: number): ImageDifference {
  const differing = differingPages(first, second);
  const pages = differing.subarray(0, limit);
  const read = (image: PageTableImage): PageContents => PageTable.of(image).read(pages).contents;
  return { pageCount: first.pageCount, differing: differing.length, pages, first: read(first), second: read(second) };
}

function compareRegisters(first: DeviceState, second: DeviceState): RegisterDifference[] {
  const [one, other] = [first, second].map((device) => {
    const cpu = new VirtualCpu();
    cpu.load(device);
    return cpu;
  }) as [VirtualCpu, VirtualCpu];
  const all = Array.from(one.registers, (value, index) => ({ name: `register ${index}`, first: value, second: other.registers[index] as number }));
  all.push({ name: 'running time', first: one.runningTime, second: other.runningTime }, { name: 'steps', first: one.steps, second: other.steps });
  return all.filter((register) => register.first !== register.second);
}
