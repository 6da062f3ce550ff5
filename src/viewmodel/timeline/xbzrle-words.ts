import { formatCount } from '../quantities.ts';
import { roundName } from './table.ts';
import type { Timeline } from './timeline.ts';
import { plural, preciseBytes, preciseTime } from './units.ts';
import { pagesOf, type XbzrleGroup } from './xbzrle-lane.ts';

/** Titles of the columns of the table of XBZRLE. */
export const XBZRLE_COLUMNS = ['XBZRLE', 'Found in the cache', 'Changed too much', 'Not found', 'Hits', 'Sent for those found'] as const;

/** What XBZRLE did in a stretch of time, in one sentence. */
export function xbzrleInWords(group: XbzrleGroup): string {
  const { from, to, encodedPages, overflowPages, missedPages, bytes } = group;
  return `XBZRLE from ${preciseTime(from)} to ${preciseTime(to)}: of ${plural(pagesOf(group), 'page')} ${formatCount(encodedPages + overflowPages)} were in the cache (${preciseBytes(bytes)} sent for them, ${formatCount(overflowPages)} had changed too much), ${formatCount(missedPages)} were not.`;
}

/** Share of the pages that were in the cache: "87 %"; "none looked for" where there were no pages. */
export function hitShare(group: XbzrleGroup): string {
  const all = pagesOf(group);
  return all === 0 ? 'none looked for' : `${Math.round((100 * (all - group.missedPages)) / all)} %`;
}

/** What XBZRLE did in each round and in all, as cells of table rows; none where it is off. */
export function xbzrleRows({ xbzrle, rounds, end }: Timeline): string[][] {
  if (xbzrle.latest === null) return [];
  const named = rounds.spans.filter(({ what }) => what !== 'push').map((span) => cells(roundName(span), xbzrle.between(span.from, span.to ?? end)));
  return [...named, cells('In all', xbzrle.between(-1, end))];
}

function cells(name: string, group: XbzrleGroup): string[] {
  const { encodedPages, overflowPages, missedPages, bytes } = group;
  return [
    name, formatCount(encodedPages + overflowPages), formatCount(overflowPages), formatCount(missedPages), hitShare(group), preciseBytes(bytes),
  ];
}
