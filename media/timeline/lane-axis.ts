import { reconcile, set, svg } from './dom.ts';

/** Height that the axis takes below the lanes. */
export const axisHeight = 20;

/** Draws the axis of time below lanes: a line up through all of them for each time, and what it is called. */
export function drawAxis(axis: Element, ticks: readonly { readonly x: number; readonly label: string }[], width: number, height: number): void {
  reconcile(axis, ticks, ({ label }) => label, ({ label }) => svg('g', {}, svg('line'), svg('text', {}, label)), (tick, { x }) => {
    const [line, text] = tick.children;
    if (line) set(line, { x1: x, x2: x, y1: 2, y2: height - axisHeight });
    if (text) set(text, { x, y: height - 6, 'text-anchor': x > width - 40 ? 'end' : x < 30 ? 'start' : 'middle' });
  });
}
