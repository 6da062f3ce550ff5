import { byteTicks, heightOf, timeTicks } from '../scale.ts';
import { comparisonInWords, endOfRuns, type Run, runLetter, runTable } from '../comparison.ts';
import { element, lines, textElement } from './markup.ts';
import { PAGE } from './print-page.ts';
import { pendingPath } from './print-path.ts';
import { svgDocument, type SvgPicture } from './svg-document.ts';

/** Runs side by side with what they are called. */
export interface PrintedComparison {
  readonly title: string;
  readonly note: string;
  readonly runs: readonly Run[];
}

const curveHeight = 320;
const rowHeight = 22;
const left = 84;
const nameWidth = 330;

/** Where the curves lie. */
interface Plot {
  readonly top: number;
  readonly bottom: number;
  readonly end: number;
  readonly highestBytes: number;
}

/** Runs side by side as a picture that needs nothing else: their curves, and their figures in a table beneath. */
export function asComparisonSvg({ title, note, runs }: PrintedComparison): SvgPicture {
  const words = lines(`${comparisonInWords(runs)} ${note}`.trim(), 145);
  const top = PAGE.margin + 26 + words.length * 17 + 12;
  const highestBytes = Math.max(1, ...runs.map(({ timeline }) => timeline.samples.highestBytes));
  const plot: Plot = { top, bottom: top + curveHeight, end: Math.max(1, endOfRuns(runs)), highestBytes };
  const tableTop = plot.bottom + 62;
  const height = tableTop + (runs.length + 1) * rowHeight + 12;
  return svgDocument({
    title, style, width: PAGE.width, height,
    body: [
      textElement('text', { class: 'title', x: PAGE.margin, y: PAGE.margin + 18 }, title),
      ...words.map((line, index) => textElement('text', { class: 'small', x: PAGE.margin, y: PAGE.margin + 43 + index * 17 }, line)),
      axes(plot),
      ...runs.map((run, index) => element('path', { class: `run run-${index}`, d: curve(run, plot) })),
      letters(runs, plot),
      table(runs, tableTop),
    ],
  });
}

function axes(plot: Plot): string {
  const bytes = byteTicks(plot.highestBytes, 'linear', 6).map(({ value, label }) => {
    const y = yOf(value, plot);
    return element('line', { class: 'grid', x1: left, x2: PAGE.right, y1: y, y2: y }) +
      textElement('text', { class: 'muted', x: left - 6, y: y + 4, 'text-anchor': 'end' }, label);
  });
  const times = timeTicks({ from: 0, to: plot.end }, 9).map(({ value, label }) => {
    const x = xOf(value, plot);
    return element('line', { class: 'grid', x1: x, x2: x, y1: plot.top, y2: plot.bottom + 4 }) +
      textElement('text', { class: 'muted', x, y: plot.bottom + 17, 'text-anchor': x > PAGE.right - 20 ? 'end' : 'middle' }, label);
  });
  return [
    ...bytes, ...times,
    element('line', { class: 'axis', x1: left, x2: PAGE.right, y1: plot.bottom, y2: plot.bottom }),
    element('line', { class: 'axis', x1: left, x2: left, y1: plot.top, y2: plot.bottom }),
    textElement('text', { class: 'muted', x: (left + PAGE.right) / 2, y: plot.bottom + 34, 'text-anchor': 'middle' },
      'Pending bytes of each run over simulated time since its start'),
  ].join('');
}

function curve({ timeline }: Run, plot: Plot): string {
  const columns = timeline.samples.columns(0, plot.end, PAGE.right - left);
  return pendingPath(columns, (time) => xOf(time, plot), (bytes) => yOf(bytes, plot));
}

/** Letters stand where the curves end; those that would lie on one another are stacked. */
function letters(runs: readonly Run[], plot: Plot): string {
  const taken: { x: number; y: number }[] = [];
  const inOrder = runs.map(({ timeline }, index) => ({ timeline, index })).sort((one, other) => one.timeline.end - other.timeline.end);
  return inOrder.map(({ timeline, index }) => {
    const x = Math.min(PAGE.right - 8, xOf(timeline.end, plot));
    let y = Math.min(plot.bottom - 9, yOf(timeline.samples.before(timeline.end)?.pendingBytes ?? 0, plot));
    while (taken.some((other) => Math.abs(other.x - x) < 18 && Math.abs(other.y - y) < 18)) y -= 18;
    taken.push({ x, y });
    return letter(index, x, y);
  }).join('');
}

function letter(index: number, x: number, y: number): string {
  return element('circle', { class: `letter run-${index}`, cx: x, cy: y, r: 8 }) +
    textElement('text', { class: 'strong', x, y: y + 4, 'text-anchor': 'middle' }, runLetter(index));
}

/** The figures of each run; the head of a row is the legend of its curve. */
function table(runs: readonly Run[], top: number): string {
  const { columns, rows } = runTable(runs);
  const width = (PAGE.right - nameWidth) / (columns.length - 1);
  const x = (column: number) => (column === 0 ? PAGE.margin : nameWidth + (column - 1) * width);
  const head = columns.map((title, column) => textElement('text', { class: 'muted', x: x(column), y: top }, title));
  const body = rows.map(({ label, cells }, row) => {
    const y = top + (row + 1) * rowHeight;
    return [
      element('line', { class: 'grid', x1: PAGE.margin, x2: PAGE.right, y1: y - 15, y2: y - 15 }),
      element('path', { class: `run run-${row}`, d: `M${PAGE.margin},${y - 4}h28` }),
      textElement('text', { x: PAGE.margin + 36, y }, `${runLetter(row)} ${label}`),
      ...cells.map(({ text, isBest }, column) => textElement('text', { class: isBest ? 'strong' : 'plain', x: x(column + 1), y }, isBest ? `${text} (best)` : text)),
    ].join('');
  });
  return [...head, ...body].join('\n');
}

function xOf(time: number, { end }: Plot): number {
  return left + (time / end) * (PAGE.right - left);
}

function yOf(bytes: number, { top, bottom, highestBytes }: Plot): number {
  return top + 4 + (bottom - top - 4) * (1 - heightOf(bytes, highestBytes, 'linear'));
}

/** Dark on white; dashes tell the runs apart where colours do not. */
const style = `
text { font-family: Arial, Helvetica, 'Liberation Sans', sans-serif; font-size: 12px; fill: #1a1a1a; }
.title { font-size: 18px; font-weight: 600; }
.muted { fill: #555555; }
.strong { font-weight: 600; }
.grid { stroke: #dddddd; }
.axis { stroke: #555555; }
.run { fill: none; stroke-width: 1.8; }
.letter { fill: #ffffff; stroke-width: 1.5; }
.run-0 { stroke: #1f5fa8; }
.run-1 { stroke: #8a5a00; stroke-dasharray: 9 4; }
.run-2 { stroke: #2e7d32; stroke-dasharray: 2 3; }
.run-3 { stroke: #b3261e; stroke-dasharray: 10 3 2 3; }
.run-4 { stroke: #6a3fa0; stroke-dasharray: 5 2; }
.run-5 { stroke: #00697a; stroke-dasharray: 16 5; }
.run-6 { stroke: #1a1a1a; stroke-dasharray: 1 5; }
.run-7 { stroke: #555555; stroke-dasharray: 8 3 2 3 2 3; }
.letter { stroke-dasharray: none; }
`;
