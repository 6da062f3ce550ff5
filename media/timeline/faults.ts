import type { FaultGroup } from '../../src/viewmodel/timeline/fault-lane.ts';
import { faultsInWords } from '../../src/viewmodel/timeline/lane-words.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { reconcile, set, svg } from './dom.ts';
import { extent, type Frame } from './frame.ts';
import { timeOfPixels } from './geometry.ts';

/** Width of a bar in pixels. */
const barWidth = 8;

/** Draws how many pages the guest had to wait for, a bar for each stretch of time. */
export function drawFaults(group: SVGGElement, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const lane = geometry.faults;
  if (!lane) return group.replaceChildren();
  const groups = timeline.faults.groups(view, timeOfPixels(barWidth, view, geometry));
  const most = Math.max(1, ...groups.map(({ count }) => count));
  reconcile(group, groups, keyOf, create, (element, faults) => {
    const { x, width } = extent(faults.from, faults.to, frame);
    const height = toTenth(Math.max(2, (faults.count / most) * lane.height));
    set(element, { 'aria-label': faultsInWords(faults, timeline), 'data-from': faults.from, 'data-to': faults.to });
    const bar = element.firstElementChild;
    if (bar) set(bar, { x, width: Math.max(1, width - 1), y: lane.top + lane.height - height, height });
  });
}

function keyOf({ from }: FaultGroup): string {
  return String(from);
}

function create(faults: FaultGroup): SVGGElement {
  return svg('g', { role: 'option', 'aria-selected': 'false', tabindex: -1, 'data-key': keyOf(faults), class: 'block faults' }, svg('rect'));
}
