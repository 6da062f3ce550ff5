import { markShapes } from '../../src/viewmodel/timeline/mark-shapes.ts';
import { type Mark, markInWords, marksIn } from '../../src/viewmodel/timeline/marks.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { yOf } from './curve.ts';
import { reconcile, set, svg } from './dom.ts';
import type { Frame } from './frame.ts';
import { timeOfPixels, xOf } from './geometry.ts';

/** Marks closer than this are drawn as one. */
const narrowestMark = 9;

/** Draws decisions and turning points on the curve, where they were taken. */
export function drawMarks(group: SVGGElement, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const marks = marksIn(timeline.notes, view, timeOfPixels(narrowestMark, view, geometry));
  reconcile(group, marks, keyOf, create, (element, mark) => update(element, mark, frame));
}

function keyOf({ notes }: Mark): string {
  return String(notes[0]?.index);
}

function create(mark: Mark): SVGGElement {
  return svg('g', { role: 'option', 'aria-selected': 'false', tabindex: -1, 'data-key': keyOf(mark) },
    svg('circle', { r: 11, class: 'reach' }), svg('path'));
}

function update(element: Element, mark: Mark, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const pending = timeline.samples.before(mark.time)?.pendingBytes ?? 0;
  const x = toTenth(Math.min(geometry.right - 5, Math.max(geometry.left + 5, xOf(mark.time, view, geometry))));
  const lowest = geometry.lanes.pending.top + geometry.lanes.pending.height - 7;
  const y = Math.min(lowest, Math.max(geometry.lanes.pending.top + 8, yOf(pending, frame)));
  set(element, {
    class: `mark mark-${mark.kind}`,
    transform: `translate(${x},${y})`,
    'aria-label': markInWords(mark),
    'data-from': mark.time,
    'data-to': mark.time,
  });
  const shape = element.lastElementChild;
  if (shape) set(shape, { d: markShapes[mark.kind] });
}
