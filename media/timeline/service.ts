import { formatCount } from '../../src/viewmodel/quantities.ts';
import type { Outage, ServiceGroup } from '../../src/viewmodel/timeline/service-lane.ts';
import { outageInWords, outageLabel, serviceInWords } from '../../src/viewmodel/timeline/service-words.ts';
import { preciseTime } from '../../src/viewmodel/timeline/units.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { reconcile, set, setText, svg } from './dom.ts';
import { extent, fits, type Frame } from './frame.ts';
import { type LaneBox, timeOfPixels, xOf } from './geometry.ts';

/** Width of a bar in pixels, at least. */
const barWidth = 6;

/** The lane with what can be pointed at, and what is drawn over it. */
export interface ServiceParts {
  readonly lane: SVGGElement;
  readonly drawing: SVGGElement;
  readonly latency: SVGPathElement;
  readonly label: SVGTextElement;
  /** What a bar of full height is. */
  readonly scale: SVGTextElement;
  readonly announcement: SVGLineElement;
}

/** Makes the parts of the service lane, once. */
export function serviceGroup(lane: SVGGElement): ServiceParts {
  const latency = svg('path', { class: 'latency-line' });
  const label = svg('text', { class: 'latency-label', 'text-anchor': 'end' });
  const scale = svg('text', { class: 'scale-label', 'text-anchor': 'end' });
  const announcement = svg('line', { class: 'announcement-line' });
  return { lane, latency, label, scale, announcement, drawing: svg('g', { class: 'service-drawing', 'aria-hidden': 'true' }, announcement, latency, label, scale) };
}

type Item = { readonly what: 'stretch'; readonly group: ServiceGroup } | { readonly what: 'outage'; readonly outage: Outage };

/** Draws throughput as bars and the 99th percentile of the latency as a line, with the outage marked. */
export function drawService(parts: ServiceParts, frame: Frame): void {
  const { timeline, view, geometry } = frame;
  const { service, end } = timeline;
  const lane = geometry.service;
  set(parts.drawing, { visibility: lane ? 'visible' : 'hidden' });
  if (!lane) return parts.lane.replaceChildren();
  const groups = service.groups(view, timeOfPixels(barWidth, view, geometry)).filter(({ from, to }) => to > view.from && from < view.to);
  const { outage } = service;
  const isSeen = outage !== null && outage.from <= view.to && (outage.to ?? end) >= view.from;
  const items: Item[] = groups.map((group) => ({ what: 'stretch', group }));
  if (isSeen) items.push({ what: 'outage', outage });
  reconcile(parts.lane, items, keyOf, create, (element, item) => {
    if (item.what === 'stretch') updateStretch(element, item.group, frame, lane);
    else updateOutage(element, item.outage, frame, lane);
  });
  drawScale(parts.scale, frame, lane);
  drawLatency(parts, groups, frame, lane);
  drawAnnouncement(parts.announcement, frame, lane);
}

function keyOf(item: Item): string {
  return item.what === 'outage' ? 'outage' : `${item.group.from} ${item.group.to}`;
}

function create(item: Item): SVGGElement {
  const look = item.what === 'outage' ? 'block outage' : 'block service';
  return svg('g', { role: 'option', 'aria-selected': 'false', tabindex: -1, 'data-key': keyOf(item), class: look },
    svg('rect'), svg('text', { 'dominant-baseline': 'central' }));
}

function updateStretch(element: Element, group: ServiceGroup, frame: Frame, lane: LaneBox): void {
  const { x, width } = extent(group.from, group.to, frame);
  const height = toTenth((group.answersPerSecond / Math.max(1, frame.timeline.service.mostAnswersPerSecond)) * lane.height);
  set(element, { 'aria-label': serviceInWords(group), 'data-from': group.from, 'data-to': group.to });
  const bar = element.firstElementChild;
  if (bar) set(bar, { x, width: Math.max(1, width - 1), y: lane.top + lane.height - height, height });
}

function updateOutage(element: Element, outage: Outage, frame: Frame, lane: LaneBox): void {
  const to = outage.to ?? frame.timeline.end;
  const { x, width } = extent(outage.from, to, frame);
  set(element, { 'aria-label': outageInWords(outage, frame.timeline), 'data-from': outage.from, 'data-to': to });
  const [rect, text] = element.children;
  if (rect) set(rect, { x, width, y: lane.top, height: lane.height });
  const label = outageLabel(outage);
  const inside = fits(label, width);
  const before = !inside && fits(label, x - frame.geometry.left);
  if (!text) return;
  setText(text, label);
  set(text, {
    x: toTenth(inside ? x + 4 : before ? x - 4 : x + width + 4),
    y: lane.top + 8,
    'text-anchor': before ? 'end' : 'start',
  });
}

/** Beside the lane, where its title does not stand above it. */
function drawScale(text: SVGTextElement, { timeline, geometry }: Frame, lane: LaneBox): void {
  const isBeside = geometry.left >= 60;
  setText(text, isBeside ? `${formatCount(timeline.service.mostAnswersPerSecond)}/s` : '');
  set(text, { x: geometry.left - 6, y: lane.top + 12 });
}

/** The highest latency in sight reaches the top, where its figure stands. */
function drawLatency({ latency, label }: ServiceParts, groups: readonly ServiceGroup[], frame: Frame, lane: LaneBox): void {
  const { view, geometry } = frame;
  const highest = Math.max(0, ...groups.map(({ p99Latency }) => p99Latency ?? 0));
  let path = '';
  let isOpen = false;
  for (const { from, to, p99Latency } of groups) {
    if (p99Latency !== null) {
      const x = Math.min(geometry.right, Math.max(geometry.left, xOf((from + to) / 2, view, geometry)));
      path += `${isOpen ? 'L' : 'M'}${toTenth(x)},${toTenth(lane.top + 2 + (lane.height - 4) * (1 - p99Latency / highest))}`;
    }
    isOpen = p99Latency !== null;
  }
  set(latency, { d: path });
  setText(label, highest > 0 ? `p99 up to ${preciseTime(highest)}` : '');
  set(label, { x: geometry.right - 4, y: lane.top + 10 });
}

function drawAnnouncement(line: SVGLineElement, { timeline, view, geometry }: Frame, lane: LaneBox): void {
  const time = timeline.service.announcedAt;
  const isSeen = time !== null && time >= view.from && time <= view.to;
  const x = isSeen ? toTenth(xOf(time, view, geometry)) : 0;
  set(line, { x1: x, x2: x, y1: lane.top - 2, y2: lane.top + lane.height, visibility: isSeen ? 'inherit' : 'hidden' });
}
