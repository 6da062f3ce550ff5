import { type Run, type RunCell, runLetter, runTable } from '../../src/viewmodel/timeline/comparison.ts';
import { html, reconcile, set, setText, svg } from './dom.ts';

/** The figures of each run; the row's head is the legend of its curve. */
export class RunsTable {
  readonly element = html('section', { class: 'tables', 'aria-label': 'Figures of each run', tabindex: 0 });
  readonly #head = html('tr');
  readonly #body = html('tbody');

  constructor() {
    this.element.append(html('table', {}, html('caption', { class: 'unseen' }, 'Figures of each run'), html('thead', {}, this.#head), this.#body));
  }

  draw(runs: readonly Run[]): void {
    const { columns, rows } = runTable(runs);
    reconcile(this.#head, columns, (title) => title, (title) => html('th', { scope: 'col' }, title), () => undefined);
    const keyed = rows.map((row, index) => ({ ...row, index, id: `${runs[index]?.id ?? ''} ${row.cells.length}`, run: runs[index] }));
    reconcile(this.#body, keyed, ({ id }) => id, createRow, (element, { label, cells, index, run }) => {
      set(element, { title: run?.timeline.notes.at(-1)?.sentence ?? '' });
      const [head, ...rest] = element.children;
      set(head?.firstElementChild?.firstElementChild ?? element, { class: `run-line run-${index}` });
      if (head?.lastElementChild) setText(head.lastElementChild, `${runLetter(index)} ${label}`);
      rest.forEach((cell, place) => updateCell(cell, cells[place]));
    });
  }
}

function createRow({ cells }: { readonly cells: readonly RunCell[] }): Element {
  const swatch = svg('svg', { class: 'swatch', width: 28, height: 10, 'aria-hidden': 'true' }, svg('path', { d: 'M0,5H28' }));
  const head = html('th', { scope: 'row' }, swatch, html('span'));
  return html('tr', {}, head, ...cells.map(() => html('td', {}, html('span'), ' ', html('strong', { class: 'best' }, 'best'))));
}

function updateCell(cell: Element, content: RunCell | undefined): void {
  const [text, best] = cell.children;
  if (text) setText(text, content?.text ?? '');
  if (best instanceof HTMLElement) best.hidden = content?.isBest !== true;
}
