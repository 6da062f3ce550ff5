import type { TimelineEvent } from '../timed-event.ts';
import { Timeline } from '../timeline.ts';
import { asChromeTrace } from './chrome-trace.ts';
import { asCsv } from './csv.ts';
import { asJson } from './json.ts';
import { asSvg } from './svg.ts';
import type { SvgPicture } from './svg-document.ts';

/** A form that is text; PNG is made of the SVG where there is a canvas. */
type TextFormat = 'json' | 'csv' | 'svg' | 'trace';

/** The forms in which a migration can be written to a file. */
export type ExportFormat = TextFormat | 'png';

/** A form as it is offered: how its files end, and what it is good for. */
export interface ExportForm {
  readonly format: ExportFormat;
  readonly title: string;
  readonly use: string;
  readonly ending: string;
}

/** The forms in the order in which they are offered. */
export const EXPORT_FORMS: readonly ExportForm[] = [
  { format: 'svg', title: 'SVG', use: 'a picture that stays sharp, for a report or a slide', ending: '.svg' },
  { format: 'png', title: 'PNG', use: 'the same picture in pixels', ending: '.png' },
  { format: 'csv', title: 'CSV', use: 'figures for a spreadsheet', ending: '.csv' },
  { format: 'json', title: 'JSON', use: 'figures, log and events', ending: '.json' },
  { format: 'trace', title: 'Chrome trace', use: 'lanes and counters for Perfetto (ui.perfetto.dev) or chrome://tracing', ending: '.trace.json' },
];

/** The form that a file's name asks for: the longest ending that fits, JSON where none does. */
export function formatOfName(name: string): ExportFormat {
  const fitting = EXPORT_FORMS.filter(({ ending }) => name.toLowerCase().endsWith(ending));
  return fitting.toSorted((one, other) => other.ending.length - one.ending.length)[0]?.format ?? 'json';
}

/** A migration as a picture. */
export function exportPicture(events: readonly TimelineEvent[]): SvgPicture {
  const timeline = new Timeline();
  timeline.append(events);
  return asSvg(timeline);
}

/** A migration as the text of a file. */
export function exportMigration(events: readonly TimelineEvent[], format: TextFormat): string {
  const timeline = new Timeline();
  timeline.append(events);
  switch (format) {
    case 'json':
      return asJson(timeline, events);
    case 'csv':
      return asCsv(timeline);
    case 'svg':
      return asSvg(timeline).text;
    case 'trace':
      return asChromeTrace(timeline);
  }
}
