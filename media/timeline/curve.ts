import type { SampleColumn } from '../../src/viewmodel/timeline/samples.ts';
import { byteTicks, heightOf, timeTicks } from '../../src/viewmodel/timeline/scale.ts';
import { preciseBytes } from '../../src/viewmodel/timeline/units.ts';
import { reconcile, set, setText, svg } from './dom.ts';
import { type Frame, round } from './frame.ts';
import { xOf } from './geometry.ts';

/** The parts of the curve's drawing, made once. */
export interface CurveParts {
  readonly grid: SVGGElement;
  readonly area: SVGPathElement;
  readonly line: SVGPathElement;
  readonly threshold: SVGPathElement;
  readonly thresholdLabel: SVGTextElement;
  readonly byteAxis: SVGGElement;
  readonly timeAxis: SVGGElement;
}

/** Makes the parts of the curve and puts them into a group. */
export function createCurve(group: SVGGElement): CurveParts {
  const parts: CurveParts = {
    grid: svg('g', { class: 'grid' }),
    area: svg('path', { class: 'pending-area' }),
    line: svg('path', { class: 'pending-line' }),
    threshold: svg('path', { class: 'threshold-line' }),
    thresholdLabel: svg('text', { class: 'threshold-label' }),
    byteAxis: svg('g', { class: 'byte-axis' }),
    timeAxis: svg('g', { class: 'time-axis' }),
  };
  const { grid, area, line, threshold, thresholdLabel, byteAxis, timeAxis } = parts;
  group.append(grid, timeAxis, area, line, threshold, thresholdLabel, byteAxis);
  return parts;
}

/** Draws the pending bytes against the threshold, with both axes. */
export function drawCurve(parts: CurveParts, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const columns = timeline.samples.columns(view.from, view.to, geometry.right - geometry.left);
  const line = pendingPath(columns, frame);
  const bottom = yOf(0, frame);
  const [first, last] = [columns.at(0), columns.at(-1)];
  const area = first && last ? `${line}L${x(last.to, frame)},${bottom}L${x(first.from, frame)},${bottom}Z` : '';
  set(parts.line, { d: line });
  set(parts.area, { d: area });
  set(parts.threshold, { d: thresholdPath(columns, frame) });
  labelThreshold(parts.thresholdLabel, columns, frame);
  drawByteAxis(parts, frame);
  drawTimeAxis(parts.timeAxis, frame);
}

/** Height of a number of bytes on the curve, in pixels from the top. */
export function yOf(bytes: number, { timeline, geometry, scale }: Frame): number {
  const { top, height } = geometry.lanes.pending;
  const room = height - 4;
  return round(top + 4 + room * (1 - heightOf(bytes, timeline.samples.highestBytes, scale)));
}

function pendingPath(columns: readonly SampleColumn[], frame: Frame): string {
  let path = '';
  for (const column of columns) {
    path += `${path ? 'L' : 'M'}${x(column.from, frame)},${yOf(column.firstPendingBytes, frame)}`;
    if (column.highestPendingBytes === column.lowestPendingBytes && column.from === column.to) continue;
    path += `V${yOf(column.highestPendingBytes, frame)}V${yOf(column.lowestPendingBytes, frame)}`;
    path += `L${x(column.to, frame)},${yOf(column.lastPendingBytes, frame)}`;
  }
  return path;
}

/** A stair: the threshold holds until the next measurement. */
function thresholdPath(columns: readonly SampleColumn[], frame: Frame): string {
  let path = '';
  for (const { to, thresholdBytes } of columns) {
    if (thresholdBytes === 0) continue;
    path += `${path ? 'H' : 'M'}${x(to, frame)}${path ? 'V' : ','}${yOf(thresholdBytes, frame)}`;
  }
  return path;
}

function labelThreshold(label: SVGTextElement, columns: readonly SampleColumn[], frame: Frame): void {
  const threshold = columns.at(-1)?.thresholdBytes ?? 0;
  setText(label, threshold > 0 ? `threshold ${preciseBytes(threshold)}` : '');
  const { top } = frame.geometry.lanes.pending;
  // The pending bytes are high at the left, so the label is in nobody's way there.
  set(label, { x: frame.geometry.left + 6, y: Math.max(top + 12, yOf(threshold, frame) - 5) });
}

function drawByteAxis({ grid, byteAxis }: CurveParts, frame: Frame): void {
  const { timeline, geometry, scale } = frame;
  const ticks = byteTicks(timeline.samples.highestBytes, scale, Math.floor(geometry.lanes.pending.height / 34));
  const inside = geometry.left < 60;
  reconcile(grid, ticks, ({ label }) => label, () => svg('line'), (line, { value }) =>
    set(line, { x1: geometry.left, x2: geometry.right, y1: yOf(value, frame), y2: yOf(value, frame) }));
  reconcile(byteAxis, ticks, ({ label }) => label, ({ label }) => svg('text', {}, label), (text, { value }) =>
    set(text, {
      x: inside ? geometry.right - 3 : geometry.left - 6,
      y: yOf(value, frame) + (inside ? 11 : 4),
      'text-anchor': 'end',
    }));
}

function drawTimeAxis(axis: SVGGElement, frame: Frame): void {
  const { view, geometry } = frame;
  const ticks = timeTicks(view, Math.max(2, Math.floor((geometry.right - geometry.left) / 90)));
  reconcile(axis, ticks, ({ label }) => label, createTick, (element, { value }) => {
    const at = x(value, frame);
    const [line, text] = element.children;
    if (line) set(line, { x1: at, x2: at, y1: geometry.lanes.phases.top, y2: geometry.axisTop + 3 });
    const anchor = at > geometry.right - 24 ? 'end' : at < geometry.left + 12 ? 'start' : 'middle';
    if (text) set(text, { x: at, y: geometry.axisTop + 13, 'text-anchor': anchor });
  });
}

function createTick({ label }: { readonly label: string }): SVGGElement {
  return svg('g', {}, svg('line'), svg('text', {}, label));
}

function x(time: number, { view, geometry }: Frame): number {
  return round(Math.min(geometry.right, Math.max(geometry.left, xOf(time, view, geometry))));
}
