import { type SnapshotRun, snapshotRuns } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { methodsInWords, monitorFigures, SNAPSHOT_COLUMNS, snapshotCells } from '../../src/viewmodel/timeline/snapshot/snapshot-words.ts';
import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { html, set, setText } from './dom.ts';
import { FiguresTable } from './figures-table.ts';
import { SnapshotPicture } from './snapshot-picture.ts';
import { button } from './toolbar.ts';

/** So many of the latest snapshots are shown. */
const SHOWN = 8;

/** What the page of snapshots asks of the page that it is part of. */
export interface SnapshotActions {
  readonly close: () => void;
  readonly cancel: () => void;
  readonly save: () => void;
  readonly redraw: () => void;
}

/** The latest snapshots of a VM side by side: how long each stopped it, what it copied, and what it cost later. */
export class SnapshotPage {
  readonly element = html('main', { class: 'content aside' });
  readonly #title = html('h1', { class: 'comparison-title' });
  readonly #cancel: HTMLButtonElement;
  readonly #words = html('p', { class: 'advice', role: 'status' });
  readonly #box = html('section', { class: 'picture-view', 'aria-label': 'Snapshots over time' });
  readonly #picture = new SnapshotPicture();
  readonly #table = new FiguresTable('Snapshots', SNAPSHOT_COLUMNS);
  readonly #monitor = new FiguresTable('The background snapshot as query-migrate tells it');
  #vm: string | null = null;
  #runs: readonly SnapshotRun[] = [];

  constructor(actions: SnapshotActions) {
    this.#cancel = button('Cancel snapshot', 'Give the snapshot up; the machine runs on', actions.cancel);
    const buttons = html('span', { class: 'buttons', role: 'group', 'aria-label': 'Snapshots' },
      this.#cancel, button('Save…', 'Write the picture or the figures to a file', actions.save), button('Close', 'Back to the migrations (Escape)', actions.close));
    const tables = html('section', { class: 'tables', 'aria-label': 'Figures of each snapshot', tabindex: 0 }, this.#table.element, this.#monitor.element);
    this.#box.append(this.#picture.element);
    this.element.append(html('header', { class: 'bar' }, this.#title, buttons), this.#words, html('div', { class: 'body side-by-side' }, this.#box, tables));
    new ResizeObserver(() => actions.redraw()).observe(this.#box);
  }

  get isOpen(): boolean {
    return this.#vm !== null;
  }

  show(aside: Aside | null): void {
    const shown = aside?.kind === 'snapshots' ? aside : null;
    this.#vm = shown?.vm ?? null;
    this.#runs = snapshotRuns(shown?.events ?? []).slice(-SHOWN);
    setText(this.#title, `Snapshots of ${this.#vm ?? ''}`);
  }

  draw(): void {
    const words = methodsInWords(this.#runs);
    setText(this.#words, words);
    set(this.#words, { title: words });
    this.#cancel.hidden = !this.#runs.some(({ status }) => status === 'active');
    this.#picture.draw(this.#runs, this.#box.clientWidth);
    this.#table.draw(this.#runs.map(snapshotCells));
    const figures = this.#runs.findLast(({ figures }) => figures !== null);
    this.#monitor.draw(figures ? monitorFigures(figures) : []);
  }
}
