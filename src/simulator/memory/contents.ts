import { PAGE_BYTES, type PageNumber } from './page.ts';

/**
 * How the content of a page is represented.
 * `bytes`: the 4096 real bytes, for guests that compute.
 * `numbers`: one 32-bit number that stands for the content, for huge machines under a statistical workload;
 * 0 is the zero page, and equal numbers mean equal content.
 */
export type ContentKind = 'bytes' | 'numbers';

/** The contents of several pages, one after the other: 4096 bytes a page, or one number a page. */
export type PageContents =
  | { readonly kind: 'bytes'; readonly data: Uint8Array }
  | {
      readonly kind: 'numbers';
      readonly data: Uint32Array;
      /** How many 32-bit words of a page one write of the workload changes; 1 where not given. */
      readonly changedWordsPerWrite?: number;
    };

/** Pages on their way: their numbers, and as many contents in the same order. */
export interface PageBatch {
  readonly pages: Uint32Array;
  readonly contents: PageContents;
}

/** How many array elements stand for one page. */
export function elementsPerPage(kind: ContentKind): number {
  return kind === 'bytes' ? PAGE_BYTES : 1;
}

/** True if the page at this place of the contents holds nothing but zeros. */
export function isZeroPage(contents: PageContents, index: number): boolean {
  if (contents.kind === 'numbers') return contents.data[index] === 0;
  const start = index * PAGE_BYTES;
  for (let offset = start; offset < start + PAGE_BYTES; offset++) {
    if (contents.data[offset] !== 0) return false;
  }
  return true;
}

/** How many of the pages of a batch are zero pages. */
export function countZeroPages({ pages, contents }: PageBatch): number {
  let zero = 0;
  if (contents.kind === 'numbers') {
    const { data } = contents;
    // Most batches have none, and this look is three times as fast as counting.
    if (!data.includes(0)) return 0;
    for (const content of data) if (content === 0) zero++;
    return zero;
  }
  for (let index = 0; index < pages.length; index++) if (isZeroPage(contents, index)) zero++;
  return zero;
}

/** A batch without pages, to be sent where there is nothing to send. */
export function emptyBatch(kind: ContentKind): PageBatch {
  const pages = new Uint32Array(0);
  return kind === 'bytes'
    ? { pages, contents: { kind, data: new Uint8Array(0) } }
    : { pages, contents: { kind, data: new Uint32Array(0) } };
}

/** The page numbers 0 to `count` - 1 in ascending order. */
export function everyPage(count: number): Uint32Array {
  const pages = new Uint32Array(count);
  for (let page: PageNumber = 0; page < count; page++) pages[page] = page;
  return pages;
}

/** The first pages of a batch. Shares the contents with it. */
export function firstPages(batch: PageBatch, count: number): PageBatch {
  if (count === batch.pages.length) return batch;
  const { kind, data } = batch.contents;
  const contents = { kind, data: data.subarray(0, count * elementsPerPage(kind)) } as PageContents;
  return { pages: batch.pages.subarray(0, count), contents };
}
