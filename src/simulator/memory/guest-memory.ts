import type { OwnedPages } from './owned-pages.ts';
import { PAGE_BYTES, type PageNumber } from './page.ts';
import { PageBitmap } from './page-bitmap.ts';
import type { PageTable } from './page-table.ts';

/**
 * Memory as the guest writes it: a page table and, while somebody keeps it, the dirty log.
 * A write by the guest marks the log and nothing else; pages put in place from outside do not pass here.
 */
export class GuestMemory {
  readonly table: PageTable;
  #dirtyLog: PageBitmap | null = null;
  /** For loops that mark what they write, whether or not somebody looks. */
  #unreadLog: PageBitmap | null = null;

  constructor(table: PageTable) {
    this.table = table;
  }

  get isLogging(): boolean {
    return this.#dirtyLog !== null;
  }

  startDirtyLog(): void {
    this.#dirtyLog = new PageBitmap(this.table.pageCount);
  }

  stopDirtyLog(): void {
    this.#dirtyLog = null;
  }

  /** Hands over the pages written since the log was started or last collected, and starts afresh. */
  collectDirtyLog(): PageBitmap {
    const log = this.#dirtyLog;
    if (log === null) throw new Error('The dirty log is off: call startDirtyLog() before collectDirtyLog().');
    this.startDirtyLog();
    return log;
  }

  /** Writes a page as a whole: its content from now on is this number. Only for tables of numbers. */
  writePage(page: PageNumber, content: number): void {
    this.table.setNumber(page, content);
    this.#dirtyLog?.set(page);
  }

  /** Writes the first `count` of these pages in this order: their contents are `content`, `content` + 1 and so on. */
  writePages(pages: Uint32Array, count: number, content: number): void {
    this.table.setNumbers(pages, count, content, this.#dirtyLog?.words ?? null);
  }

  /** For a loop of many writes to these pages; null where they have to be written by `writePages`. Only for tables of numbers. */
  ownedPages(first: PageNumber, count: number): OwnedPages | null {
    const contents = this.table.ownedContents(first, count);
    if (contents === null) return null;
    const log = this.#dirtyLog ?? (this.#unreadLog ??= new PageBitmap(this.table.pageCount));
    return { contents, dirtyLog: log.words };
  }

  /** Writes a page of real bytes as a whole. Only for tables of bytes. */
  writePageBytes(page: PageNumber, data: Uint8Array): void {
    this.table.write({ pages: Uint32Array.of(page), contents: { kind: 'bytes', data } });
    this.#dirtyLog?.set(page);
  }

  /** Writes a 32-bit little-endian word; the address must be a multiple of 4. Only for tables of bytes. */
  writeWord(address: number, value: number): void {
    for (let index = 0; index < 4; index++) this.table.setByte(address + index, (value >>> (8 * index)) & 0xff);
    this.#dirtyLog?.set(Math.floor(address / PAGE_BYTES));
  }

  /** Reads a 32-bit little-endian word, without a sign; the address must be a multiple of 4. Only for tables of bytes. */
  readWord(address: number): number {
    let value = 0;
    for (let index = 0; index < 4; index++) value |= this.table.byte(address + index) << (8 * index);
    return value >>> 0;
  }
}
