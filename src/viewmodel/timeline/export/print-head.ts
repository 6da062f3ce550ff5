import { pauseInWords } from '../sentences.ts';
import { qemuLine, summaryOf } from '../summary.ts';
import type { Timeline } from '../timeline.ts';
import { lines, textElement } from './markup.ts';
import { PAGE } from './print-page.ts';

/** The heading of the printed page: title, what began, the figures, and the parts of the downtime. */
export function printHead(timeline: Timeline): { readonly markup: string; readonly height: number } {
  const parts: string[] = [];
  let bottom = PAGE.margin + 18;
  const write = (look: string, text: string, x: number = PAGE.margin) => parts.push(textElement('text', { class: look, x, y: bottom }, text));
  write('title', titleOf(timeline));
  bottom += 6;
  for (const line of lines(timeline.notes[0]?.sentence ?? '', 145)) {
    bottom += 17;
    write('small', line);
  }
  bottom += 24;
  bottom += figures(timeline, bottom, parts);
  if (timeline.breakdown) {
    write('small', `Parts of the downtime: ${pauseInWords(timeline.parameters, timeline.breakdown)}.`);
    bottom += 12;
  }
  return { markup: parts.join('\n'), height: bottom + 8 - PAGE.margin };
}

/** "web: alpha → beta, pre-copy, completed". */
export function titleOf({ story, status, isInterrupted }: Timeline): string {
  const standing = isInterrupted ? 'interrupted' : status === 'active' ? 'under way' : status;
  return `${story.vm}: ${story.from} → ${story.to}, ${story.parameters.strategy}, ${standing}`;
}

const columns = 6;

/** Figures in columns, each under its name and above the one that QEMU gives it; returns the height. */
function figures(timeline: Timeline, top: number, parts: string[]): number {
  const all = summaryOf(timeline);
  const width = (PAGE.width - 2 * PAGE.margin) / columns;
  all.forEach((figure, index) => {
    const x = PAGE.margin + (index % columns) * width;
    const y = top + Math.floor(index / columns) * 52;
    parts.push(
      textElement('text', { class: 'muted', x, y }, figure.name),
      textElement('text', { class: 'value', x, y: y + 17 }, figure.value),
      textElement('text', { class: 'qemu', x, y: y + 31 }, qemuLine(figure)),
    );
  });
  return Math.ceil(all.length / columns) * 52;
}
