import type { GuestMemory } from '../../memory/guest-memory.ts';
import { KIBIBYTE, MEBIBYTE } from '../../memory/page.ts';
import type { GuestProgram } from '../guest.ts';

/** Where the counter keeps its present count, for anybody who looks into its memory. */
export const COUNT_ADDRESS = 4 * KIBIBYTE;
/** Where it keeps the checksum of all counts so far. */
export const CHECKSUM_ADDRESS = COUNT_ADDRESS + 4;
/** Its journal: every count is written here, round and round. */
const JOURNAL_ADDRESS = 64 * KIBIBYTE;
const JOURNAL_WORDS = MEBIBYTE / 4;

/** A step writes the page of the count and one of the journal. */
const PAGES_PER_STEP = 2;

/** Memory that the counter needs at least. */
export const COUNTER_MEMORY_BYTES = JOURNAL_ADDRESS + MEBIBYTE;

/**
 * A guest that computes on real bytes. Each step reads the count and the checksum from memory, adds one, reads the
 * oldest journal entry into the checksum and overwrites it. One lost or stale page, and the checksum is wrong for good.
 */
export function counterGuest(countsPerSecond: number): GuestProgram {
  return { contentKind: 'bytes', stepsPerSecond: countsPerSecond, pageWritesPerStep: PAGES_PER_STEP, run };
}

function run(steps: number, _registers: Uint32Array, memory: GuestMemory): void {
  for (let step = 0; step < steps; step++) {
    const count = memory.readWord(COUNT_ADDRESS) + 1;
    // A prime stride spreads the entries over many pages.
    const entry = JOURNAL_ADDRESS + ((count * 4099) % JOURNAL_WORDS) * 4;
    const checksum = nextChecksum(memory.readWord(CHECKSUM_ADDRESS), count, memory.readWord(entry));
    memory.writeWord(entry, count);
    memory.writeWord(COUNT_ADDRESS, count);
    memory.writeWord(CHECKSUM_ADDRESS, checksum);
  }
}

function nextChecksum(checksum: number, count: number, oldEntry: number): number {
  return (Math.imul(checksum ^ oldEntry, 0x0100_0193) + count) >>> 0;
}
