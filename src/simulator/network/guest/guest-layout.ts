import type { ContentKind } from '../../memory/contents.ts';
import { PAGE_BYTES, type PageNumber } from '../../memory/page.ts';

/** Connections that a guest can have at a time. */
export const SLOTS = 8;
/** Words of the kernel, before the slots. */
export const HEADER_WORDS = 16;
/** Words of a slot before its bytes. */
export const BLOCK_WORDS = 24;

/** Where the guest's network stack keeps its words. */
export interface GuestLayout {
  readonly firstPage: PageNumber;
  readonly pages: number;
  readonly words: number;
  readonly slotWords: number;
}

/** Bytes that a connection can have under way from the guest, by what its pages are. */
const UNACKNOWLEDGED_BYTES: Readonly<Record<ContentKind, number>> = { bytes: 512, numbers: 16 };

/** The network stack has the last pages of memory. */
export function guestLayout(kind: ContentKind, pageCount: number): GuestLayout {
  const slotWords = BLOCK_WORDS + UNACKNOWLEDGED_BYTES[kind] / 4;
  const words = HEADER_WORDS + SLOTS * slotWords;
  const pages = kind === 'bytes' ? Math.ceil((4 * words) / PAGE_BYTES) : words;
  return { firstPage: pageCount - pages, pages, words, slotWords };
}
