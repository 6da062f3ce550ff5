import { figuresOfRun, runTable } from '../comparison.ts';
import { asComparisonSvg, type PrintedComparison } from './comparison-svg.ts';

/** The forms in which runs side by side can be written: the picture, its table, and the figures. */
export const COMPARISON_FORMATS = ['svg', 'png', 'csv', 'json'] as const;

/** One of these forms. */
export type ComparisonFormat = (typeof COMPARISON_FORMATS)[number];

/** Runs side by side as the text of a file. */
export function exportComparison(comparison: PrintedComparison, format: Exclude<ComparisonFormat, 'png'>): string {
  switch (format) {
    case 'svg':
      return asComparisonSvg(comparison).text;
    case 'csv':
      return csv(comparison);
    case 'json':
      return json(comparison);
  }
}

/** A line for each run; times are nanoseconds. */
function csv({ runs }: PrintedComparison): string {
  const titles = ['run', 'ended', 'total_time_ns', 'downtime_ns', 'blocked_time_ns', 'transferred_bytes', 'rounds'];
  const rows = runs.map((run) => {
    const { label, ended, totalTime, downtime, blockedTime, transferredBytes, rounds } = figuresOfRun(run);
    return [`"${label.replaceAll('"', '""')}"`, ended, totalTime, downtime ?? '', blockedTime, transferredBytes, rounds];
  });
  return [titles, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Figures of each run and the parameters that set it apart; times are simulated nanoseconds. */
function json({ title, note, runs }: PrintedComparison): string {
  const content = {
    format: 'virtlab.comparison',
    version: 1,
    title,
    note,
    columns: runTable(runs).columns,
    runs: runs.map((run) => ({ ...figuresOfRun(run), ...run.timeline.story, figures: run.timeline.figures })),
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
