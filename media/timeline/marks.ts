import { type Mark, markInWords, marksIn } from '../../src/viewmodel/timeline/marks.ts';
import type { NoteKind } from '../../src/viewmodel/timeline/narrator.ts';
import { yOf } from './curve.ts';
import { reconcile, set, svg } from './dom.ts';
import { type Frame, round } from './frame.ts';
import { timeOfPixels, xOf } from './geometry.ts';

/** Marks closer than this are drawn as one. */
const narrowestMark = 9;

/** Each kind has a shape of its own, so that colour is not needed to tell them apart. */
export const shapes: Readonly<Record<NoteKind, string>> = {
  phase: 'M-3,-3H3V3H-3Z',
  round: 'M-3,-3H3V3H-3Z',
  sync: 'M0,-4.5A4.5,4.5 0 1 1 0,4.5A4.5,4.5 0 1 1 0,-4.5Z',
  'switch-over': 'M0,-6L6,0L0,6L-6,0Z',
  throttled: 'M-5,-4H5L0,5Z',
  paused: 'M-4,-5H-1V5H-4ZM1,-5H4V5H1Z',
  interrupted: 'M-6,-1.5H-1.5V-6H1.5V-1.5H6V1.5H1.5V6H-1.5V1.5H-6Z',
  running: 'M-4,-5L5,0L-4,5Z',
  completed: 'M-5,0L-2,4L5,-4L6,-2.5L-2,6L-6.5,1Z',
  stopped: 'M-5,-4L-4,-5L0,-1L4,-5L5,-4L1,0L5,4L4,5L0,1L-4,5L-5,4L-1,0Z',
};

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
  const x = round(Math.min(geometry.right - 5, Math.max(geometry.left + 5, xOf(mark.time, view, geometry))));
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
  if (shape) set(shape, { d: shapes[mark.kind] });
}
