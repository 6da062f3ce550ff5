import { outageInWords, outageLabel, serviceInWords } from '../service-words.ts';
import type { ServiceGroup } from '../service-lane.ts';
import { formatCount } from '../../quantities.ts';
import { preciseTime } from '../units.ts';
import { element, textElement } from './markup.ts';
import { PAGE, type PrintLane, type PrintPage, xOf } from './print-page.ts';
import { tenths } from './print-path.ts';

/** Width of a bar in pixels. */
const barWidth = 6;

/** What clients saw: answers a second as bars, their latency as a line, and the outage. */
export function printService(lane: PrintLane, page: PrintPage): string {
  const { timeline } = page;
  const { service, end } = timeline;
  const groups = service.groups({ from: 0, to: end }, (end * barWidth) / (PAGE.right - PAGE.left)).filter(({ from }) => from < end);
  const most = Math.max(1, ...groups.map(({ answersPerSecond }) => answersPerSecond));
  const bars = groups.map((group) => {
    const height = (group.answersPerSecond / most) * lane.height;
    const x = xOf(group.from, page);
    const width = Math.max(1, xOf(Math.min(end, group.to), page) - x - 1);
    return element('g', {}, textElement('title', {}, serviceInWords(group)),
      element('rect', { class: 'answers', x, y: lane.top + lane.height - height, width, height }));
  });
  const scale = textElement('text', { class: 'muted', x: PAGE.left - 6, y: lane.top + 10, 'text-anchor': 'end' }, `${formatCount(most)}/s`);
  return [scale, ...bars, outage(lane, page), latency(groups, lane, page)].join('');
}

function outage(lane: PrintLane, page: PrintPage): string {
  const { timeline } = page;
  const { outage: found } = timeline.service;
  if (!found) return '';
  const x = xOf(found.from, page);
  const width = Math.max(2, xOf(found.to ?? timeline.end, page) - x);
  const label = outageLabel(found);
  const before = x - PAGE.left > label.length * 6.4;
  return element('g', {}, textElement('title', {}, outageInWords(found, timeline)),
    element('rect', { class: 'look-paused', x, y: lane.top, width, height: lane.height }),
    textElement('text', { class: 'label strong', x: before ? x - 5 : x + width + 5, y: lane.top + 24, 'text-anchor': before ? 'end' : 'start' }, label));
}

/** The highest latency reaches the top, where its figure stands. */
function latency(groups: readonly ServiceGroup[], lane: PrintLane, page: PrintPage): string {
  const highest = Math.max(0, ...groups.map(({ p99Latency }) => p99Latency ?? 0));
  if (highest === 0) return '';
  let path = '';
  let isOpen = false;
  for (const { from, to, p99Latency } of groups) {
    if (p99Latency !== null) {
      const y = lane.top + 2 + (lane.height - 4) * (1 - p99Latency / highest);
      path += `${isOpen ? 'L' : 'M'}${tenths(xOf(Math.min(page.timeline.end, (from + to) / 2), page))},${tenths(y)}`;
    }
    isOpen = p99Latency !== null;
  }
  return element('path', { class: 'latency', d: path }) +
    textElement('text', { class: 'label', x: PAGE.right - 2, y: lane.top + 10, 'text-anchor': 'end' }, `p99 up to ${preciseTime(highest)}`);
}
