import { element, textElement } from './markup.ts';
import { PAGE } from './print-page.ts';

/** Height that the axis takes below the lanes. */
export const axisHeight = 22;

/** The axis of time below lanes, each tick with a line up through all of them. */
export function printAxis(ticks: readonly { readonly x: number; readonly label: string }[], top: number, bottom: number): readonly string[] {
  return ticks.map(({ x, label }) =>
    element('line', { class: 'grid', x1: x, x2: x, y1: top, y2: bottom }) +
    textElement('text', { class: 'muted', x, y: bottom + 15, 'text-anchor': x > PAGE.right - 30 ? 'end' : x < PAGE.margin + 1 ? 'start' : 'middle' }, label));
}
