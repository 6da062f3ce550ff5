import { faultsInWords, machineInWords, machineLabel, phaseInWords, roundGroupInWords, roundLabel, throttleInWords, throttleLabels } from '../lane-words.ts';
import { mirrorInWords, mirrorLabels } from '../mirror-words.ts';
import { heightOf } from '../scale.ts';
import { phaseTitle } from '../sentences.ts';
import type { Span } from '../spans.ts';
import { streamInWords, streamLabel } from '../stream-words.ts';
import { preciseBytes } from '../units.ts';
import { element, textElement } from './markup.ts';
import { PAGE, type PrintLane, type PrintPage, xOf } from './print-page.ts';
import { printService } from './print-service.ts';
import { printXbzrle } from './print-xbzrle.ts';

/** The lanes of the printed page with their names; what each block is, in words, is its title. */
export function printLanes(page: PrintPage): string {
  return page.lanes
    .map((lane) => textElement('text', { class: 'muted', x: PAGE.margin, y: lane.top + 15 }, lane.name) + inside(lane, page))
    .join('\n');
}

function inside(lane: PrintLane, page: PrintPage): string {
  const { timeline } = page;
  switch (lane.name) {
    case 'Phases':
      return timeline.phases.spans
        .map((span) => block(span, `look-${span.phase}`, phaseTitle(span.phase), phaseInWords(span, timeline), lane, page)).join('');
    case 'Disk':
      return timeline.mirror.spans
        .map((span) => block(span, `look-${span.stage}`, mirrorLabels(span), mirrorInWords(span, timeline), lane, page)).join('');
    case 'Machine':
      return timeline.machine.spans
        .map((span) => block(span, `look-${span.state}`, machineLabel(span, timeline), machineInWords(span, timeline), lane, page)).join('');
    case 'Throttle':
    case 'Dirty limit':
      return timeline.throttle.spans
        .map((span) => block(span, 'look-throttle', throttleLabels(span), throttleInWords(span, timeline), lane, page)).join('');
    case 'Page requests':
      return faults(lane, page);
    case 'Streams':
      return timeline.streams.groups({ from: 0, to: timeline.end }, (timeline.end * 9) / (PAGE.right - PAGE.left))
        .map((span) => block(span, 'look-streams', streamLabel(span), streamInWords(span), lane, page)).join('');
    case 'Rounds':
      return rounds(lane, page);
    case 'XBZRLE':
      return printXbzrle(lane, page);
    case 'Service':
      return printService(lane, page);
  }
}

function block(span: Span, look: string, labels: string | readonly string[], words: string, lane: PrintLane, page: PrintPage): string {
  const x = xOf(span.from, page);
  const width = Math.max(2, xOf(span.to ?? page.timeline.end, page) - x);
  const y = lane.top + 15;
  const all = typeof labels === 'string' ? [labels] : labels;
  const fitting = all.find((each) => each.length * 6.4 + 10 <= width);
  const label = fitting ?? all[0] ?? '';
  const fits = fitting !== undefined;
  // The downtime is what the picture is about: where its block is too narrow its figure stands before it.
  const before = !fits && look === 'look-paused' && x - PAGE.left > label.length * 6.4 + 80;
  const text = fits ? textElement('text', { class: 'label', x: x + 5, y }, label) : '';
  const outside = before ? textElement('text', { class: 'label strong', x: x - 5, y, 'text-anchor': 'end' }, label) : '';
  return element('g', {}, textElement('title', {}, words),
    element('rect', { class: look, x, y: lane.top, width, height: lane.height, rx: 2 }), text, outside);
}

function faults(lane: PrintLane, page: PrintPage): string {
  const { timeline } = page;
  const length = Math.max(1, (timeline.end * 6) / (PAGE.right - PAGE.left));
  const groups = timeline.faults.groups({ from: 0, to: timeline.end }, length);
  const most = Math.max(1, ...groups.map(({ count }) => count));
  return groups
    .map((group) => {
      const height = Math.max(2, (group.count / most) * lane.height);
      const x = xOf(group.from, page);
      return element('g', {}, textElement('title', {}, faultsInWords(group, timeline)),
        element('rect', { class: 'faults', x, y: lane.top + lane.height - height, width: 5, height }));
    })
    .join('');
}

function rounds(lane: PrintLane, page: PrintPage): string {
  const { timeline } = page;
  const narrowest = (timeline.end * 9) / (PAGE.right - PAGE.left);
  return timeline.rounds
    .groups({ from: 0, to: timeline.end }, narrowest, timeline.end)
    .map((group) => {
      const x = xOf(group.from, page);
      const width = Math.max(3, xOf(group.to, page) - x);
      const barWidth = Math.max(1, Math.min(40, width / 2 - 2));
      const bar = (look: string, bytes: number, shift: number) => {
        const height = Math.max(bytes > 0 ? 1 : 0, heightOf(bytes, timeline.rounds.highestBytes, 'linear') * (lane.height - 18));
        return element('rect', { class: look, x: x + 2 + shift, y: lane.top + lane.height - height, width: barWidth, height });
      };
      const labels = [`${roundLabel(group)}: ${preciseBytes(group.highestPendingBytes)}`, roundLabel(group)];
      const label = labels.find((text) => text.length * 6.4 + 8 <= width) ?? '';
      return element('g', {}, textElement('title', {}, roundGroupInWords(group, timeline)),
        element('rect', { class: `round ${group.first.what}`, x, y: lane.top, width: Math.max(2, width - 1), height: lane.height, rx: 2 }),
        bar('to-send', group.highestPendingBytes, 0), bar('sent', group.highestSentBytes, barWidth),
        textElement('text', { class: 'label', x: x + 4, y: lane.top + 12 }, label));
    })
    .join('');
}
