import { pagesOf, type XbzrleGroup } from '../../src/viewmodel/timeline/xbzrle-lane.ts';
import { xbzrleInWords } from '../../src/viewmodel/timeline/xbzrle-words.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { reconcile, set, svg } from './dom.ts';
import { extent, type Frame } from './frame.ts';
import { timeOfPixels } from './geometry.ts';

/** Width of a bar in pixels, at least. */
const barWidth = 8;

/** Draws what became of the pages that XBZRLE looked for, a bar for each stretch of time: found, changed too much, not found. */
export function drawXbzrle(group: SVGGElement, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const lane = geometry.xbzrle;
  if (!lane) return group.replaceChildren();
  const groups = timeline.xbzrle.groups(view, timeOfPixels(barWidth, view, geometry));
  reconcile(group, groups, keyOf, create, (element, encoded) => {
    const { x, width } = extent(encoded.from, encoded.to, frame);
    set(element, { 'aria-label': xbzrleInWords(encoded), 'data-from': encoded.from, 'data-to': encoded.to });
    const parts = [encoded.encodedPages, encoded.overflowPages, encoded.missedPages];
    let y = lane.top + lane.height;
    parts.forEach((pages, index) => {
      const height = toTenth((pages / pagesOf(encoded)) * lane.height);
      y = toTenth(y - height);
      const bar = element.children[index];
      if (bar) set(bar, { x, width: Math.max(1, width - 1), y, height });
    });
  });
}

function keyOf({ from, to }: XbzrleGroup): string {
  return `${from} ${to}`;
}

function create(group: XbzrleGroup): SVGGElement {
  return svg('g', { role: 'option', 'aria-selected': 'false', tabindex: -1, 'data-key': keyOf(group), class: 'block xbzrle' },
    svg('rect', { class: 'bar-encoded' }), svg('rect', { class: 'bar-overflow' }), svg('rect', { class: 'bar-missed' }));
}
