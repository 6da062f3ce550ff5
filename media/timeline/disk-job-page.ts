import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { type DiskJobRun, diskJobRuns } from '../../src/viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { DISK_JOB_COLUMNS, diskJobCells, diskJobsInWords } from '../../src/viewmodel/timeline/disk-jobs/disk-job-words.ts';
import { DiskJobPicture } from './disk-job-picture.ts';
import { html, set, setText } from './dom.ts';
import { FiguresTable } from './figures-table.ts';
import { button } from './toolbar.ts';

/** So many of the latest jobs are shown. */
const SHOWN = 8;

/** What the page of disk jobs asks of the page that it is part of. */
export interface DiskJobActions {
  readonly close: () => void;
  readonly cancel: () => void;
  readonly save: () => void;
  readonly redraw: () => void;
}

/** The latest jobs on the disk of a VM side by side: how long each took, how much it went through, and what came of it. */
export class DiskJobPage {
  readonly element = html('main', { class: 'content aside' });
  readonly #title = html('h1', { class: 'comparison-title' });
  readonly #cancel: HTMLButtonElement;
  readonly #words = html('p', { class: 'advice', role: 'status' });
  readonly #box = html('section', { class: 'picture-view', 'aria-label': 'Jobs over time' });
  readonly #picture = new DiskJobPicture();
  readonly #table = new FiguresTable('Jobs on the disk', DISK_JOB_COLUMNS);
  #vm: string | null = null;
  #runs: readonly DiskJobRun[] = [];

  constructor(actions: DiskJobActions) {
    this.#cancel = button('Cancel job', 'Give the job up; the disk reads as before', actions.cancel);
    const buttons = html('span', { class: 'buttons', role: 'group', 'aria-label': 'Disk jobs' },
      this.#cancel, button('Save…', 'Write the picture or the figures to a file', actions.save), button('Close', 'Back to the migrations (Escape)', actions.close));
    const tables = html('section', { class: 'tables', 'aria-label': 'Figures of each job', tabindex: 0 }, this.#table.element);
    this.#box.append(this.#picture.element);
    this.element.append(html('header', { class: 'bar' }, this.#title, buttons), this.#words, html('div', { class: 'body side-by-side' }, this.#box, tables));
    new ResizeObserver(() => actions.redraw()).observe(this.#box);
  }

  get isOpen(): boolean {
    return this.#vm !== null;
  }

  show(aside: Aside | null): void {
    const shown = aside?.kind === 'disk-jobs' ? aside : null;
    this.#vm = shown?.vm ?? null;
    this.#runs = diskJobRuns(shown?.events ?? []).slice(-SHOWN);
    setText(this.#title, `Jobs on the disk of ${this.#vm ?? ''}`);
  }

  draw(): void {
    const words = diskJobsInWords(this.#vm ?? '', this.#runs);
    setText(this.#words, words);
    set(this.#words, { title: words });
    this.#cancel.hidden = this.#runs.at(-1)?.status !== 'active';
    this.#box.hidden = this.#runs.length === 0;
    this.#picture.draw(this.#runs, this.#box.clientWidth);
    this.#table.draw(this.#runs.map(diskJobCells));
  }
}
