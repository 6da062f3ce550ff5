import type { SampleColumn } from '../../src/viewmodel/timeline/samples.ts';
import { type ByteScaleKind, byteTicks, heightOf, timeTicks } from '../../src/viewmodel/timeline/scale.ts';
import type { Viewport } from '../../src/viewmodel/timeline/viewport.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { reconcile, set, svg } from './dom.ts';

/** A box in which bytes are drawn over time, in pixels. */
export interface Plot {
  readonly view: Viewport;
  readonly scale: ByteScaleKind;
  /** The bytes that reach the top. */
  readonly highestBytes: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly height: number;
  /** Where the lines of the time axis begin and end; its labels stand beneath. */
  readonly ruleTop: number;
  readonly axisTop: number;
}

/** Pixel of a time, cut at the edges. */
export function xIn(plot: Plot, time: number): number {
  const { view, left, right } = plot;
  const x = left + ((time - view.from) / (view.to - view.from)) * (right - left);
  return toTenth(Math.min(right, Math.max(left, x)));
}

/** Height of a number of bytes, in pixels from the top. */
export function yIn({ highestBytes, scale, top, height }: Plot, bytes: number): number {
  return toTenth(top + 4 + (height - 4) * (1 - heightOf(bytes, highestBytes, scale)));
}

/** The pending bytes as a line that covers every sample of a column. */
export function pendingPath(columns: readonly SampleColumn[], plot: Plot): string {
  let path = '';
  for (const column of columns) {
    path += `${path ? 'L' : 'M'}${xIn(plot, column.from)},${yIn(plot, column.firstPendingBytes)}`;
    if (column.highestPendingBytes === column.lowestPendingBytes && column.from === column.to) continue;
    path += `V${yIn(plot, column.highestPendingBytes)}V${yIn(plot, column.lowestPendingBytes)}`;
    path += `L${xIn(plot, column.to)},${yIn(plot, column.lastPendingBytes)}`;
  }
  return path;
}

/** Draws the labels of the bytes at the left, and a line across the plot for each. */
export function drawByteAxis(grid: SVGGElement, axis: SVGGElement, plot: Plot): void {
  const { left, right } = plot;
  const ticks = byteTicks(plot.highestBytes, plot.scale, Math.floor(plot.height / 34));
  const inside = left < 60;
  reconcile(grid, ticks, ({ label }) => label, () => svg('line'), (line, { value }) =>
    set(line, { x1: left, x2: right, y1: yIn(plot, value), y2: yIn(plot, value) }));
  reconcile(axis, ticks, ({ label }) => label, ({ label }) => svg('text', {}, label), (text, { value }) =>
    set(text, { x: inside ? right - 3 : left - 6, y: yIn(plot, value) + (inside ? 11 : 4), 'text-anchor': 'end' }));
}

/** Draws the labels of time beneath, and a line down the plot for each. */
export function drawTimeAxis(axis: SVGGElement, plot: Plot): void {
  const { view, left, right } = plot;
  const ticks = timeTicks(view, Math.max(2, Math.floor((right - left) / 90)));
  reconcile(axis, ticks, ({ label }) => label, createTick, (element, { value }) => {
    const at = xIn(plot, value);
    const [line, text] = element.children;
    if (line) set(line, { x1: at, x2: at, y1: plot.ruleTop, y2: plot.axisTop + 3 });
    const anchor = at > right - 24 ? 'end' : at < left + 12 ? 'start' : 'middle';
    if (text) set(text, { x: at, y: plot.axisTop + 13, 'text-anchor': anchor });
  });
}

function createTick({ label }: { readonly label: string }): SVGGElement {
  return svg('g', {}, svg('line'), svg('text', {}, label));
}
