import type { GuestMemory } from '../../memory/guest-memory.ts';
import { PAGE_BYTES, type PageNumber } from '../../memory/page.ts';

/**
 * A stretch of guest memory as 32-bit words. In a VM with real bytes a page holds 1024 of them; in one whose pages are
 * content numbers each word is the content of a page of its own. A write that changes something is in the dirty log.
 */
export class GuestWords {
  readonly #memory: GuestMemory;
  readonly #firstPage: PageNumber;
  readonly #areBytes: boolean;

  constructor(memory: GuestMemory, firstPage: PageNumber) {
    this.#memory = memory;
    this.#firstPage = firstPage;
    this.#areBytes = memory.table.kind === 'bytes';
  }

  read(index: number): number {
    if (this.#areBytes) return this.#memory.readWord(this.#firstPage * PAGE_BYTES + 4 * index);
    return this.#memory.table.number(this.#firstPage + index);
  }

  /** A word with a sign. */
  readSigned(index: number): number {
    return this.read(index) | 0;
  }

  write(index: number, value: number): void {
    const word = value >>> 0;
    if (this.read(index) === word) return;
    if (this.#areBytes) this.#memory.writeWord(this.#firstPage * PAGE_BYTES + 4 * index, word);
    else this.#memory.writePage(this.#firstPage + index, word);
  }

  /** Sets the first words to 0. */
  clear(count: number): void {
    for (let index = 0; index < count; index++) this.write(index, 0);
  }
}
