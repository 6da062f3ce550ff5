import type { GuestMemory } from '../../../memory/guest-memory.ts';
import { Panic } from './panic.ts';
import { STATUS_ADDRESS } from './server-memory.ts';
import { checksumOfWords } from './words.ts';

/** Words of the status page that can be used; the one after them is its seal. */
const FIELD_COUNT = 24;
const SEAL_ADDRESS = STATUS_ADDRESS + 4 * FIELD_COUNT;

/**
 * The status page of a server: numbered words under a seal, the sum of the checksums of all of them. Every write goes
 * along with the seal, so that a write that is none of the server's own is found.
 */
export function readStatus(memory: GuestMemory, field: number): number {
  return memory.readWord(STATUS_ADDRESS + 4 * field);
}

/** Writes a word of the status page, in 32 bits, and the seal with it. */
export function writeStatus(memory: GuestMemory, field: number, value: number): void {
  const address = STATUS_ADDRESS + 4 * field;
  const before = checksumOfWords(field, memory.readWord(address));
  const after = checksumOfWords(field, value >>> 0);
  memory.writeWord(address, value >>> 0);
  memory.writeWord(SEAL_ADDRESS, (memory.readWord(SEAL_ADDRESS) - before + after) >>> 0);
}

/** Adds to a word of the status page, in 32 bits. */
export function addToStatus(memory: GuestMemory, field: number, amount: number): void {
  writeStatus(memory, field, readStatus(memory, field) + amount);
}

/** A fresh page: all words 0, and sealed. */
export function clearStatus(memory: GuestMemory): void {
  for (let field = 0; field < FIELD_COUNT; field++) memory.writeWord(STATUS_ADDRESS + 4 * field, 0);
  memory.writeWord(SEAL_ADDRESS, sealOf(memory));
}

/** Panics where something else has written here. */
export function checkStatus(memory: GuestMemory): void {
  if (memory.readWord(SEAL_ADDRESS) !== sealOf(memory)) throw new Panic('status-page');
}

function sealOf(memory: GuestMemory): number {
  let seal = 0;
  for (let field = 0; field < FIELD_COUNT; field++) seal += checksumOfWords(field, readStatus(memory, field));
  return seal >>> 0;
}
