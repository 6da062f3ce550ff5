import type { PageContents } from '../memory/contents.ts';
import { PAGE_BYTES } from '../memory/page.ts';

const WORDS_PER_PAGE = PAGE_BYTES / 4;
/** A run length below this takes one byte, else two (LEB128). */
const SHORT_RUN = 128;

/**
 * Length of the difference between the old content of a page and the new one, encoded as runs of equal and of changed
 * bytes; 0 where nothing has changed, null where it would be no shorter than the page (QEMU, migration/xbzrle.c).
 * For content numbers it is what so many changed words, spread over the page, take on average.
 */
export function deltaBytes(old: Uint8Array | number, contents: PageContents, index: number): number | null {
  if (contents.kind === 'numbers') {
    if (old === contents.data[index]) return 0;
    return expectedDeltaBytes(contents.changedWordsPerWrite ?? 1);
  }
  if (typeof old === 'number') return null;
  return runLengthBytes(old, contents.data.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES));
}

/** Before each changed word: the length of the equal run, of the changed run, and the word itself. */
function expectedDeltaBytes(changedWords: number): number | null {
  if (changedWords >= WORDS_PER_PAGE) return null;
  const length = Math.round(changedWords * (1 + longRunShare(changedWords) + 1 + 4));
  return length < PAGE_BYTES ? length : null;
}

/** How likely no word of a long run is among the changed ones. Multiplied out: `Math.exp` is not the same everywhere. */
function longRunShare(changedWords: number): number {
  let share = 1;
  for (let word = 0; word < SHORT_RUN / 4; word++) share *= 1 - changedWords / WORDS_PER_PAGE;
  return share;
}

function runLengthBytes(old: Uint8Array, fresh: Uint8Array): number | null {
  let length = 0;
  let at = 0;
  for (;;) {
    const equalFrom = at;
    while (at < PAGE_BYTES && old[at] === fresh[at]) at++;
    // A run of equal bytes at the end is not said.
    if (at === PAGE_BYTES) break;
    const changedFrom = at;
    while (at < PAGE_BYTES && old[at] !== fresh[at]) at++;
    length += runBytes(changedFrom - equalFrom) + runBytes(at - changedFrom) + (at - changedFrom);
    if (length >= PAGE_BYTES) return null;
  }
  return length;
}

function runBytes(run: number): number {
  return run < SHORT_RUN ? 1 : 2;
}
