import type { GuestProgram } from '../guest.ts';
import type { GuestSettings } from '../guest-settings.ts';
import { segmentedWorkload } from './segments.ts';

type Settings = Extract<GuestSettings, { kind: 'trace' }>;

/** A page, or a range of pages from the first to the last. */
const RANGE = /^(\d+)(?:-(\d+))?$/;

/** Plays a recorded trace: in each interval the pages that were written in it, in their order and evenly spread. */
export function tracePlayer({ intervalsPerSecond, intervals }: Settings): GuestProgram {
  const recorded = intervals.map((interval) => pagesOfInterval(interval) ?? []);
  const steps = Math.max(1, ...recorded.map(({ length }) => length));
  const segments = recorded.map((pages) => ({ steps, writes: pages.length, choose: (index: number) => pages[index] as number }));
  return segmentedWorkload(steps * intervalsPerSecond, segments);
}

/** The pages of "0-511 700 700 3" in this order; null where the text is none. */
export function pagesOfInterval(text: string): number[] | null {
  const pages: number[] = [];
  for (const word of text.split(' ')) {
    if (word === '') continue;
    const range = RANGE.exec(word);
    if (range === null) return null;
    const first = Number(range[1]);
    const last = Number(range[2] ?? first);
    if (last < first || last - first > LONGEST_RANGE) return null;
    for (let page = first; page <= last; page++) pages.push(page);
  }
  return pages;
}

/** A range of more pages than this is a slip of the pen. */
const LONGEST_RANGE = 2 ** 20;
