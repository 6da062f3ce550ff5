import { markShapes } from '../mark-shapes.ts';
import { markInWords, marksIn } from '../marks.ts';
import type { SampleColumn } from '../samples.ts';
import { byteTicks, heightOf, timeTicks } from '../scale.ts';
import { preciseBytes } from '../units.ts';
import { element, textElement } from './markup.ts';
import { PAGE, type PrintPage, xOf } from './print-page.ts';
import { pendingPath, tenths } from './print-path.ts';

/** The pending bytes against the threshold, with both axes and the decisions. */
export function printCurve(page: PrintPage): string {
  const { timeline } = page;
  const view = { from: 0, to: Math.max(1, timeline.end) };
  const columns = timeline.samples.columns(view.from, view.to, PAGE.right - PAGE.left);
  const line = pendingPath(columns, (time) => xOf(time, page), (bytes) => yOf(bytes, page));
  const [first, last] = [columns.at(0), columns.at(-1)];
  const area = first && last ? `${line}L${at(last.to, 0, page)}L${at(first.from, 0, page)}Z` : '';
  return [
    axes(page),
    element('path', { class: 'area', d: area }),
    element('path', { class: 'pending', d: line }),
    threshold(columns, page),
    marks(page),
  ].join('\n');
}

function axes(page: PrintPage): string {
  const { timeline, curveTop, curveHeight, axisTop } = page;
  const bytes = byteTicks(timeline.samples.highestBytes, 'linear', 5).map(({ value, label }) => {
    const y = yOf(value, page);
    return element('line', { class: 'grid', x1: PAGE.left, x2: PAGE.right, y1: y, y2: y }) +
      textElement('text', { class: 'muted', x: PAGE.left - 6, y: y + 4, 'text-anchor': 'end' }, label);
  });
  const times = timeTicks({ from: 0, to: Math.max(1, timeline.end) }, 9).map(({ value, label }) => {
    const x = xOf(value, page);
    return element('line', { class: 'grid', x1: x, x2: x, y1: curveTop, y2: axisTop + 4 }) +
      textElement('text', { class: 'muted', x, y: axisTop + 17, 'text-anchor': x > PAGE.right - 20 ? 'end' : 'middle' }, label);
  });
  return [
    ...bytes,
    ...times,
    element('line', { class: 'axis', x1: PAGE.left, x2: PAGE.right, y1: axisTop, y2: axisTop }),
    element('line', { class: 'axis', x1: PAGE.left, x2: PAGE.left, y1: curveTop, y2: axisTop }),
    textElement('text', { class: 'muted', x: PAGE.margin, y: curveTop + curveHeight - 8 }, 'Pending'),
    textElement('text', { class: 'muted', x: (PAGE.left + PAGE.right) / 2, y: axisTop + 34, 'text-anchor': 'middle' },
      'Simulated time since the start of the migration'),
  ].join('');
}

/** A stair: the threshold holds until the next measurement. Nothing under a rule that has none. */
function threshold(columns: readonly SampleColumn[], page: PrintPage): string {
  let path = '';
  let last = 0;
  for (const { to, thresholdBytes } of columns) {
    if (thresholdBytes === 0) continue;
    last = thresholdBytes;
    const y = tenths(yOf(thresholdBytes, page));
    path += path ? `H${tenths(xOf(to, page))}V${y}` : `M${tenths(xOf(to, page))},${y}`;
  }
  if (path === '') return '';
  return element('path', { class: 'threshold', d: path }) +
    textElement('text', { class: 'label strong', x: PAGE.left + 8, y: yOf(last, page) - 6 }, `threshold ${preciseBytes(last)}`);
}

function marks(page: PrintPage): string {
  const { timeline } = page;
  const narrowest = (timeline.end * 9) / (PAGE.right - PAGE.left);
  return marksIn(timeline.notes, { from: 0, to: timeline.end }, narrowest)
    .map((mark) => {
      const y = Math.min(page.axisTop - 8, yOf(timeline.samples.before(mark.time)?.pendingBytes ?? 0, page));
      const place = `translate(${tenths(xOf(mark.time, page))},${tenths(y)})`;
      return element('g', { transform: place }, textElement('title', {}, markInWords(mark)),
        element('path', { class: `mark mark-${mark.kind}`, d: markShapes[mark.kind] }));
    })
    .join('');
}

function yOf(bytes: number, { timeline, curveTop, curveHeight }: PrintPage): number {
  return curveTop + 4 + (curveHeight - 4) * (1 - heightOf(bytes, timeline.samples.highestBytes, 'linear'));
}

function at(time: number, bytes: number, page: PrintPage): string {
  return `${tenths(xOf(time, page))},${tenths(yOf(bytes, page))}`;
}
