/** A page is 4096 bytes, as on x86; memory, migration and snapshots count in pages. */
export const PAGE_BYTES = 4096;

export const KIBIBYTE = 1024;
export const MEBIBYTE = 1024 * KIBIBYTE;
export const GIBIBYTE = 1024 * MEBIBYTE;
export const TEBIBYTE = 1024 * GIBIBYTE;

/** The index of a page in guest memory, counted from 0. */
export type PageNumber = number;

/** Pages needed to hold a number of bytes. */
export function pagesOf(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES);
}
