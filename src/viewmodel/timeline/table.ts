import { formatCount } from '../quantities.ts';
import type { RoundSpan } from './spans.ts';
import type { Timeline } from './timeline.ts';
import { preciseBytes, preciseTime } from './units.ts';

/** Titles of the columns of a table row. */
export const ROUND_COLUMNS = ['Round', 'Began at', 'Took', 'New dirty pages', 'To send', 'Sent'] as const;

/** A round as the cells of a table row. */
export function roundCells(round: RoundSpan, timeline: Timeline): string[] {
  return [
    round.isLastCopy ? 'Last copy' : String(round.round),
    preciseTime(round.from),
    preciseTime((round.to ?? timeline.end) - round.from) + (round.to === null ? ' so far' : ''),
    formatCount(round.newDirtyPages),
    preciseBytes(round.pendingBytes),
    preciseBytes(round.sentBytes),
  ];
}

/** A round in one sentence, as it is read out and shown in the tooltip. */
export function roundInWords(round: RoundSpan, timeline: Timeline): string {
  const [, began, took, pages, toSend, sent] = roundCells(round, timeline);
  const name = round.isLastCopy ? 'Last copy' : `Round ${round.round}`;
  const what = round.round === 1 && !round.isLastCopy ? `all ${pages} pages` : `${pages} new dirty pages`;
  return `${name}: ${toSend} to send, ${what}; ${sent} sent; began at ${began}, took ${took}.`;
}
