import type { TimedMigrationEvent } from './timed-event.ts';
import { Timeline } from './timeline.ts';

/** The forms in which a migration can be written to a file. */
export type ExportFormat = 'json' | 'csv';

/** A migration as the text of a file. */
export function exportMigration(events: readonly TimedMigrationEvent[], format: ExportFormat): string {
  const timeline = new Timeline();
  timeline.append(events);
  return format === 'json' ? asJson(timeline, events) : asCsv(timeline);
}

/** Everything: the figures, the rounds, the log in sentences and the events. Times are simulated nanoseconds. */
function asJson(timeline: Timeline, events: readonly TimedMigrationEvent[]): string {
  const { story, status, figures, breakdown } = timeline;
  const content = {
    format: 'virtlab.migration',
    version: 1,
    ...story,
    status,
    figures,
    downtimeBreakdown: breakdown,
    phases: timeline.phases.spans,
    rounds: timeline.rounds.spans,
    log: timeline.notes.map(({ time, sentence }) => ({ time, sentence })),
    events,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

const csvTitles = [
  'lane', 'name', 'begin_ns', 'end_ns', 'new_dirty_pages', 'pending_bytes', 'sent_bytes',
];

/** A line for each phase, round and part of the downtime, for a spreadsheet. */
function asCsv(timeline: Timeline): string {
  const end = (to: number | null) => to ?? timeline.end;
  const lines = [
    csvTitles,
    ...timeline.phases.spans.map(({ phase, from, to }) => ['phase', phase, from, end(to), '', '', '']),
    ...timeline.rounds.spans.map((span) => [
      span.what, span.round, span.from, end(span.to), span.newDirtyPages, span.pendingBytes, span.sentBytes,
    ]),
    ...timeline.machine.spans.map(({ state, from, to }) => ['machine', state, from, end(to), '', '', '']),
    ...timeline.machine.downtimeParts.map(({ name, from, to }) => ['downtime', name, from, end(to), '', '', '']),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}
