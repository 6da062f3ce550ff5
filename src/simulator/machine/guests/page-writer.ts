import type { GuestMemory } from '../../memory/guest-memory.ts';
import { LAST_CONTENT, nextContent, nextRandom } from '../guest-numbers.ts';

/** Register with the state of the guest's random numbers. */
export const RANDOM = 0;
/** Register with the number of the last content written; each write makes a content never seen before. */
export const CONTENT = 4;

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
    const first = nextContent(registers[CONTENT] as number);
    const batch = Math.min(count - done, BATCH, LAST_CONTENT - first + 1);
    for (let index = 0; index < batch; index++) pages[index] = choose(done + index, registers);
    memory.writePages(pages, batch, first);
    registers[CONTENT] = first + batch - 1;
    done += batch;
  }
}

/** The next random number, 0 to 2^32 - 1. */
export function draw(registers: Uint32Array): number {
  const next = nextRandom(registers[RANDOM] as number);
  registers[RANDOM] = next;
  return next >>> 0;
}
