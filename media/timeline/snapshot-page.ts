import { isSnapshotEvent, type SnapshotRun, snapshotRuns } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { methodsInWords, monitorFigures, SNAPSHOT_COLUMNS, snapshotCells } from '../../src/viewmodel/timeline/snapshot/snapshot-words.ts';
import type { TimelineMessage } from '../../src/protocol/timeline.ts';
import { html, reconcile, set, setText } from './dom.ts';
import { SnapshotPicture } from './snapshot-picture.ts';
import { button } from './toolbar.ts';

/** So many of the latest snapshots are shown. */
const SHOWN = 8;

/** What the page of snapshots asks of the page that it is part of. */
export interface SnapshotActions {
  readonly close: () => void;
  readonly cancel: () => void;
  readonly redraw: () => void;
}

/** The latest snapshots of a VM side by side: how long each stopped it, what it copied, and what it cost later. */
export class SnapshotPage {
  readonly element = html('main', { class: 'content' });
  readonly #title = html('h1', { class: 'comparison-title' });
  readonly #cancel: HTMLButtonElement;
  readonly #words = html('p', { class: 'advice', role: 'status' });
  readonly #box = html('section', { class: 'picture-view', 'aria-label': 'Snapshots over time' });
  readonly #picture = new SnapshotPicture();
  readonly #rows = html('tbody');
  readonly #monitor = html('tbody');
  readonly #monitorTable: HTMLTableElement;
  #vm: string | null = null;
  #runs: readonly SnapshotRun[] = [];

  constructor(actions: SnapshotActions) {
    this.#cancel = button('Cancel snapshot', 'Give the snapshot up; the machine runs on', actions.cancel);
    const buttons = html('span', { class: 'buttons', role: 'group', 'aria-label': 'Snapshots' },
      this.#cancel, button('Close', 'Back to the migrations (Escape)', actions.close));
    const head = html('tr', {}, ...SNAPSHOT_COLUMNS.map((title) => html('th', { scope: 'col' }, title)));
    this.#monitorTable = html('table', {}, html('caption', {}, 'The background snapshot as query-migrate tells it'), this.#monitor);
    const tables = html('section', { class: 'tables', 'aria-label': 'Figures of each snapshot', tabindex: 0 },
      html('table', {}, html('caption', { class: 'unseen' }, 'Snapshots'), html('thead', {}, head), this.#rows), this.#monitorTable);
    this.#box.append(this.#picture.element);
    this.element.append(html('header', { class: 'bar' }, this.#title, buttons), this.#words, html('div', { class: 'body snapshots' }, this.#box, tables));
    new ResizeObserver(() => actions.redraw()).observe(this.#box);
  }

  get isOpen(): boolean {
    return this.#vm !== null;
  }

  show({ shown }: Extract<TimelineMessage, { kind: 'snapshots' }>): void {
    this.#vm = shown?.vm ?? null;
    this.#runs = shown ? snapshotRuns(shown.events.filter((event) => isSnapshotEvent(event, shown.vm))).slice(-SHOWN) : [];
    setText(this.#title, `Snapshots of ${this.#vm ?? ''}`);
  }

  draw(): void {
    const words = methodsInWords(this.#runs);
    setText(this.#words, words);
    set(this.#words, { title: words });
    this.#cancel.hidden = !this.#runs.some(({ status }) => status === 'active');
    this.#picture.draw(this.#runs, this.#box.clientWidth);
    const keyed = this.#runs.map((run, index) => ({ key: `${run.snapshot} ${index}`, cells: snapshotCells(run) }));
    reconcile(this.#rows, keyed, ({ key }) => key, ({ cells }) => row(cells), (element, { cells }) => fill(element, cells));
    const figures = this.#runs.findLast(({ figures }) => figures !== null);
    const pairs = figures ? monitorFigures(figures) : [];
    this.#monitorTable.hidden = pairs.length === 0;
    reconcile(this.#monitor, pairs, ([name]) => name, (cells) => row(cells), fill);
  }
}

function row(cells: readonly string[]): HTMLTableRowElement {
  return html('tr', {}, ...cells.map((_, index) => (index === 0 ? html('th', { scope: 'row' }) : html('td'))));
}

function fill(element: Element, cells: readonly string[]): void {
  cells.forEach((text, index) => {
    const cell = element.children[index];
    if (cell) setText(cell, text);
  });
}
