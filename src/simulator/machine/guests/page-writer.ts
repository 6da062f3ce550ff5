import type { GuestMemory } from '../../memory/guest-memory.ts';

/** Register with the state of the guest's random numbers. */
const RANDOM = 0;
/** Register with the number of the last content written; each write makes a content never seen before. */
const CONTENT = 4;

/** Content numbers below this are left to the pages that the machine starts with. */
const FIRST_CONTENT = 0x1_0000;
const LAST_CONTENT = 0xffff_ffff;

/** So many writes are chosen before they are made. */
const BATCH = 1024;

/** Writes `count` pages, one after the other, each as `choose` says, and each with a content of its own. */
export function writePages(
  count: number,
  registers: Uint32Array,
  memory: GuestMemory,
  choose: (index: number, registers: Uint32Array) => number,
): void {
  const pages = new Uint32Array(Math.min(count, BATCH));
  for (let done = 0; done < count; ) {
    const last = registers[CONTENT] as number;
    const first = last < FIRST_CONTENT || last === LAST_CONTENT ? FIRST_CONTENT : last + 1;
    const batch = Math.min(count - done, BATCH, LAST_CONTENT - first + 1);
    for (let index = 0; index < batch; index++) pages[index] = choose(done + index, registers);
    memory.writePages(pages, batch, first);
    registers[CONTENT] = first + batch - 1;
    done += batch;
  }
}

/**
 * The next random number, 0 to 2^32 - 1. Xorshift with the triple (13, 17, 5) of Marsaglia, "Xorshift RNGs": every
 * 32-bit number but 0, then over again.
 */
export function draw(registers: Uint32Array): number {
  let next = registers[RANDOM] as number;
  next ^= next << 13;
  next ^= next >>> 17;
  next ^= next << 5;
  registers[RANDOM] = next;
  return next >>> 0;
}
