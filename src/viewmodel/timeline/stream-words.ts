import type { MigrationEvent } from '../../simulator/index.ts';
import type { StreamSpan } from './stream-lane.ts';
import { plural, preciseBytes, preciseTime } from './units.ts';

/** So many streams are named one by one, with what each has carried. */
const MOST_NAMED = 8;

/** What the streams carried, as a short label: "4 × 12.0 MiB". */
export function streamLabel({ channelBytes }: Pick<StreamSpan, 'channelBytes'>): string {
  const mean = overAll(channelBytes) / Math.max(1, channelBytes.length);
  return `${channelBytes.length} × ${preciseBytes(mean)}`;
}

/** What the streams carried between two times in step, in a sentence or two. */
export function streamInWords(span: StreamSpan): string {
  const when = `from ${preciseTime(span.from)} to ${preciseTime(span.to)}`;
  const many = span.count > 1 ? ` Put in step ${span.count} times; zoom in to tell them apart.` : '';
  return `Streams ${when}: ${carriedInWords(span)}. The sender waited ${preciseTime(span.waited)} for channels to be in step.${many}`;
}

/** The same of all that was sent so far, as the event tells it. */
export function inStepSentence(event: Extract<MigrationEvent, { kind: 'migration.channels-in-step' }>): string {
  return `The streams are in step after ${preciseTime(event.waited)}; so far ${carriedInWords(event)}.`;
}

function carriedInWords({ mainBytes, channelBytes }: Pick<StreamSpan, 'mainBytes' | 'channelBytes'>): string {
  const main = `${preciseBytes(mainBytes)} over the main stream`;
  if (channelBytes.length > MOST_NAMED) {
    const [least, most] = [Math.min(...channelBytes), Math.max(...channelBytes)];
    return `${preciseBytes(overAll(channelBytes))} over ${plural(channelBytes.length, 'channel')}, ${preciseBytes(least)} to ${preciseBytes(most)} each, and ${main}`;
  }
  const each = channelBytes.map((bytes, channel) => `${preciseBytes(bytes)} over channel ${channel + 1}`);
  return `${each.join(', ')} and ${main}`;
}

/** Titles of the columns of the table of streams. */
export const STREAM_COLUMNS = ['Streams', 'Began at', 'Took', 'Over channels', 'Least', 'Most', 'Main stream', 'Wait'] as const;

/** What the streams carried from one time in step to the next, as cells of table rows. */
export function streamRows(spans: readonly StreamSpan[]): string[][] {
  return spans.map((span, index) => [
    String(index + 1), preciseTime(span.from), preciseTime(span.to - span.from), preciseBytes(overAll(span.channelBytes)),
    preciseBytes(Math.min(...span.channelBytes)), preciseBytes(Math.max(...span.channelBytes)), preciseBytes(span.mainBytes),
    preciseTime(span.waited),
  ]);
}

function overAll(channelBytes: readonly number[]): number {
  return channelBytes.reduce((sum, bytes) => sum + bytes, 0);
}
