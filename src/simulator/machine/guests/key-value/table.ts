import type { GuestMemory } from '../../../memory/guest-memory.ts';
import { Panic } from '../server/panic.ts';
import { checksumOfWords } from '../server/words.ts';
import { SLOT_BYTES, TABLE_ADDRESS } from './shape.ts';

/** What stands under a key, and the number of the log record that put it there. */
export interface Entry {
  /** From 1; 0 marks an empty slot. */
  readonly key: number;
  readonly value: number;
  readonly sequence: number;
}

/** A hash table in memory pages with open addressing: four words a slot, the last of which is their checksum. */
export class Table {
  readonly #memory: GuestMemory;
  readonly slots: number;

  constructor(memory: GuestMemory, slots: number) {
    this.#memory = memory;
    this.slots = slots;
  }

  /** The entry in a slot, null where it is empty. Panics where its checksum is wrong. */
  at(slot: number): Entry | null {
    const address = TABLE_ADDRESS + slot * SLOT_BYTES;
    const [key, value, sequence, checksum] = [0, 4, 8, 12].map((offset) => this.#memory.readWord(address + offset));
    const entry = { key: key as number, value: value as number, sequence: sequence as number };
    if (checksum !== checksumOfEntry(entry)) throw new Panic('table-slot', address);
    return entry.key === 0 ? null : entry;
  }

  /** Panics where the words in a slot do not fit together. */
  check(slot: number): void {
    this.at(slot % this.slots);
  }

  /** The entry with this key, null where there is none. */
  find(key: number): Entry | null {
    return this.at(this.#slotOf(key));
  }

  /** Puts an entry in its place, and returns the one that was there under the same key. */
  put(entry: Entry): Entry | null {
    const slot = this.#slotOf(entry.key);
    const before = this.at(slot);
    this.write(slot, entry);
    return before;
  }

  /** Puts an entry into a slot, whatever was there, with its checksum. */
  write(slot: number, entry: Entry): void {
    const address = TABLE_ADDRESS + slot * SLOT_BYTES;
    [entry.key, entry.value, entry.sequence, checksumOfEntry(entry)].forEach((word, index) => {
      this.#memory.writeWord(address + 4 * index, word);
    });
  }

  /** The slot with this key, or the empty one where it belongs. */
  #slotOf(key: number): number {
    for (let probe = 0; probe < this.slots; probe++) {
      const slot = (checksumOfWords(key) + probe) % this.slots;
      const entry = this.at(slot);
      if (entry === null || entry.key === key) return slot;
    }
    throw new Panic('table-full');
  }
}

/** 0 for an empty slot, so that fresh memory is an empty table. */
export function checksumOfEntry({ key, value, sequence }: Entry): number {
  return key === 0 && value === 0 && sequence === 0 ? 0 : checksumOfWords(key, value, sequence);
}
