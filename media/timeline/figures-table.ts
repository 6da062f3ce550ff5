import { html, reconcile, setText } from './dom.ts';

/** A last cell with more characters than this is broken into lines. */
const LONG = 20;

/** A table of which the first cell of each row is its head; a row keeps its element as long as its head stays. */
export class FiguresTable {
  readonly element: HTMLTableElement;
  readonly #body = html('tbody');

  constructor(caption: string, columns: readonly string[] = []) {
    const titles = columns.map((title) => html('th', { scope: 'col' }, title));
    this.element = html('table', {}, html('caption', {}, caption),
      ...(titles.length === 0 ? [] : [html('thead', {}, html('tr', {}, ...titles))]), this.#body);
  }

  /** Draws the rows; without any the table is hidden. */
  draw(rows: readonly (readonly string[])[]): void {
    this.element.hidden = rows.length === 0;
    const seen = new Map<string, number>();
    const keyed = rows.map((cells) => {
      const [head = ''] = cells;
      seen.set(head, (seen.get(head) ?? 0) + 1);
      return { key: `${head} ${seen.get(head)}`, cells };
    });
    reconcile(this.#body, keyed, ({ key }) => key, ({ cells }) => row(cells), (element, { cells }) => {
      cells.forEach((text, index) => {
        const cell = element.children[index];
        if (!cell) return;
        setText(cell, text);
        // What comes of it may become a sentence only later.
        cell.classList.toggle('words', isSentence(cells, index));
      });
    });
  }
}

function row(cells: readonly string[]): HTMLTableRowElement {
  return html('tr', {}, ...cells.map((_, index) => (index === 0 ? html('th', { scope: 'row' }) : html('td'))));
}

function isSentence(cells: readonly string[], index: number): boolean {
  return index > 0 && index === cells.length - 1 && (cells[index]?.length ?? 0) > LONG;
}
