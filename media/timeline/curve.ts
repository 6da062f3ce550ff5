import type { SampleColumn } from '../../src/viewmodel/timeline/samples.ts';
import { preciseBytes } from '../../src/viewmodel/timeline/units.ts';
import { set, setText, svg } from './dom.ts';
import type { Frame } from './frame.ts';
import { drawByteAxis, drawTimeAxis, pendingPath, type Plot, xIn, yIn } from './plot.ts';

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
  const plot = plotOf(frame);
  const columns = timeline.samples.columns(view.from, view.to, geometry.right - geometry.left);
  const line = pendingPath(columns, plot);
  const bottom = yIn(plot, 0);
  const [first, last] = [columns.at(0), columns.at(-1)];
  const area = first && last ? `${line}L${xIn(plot, last.to)},${bottom}L${xIn(plot, first.from)},${bottom}Z` : '';
  set(parts.line, { d: line });
  set(parts.area, { d: area });
  set(parts.threshold, { d: thresholdPath(columns, plot) });
  labelThreshold(parts.thresholdLabel, columns, plot);
  drawByteAxis(parts.grid, parts.byteAxis, plot);
  drawTimeAxis(parts.timeAxis, plot);
}

/** Height of a number of bytes on the curve, in pixels from the top. */
export function yOf(bytes: number, frame: Frame): number {
  return yIn(plotOf(frame), bytes);
}

function plotOf({ view, scale, highestBytes, geometry }: Frame): Plot {
  const { left, right, axisTop, lanes } = geometry;
  const { top, height } = lanes.pending;
  return { view, scale, highestBytes, left, right, top, height, ruleTop: lanes.phases.top, axisTop };
}

/** A stair: the threshold holds until the next measurement. */
function thresholdPath(columns: readonly SampleColumn[], plot: Plot): string {
  let path = '';
  for (const { to, thresholdBytes } of columns) {
    if (thresholdBytes === 0) continue;
    path += `${path ? 'H' : 'M'}${xIn(plot, to)}${path ? 'V' : ','}${yIn(plot, thresholdBytes)}`;
  }
  return path;
}

function labelThreshold(label: SVGTextElement, columns: readonly SampleColumn[], plot: Plot): void {
  const threshold = columns.at(-1)?.thresholdBytes ?? 0;
  setText(label, threshold > 0 ? `threshold ${preciseBytes(threshold)}` : '');
  // The pending bytes are high at the left, so the label is in nobody's way there; near the end they meet the threshold.
  const line = yIn(plot, threshold);
  const isFree = line - yIn(plot, columns.at(0)?.highestPendingBytes ?? 0) > 24;
  const above = line - 5;
  set(label, {
    x: isFree ? plot.left + 6 : plot.right - 6,
    y: above < plot.top + 12 ? line + 14 : above,
    'text-anchor': isFree ? 'start' : 'end',
  });
}
