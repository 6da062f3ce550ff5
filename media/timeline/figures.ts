import { type Figure, qemuLine, summaryOf } from '../../src/viewmodel/timeline/summary.ts';
import type { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { html, reconcile, set, setText } from './dom.ts';

/** The figures of the header, each under its name and the one that QEMU gives it. */
export class Figures {
  readonly element = html('dl', { class: 'figures', 'aria-label': 'Figures' });

  draw(timeline: Timeline): void {
    reconcile(this.element, summaryOf(timeline), ({ name }) => name, create, update);
  }
}

function create({ name }: Figure): Element {
  return html('div', { class: 'figure' }, html('dt', {}, name), html('dd', {}), html('dd', { class: 'qemu-name' }));
}

function update(element: Element, figure: Figure): void {
  set(element, { title: `${figure.meaning}\nIn QEMU: ${qemuLine(figure)}` });
  const [, value, qemu] = element.children;
  if (value) setText(value, figure.value);
  if (qemu) setText(qemu, qemuLine(figure));
}
