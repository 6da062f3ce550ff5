import { GuestMemory } from '../memory/guest-memory.ts';
import { PAGE_BYTES, type PageNumber } from '../memory/page.ts';
import type { BlockDevice } from '../storage/block-device.ts';
import { ScratchDevice } from '../storage/scratch-device.ts';
import type { GuestProgram } from './guest.ts';

/** Pages that stop a guest when it touches them. */
export interface Traps {
  /** Whether reading is touching: of a missing page it is, of a write-protected one it is not. */
  readonly stopReads: boolean;
  has(page: PageNumber): boolean;
}

/** How far a guest can go. */
export interface Lookahead {
  /** Steps that can be made. */
  readonly steps: number;
  /** The page that stops the next one, or null where none does within the limit. */
  readonly page: PageNumber | null;
}

/**
 * How many of the next steps touch no trap, at most `limit`, and the trap that the step after them touches. The guest
 * is not moved: the steps are tried on copies of the registers and of what they write to memory and disk.
 */
export function lookAhead(
  guest: GuestProgram,
  registers: Uint32Array,
  memory: GuestMemory,
  disk: BlockDevice | null,
  traps: Traps,
  limit: number,
): Lookahead {
  const probe = new ProbeMemory(memory, traps);
  const probeDisk = disk && new ScratchDevice(disk);
  const copy = registers.slice();
  let steps = guest.contentKind === 'numbers' ? strideFreely(guest, copy, probe, probeDisk, limit) : 0;
  probe.trap = null;
  for (; steps < limit; steps++) {
    guest.run(1, copy, probe, probeDisk);
    if (probe.trap !== null) return { steps, page: probe.trap };
  }
  return { steps, page: null };
}

/**
 * Goes in strides of 1, 2, 4 and so on steps as long as none touches a trap, and returns how many steps those were. A
 * program on content numbers reads nothing back, so a stride that touched one can be tried again step by step.
 */
function strideFreely(
  guest: GuestProgram,
  registers: Uint32Array,
  probe: ProbeMemory,
  disk: BlockDevice | null,
  limit: number,
): number {
  let steps = 0;
  for (let stride = 1; steps < limit; stride *= 2) {
    const next = Math.min(stride, limit - steps);
    const before = registers.slice();
    guest.run(next, registers, probe, disk);
    if (probe.trap !== null) {
      registers.set(before);
      return steps;
    }
    steps += next;
  }
  return steps;
}

/** Lets a guest try steps: notes the first trap that it touches, and keeps what it writes to itself. */
class ProbeMemory extends GuestMemory {
  trap: PageNumber | null = null;
  readonly #traps: Traps;
  readonly #written = new Map<number, number>();

  constructor(memory: GuestMemory, traps: Traps) {
    super(memory.table);
    this.#traps = traps;
  }

  override ownedPages(): null {
    return null;
  }

  override writePage(page: PageNumber): void {
    this.#touch(page);
  }

  override writePages(pages: Uint32Array, count: number): void {
    for (let index = 0; index < count && this.trap === null; index++) this.#touch(pages[index] as PageNumber);
  }

  override writeWord(address: number, value: number): void {
    this.#touch(Math.floor(address / PAGE_BYTES));
    this.#written.set(address, value);
  }

  override readWord(address: number): number {
    if (this.#traps.stopReads) this.#touch(Math.floor(address / PAGE_BYTES));
    return this.#written.get(address) ?? super.readWord(address);
  }

  #touch(page: PageNumber): void {
    if (this.trap === null && this.#traps.has(page)) this.trap = page;
  }
}
