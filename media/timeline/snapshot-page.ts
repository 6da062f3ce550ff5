import { type SnapshotRun, snapshotRuns } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { methodsInWords, monitorFigures, SNAPSHOT_COLUMNS, snapshotCells } from '../../src/viewmodel/timeline/snapshot/snapshot-words.ts';
import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { type AsideActions, AsideFrame } from './aside-frame.ts';
import { FiguresTable } from './figures-table.ts';
import { SnapshotPicture } from './snapshot-picture.ts';
import { button } from './toolbar.ts';

/** So many of the latest snapshots are shown. */
const SHOWN = 8;

/** What the page of snapshots asks of the page that it is part of. */
export interface SnapshotActions extends AsideActions {
  readonly cancel: () => void;
}

/** The latest snapshots of a VM side by side: how long each stopped it, what it copied, and what it cost later. */
export class SnapshotPage {
  readonly #frame: AsideFrame;
  readonly #cancel: HTMLButtonElement;
  readonly #picture = new SnapshotPicture();
  readonly #table = new FiguresTable('Snapshots', SNAPSHOT_COLUMNS);
  readonly #monitor = new FiguresTable('The background snapshot as query-migrate tells it');
  #vm: string | null = null;
  #runs: readonly SnapshotRun[] = [];

  constructor(actions: SnapshotActions) {
    this.#cancel = button('Cancel snapshot', 'Give the snapshot up; the machine runs on', actions.cancel);
    this.#frame = new AsideFrame({
      name: 'Snapshots',
      picture: { name: 'Snapshots over time', element: this.#picture.element },
      tables: { name: 'Figures of each snapshot', elements: [this.#table.element, this.#monitor.element] },
      buttons: [this.#cancel],
    }, actions);
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  get isOpen(): boolean {
    return this.#vm !== null;
  }

  show(aside: Aside | null): void {
    const shown = aside?.kind === 'snapshots' ? aside : null;
    this.#vm = shown?.vm ?? null;
    this.#runs = snapshotRuns(shown?.events ?? []).slice(-SHOWN);
    this.#frame.setTitle(`Snapshots of ${this.#vm ?? ''}`);
  }

  draw(): void {
    this.#frame.say(methodsInWords(this.#runs));
    this.#cancel.hidden = !this.#runs.some(({ status }) => status === 'active');
    this.#picture.draw(this.#runs, this.#frame.box.clientWidth);
    this.#table.draw(this.#runs.map(snapshotCells));
    const figures = this.#runs.findLast(({ figures }) => figures !== null);
    this.#monitor.draw(figures ? monitorFigures(figures) : []);
  }
}
