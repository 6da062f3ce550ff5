import { markNames, markShapes } from '../mark-shapes.ts';
import type { NoteKind } from '../narrator.ts';
import { goesByThreshold } from '../../migration/mechanism.ts';
import type { Timeline } from '../timeline.ts';
import { element, textElement } from './markup.ts';
import { PAGE, type PrintPage } from './print-page.ts';

/** What the shapes of this picture mean, and nothing that it does not show; with the height of it all. */
export function printLegend({ timeline, legendTop }: PrintPage): { readonly markup: string; readonly height: number } {
  let x: number = PAGE.margin;
  let y = legendTop;
  const written = entries(timeline).map(({ name, picture }) => {
    const width = 36 + name.length * 6.2;
    if (x + width > PAGE.width) {
      x = PAGE.margin;
      y += 20;
    }
    const place = `translate(${Math.round(x)},${y})`;
    x += width;
    return element('g', { transform: place }, picture, textElement('text', { class: 'label', x: 20, y: 4 }, name));
  });
  return { markup: written.join('\n'), height: y - legendTop + 20 };
}

interface Entry {
  readonly name: string;
  readonly picture: string;
}

function entries(timeline: Timeline): Entry[] {
  const box = (look: string) => element('rect', { class: look, x: 0, y: -7, width: 14, height: 14 });
  const line = (look: string) => element('path', { class: look, d: 'M0,0H16' });
  const found: Entry[] = [];
  if (timeline.rounds.spans.length > 0) found.push({ name: 'to send', picture: box('to-send') }, { name: 'sent', picture: box('sent') });
  found.push({ name: 'pending', picture: line('pending') });
  if (goesByThreshold(timeline.parameters)) found.push({ name: 'threshold', picture: line('threshold') });
  if (timeline.machine.pause) found.push({ name: 'downtime', picture: box('look-paused') });
  if (timeline.xbzrle.latest !== null) {
    found.push({ name: 'found in the cache', picture: box('encoded') }, { name: 'changed too much', picture: box('overflow') },
      { name: 'not in the cache', picture: box('missed') });
  }
  if (timeline.service.count > 0) found.push({ name: 'answers a second', picture: box('answers') }, { name: 'p99 latency', picture: line('latency') });
  const kinds = new Set(timeline.notes.map(({ kind }) => kind));
  for (const [kind, name] of Object.entries(markNames)) {
    if (!kinds.has(kind as NoteKind)) continue;
    const shape = element('path', { class: `mark mark-${kind}`, transform: 'translate(8,0)', d: markShapes[kind as NoteKind] });
    found.push({ name, picture: shape });
  }
  return found;
}
