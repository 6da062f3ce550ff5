import { formatCount } from '../quantities.ts';
import type { RoundSpan } from './spans.ts';
import type { Timeline } from './timeline.ts';
import { preciseBytes, preciseTime } from './units.ts';

/** Titles of the columns of a table row. */
export const ROUND_COLUMNS = ['Round', 'Began at', 'Took', 'New dirty pages', 'To send', 'Sent'] as const;

/** A round as the cells of a table row. */
export function roundCells(round: RoundSpan, timeline: Timeline): string[] {
  return [
    round.what === 'round' ? String(round.round) : roundName(round),
    preciseTime(round.from),
    preciseTime((round.to ?? timeline.end) - round.from) + (round.to === null ? ' so far' : ''),
    formatCount(round.newDirtyPages),
    preciseBytes(round.pendingBytes),
    preciseBytes(round.sentBytes),
  ];
}

/** A round's name: "Round 2", "Last copy", "Push". */
export function roundName({ what, round }: RoundSpan): string {
  switch (what) {
    case 'round':
      return `Round ${round}`;
    case 'last-copy':
      return 'Last copy';
    case 'push':
      return 'Push';
  }
}

/** A round in one sentence, as it is read out and shown in the tooltip. */
export function roundInWords(round: RoundSpan, timeline: Timeline): string {
  const [, began, took, pages, toSend, sent] = roundCells(round, timeline);
  const name = roundName(round);
  const what = round.round === 1 && round.what === 'round' ? `all ${pages} pages` : `${pages} new dirty pages`;
  return `${name}: ${toSend} to send, ${what}; ${sent} sent; began at ${began}, took ${took}.`;
}
