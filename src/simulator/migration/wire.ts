import { countZeroPages, type PageBatch } from '../memory/contents.ts';
import { PAGE_BYTES } from '../memory/page.ts';

/** Before every page: where it belongs, and flags. QEMU, migration/ram.c: save_page_header. */
export const PAGE_HEADER_BYTES = 8;
/** Header and content of a normal page. */
export const NORMAL_PAGE_WIRE_BYTES = PAGE_HEADER_BYTES + PAGE_BYTES;
/** A page of zeros is its header and one byte. QEMU, migration/ram.c: save_zero_page_to_file. */
export const ZERO_PAGE_WIRE_BYTES = PAGE_HEADER_BYTES + 1;

/** What a batch of pages is on the wire. */
export interface WireSize {
  readonly pages: number;
  readonly normalPages: number;
  readonly zeroPages: number;
  readonly bytes: number;
}

/** QEMU's accounting: 4104 bytes for a normal page, 9 for a zero page. */
export function wireSize(batch: PageBatch): WireSize {
  const zeroPages = countZeroPages(batch);
  const normalPages = batch.pages.length - zeroPages;
  return {
    pages: batch.pages.length,
    normalPages,
    zeroPages,
    bytes: normalPages * NORMAL_PAGE_WIRE_BYTES + zeroPages * ZERO_PAGE_WIRE_BYTES,
  };
}
