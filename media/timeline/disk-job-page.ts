import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { type DiskJobRun, diskJobRuns } from '../../src/viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { DISK_JOB_COLUMNS, diskJobCells, diskJobsInWords } from '../../src/viewmodel/timeline/disk-jobs/disk-job-words.ts';
import { type AsideActions, AsideFrame } from './aside-frame.ts';
import { DiskJobPicture } from './disk-job-picture.ts';
import { FiguresTable } from './figures-table.ts';
import { button } from './toolbar.ts';

/** So many of the latest jobs are shown. */
const SHOWN = 8;

/** What the page of disk jobs asks of the page that it is part of. */
export interface DiskJobActions extends AsideActions {
  readonly cancel: () => void;
}

/** The latest jobs on the disk of a VM side by side: how long each took, how much it went through, and what came of it. */
export class DiskJobPage {
  readonly #frame: AsideFrame;
  readonly #cancel: HTMLButtonElement;
  readonly #picture = new DiskJobPicture();
  readonly #table = new FiguresTable('Jobs on the disk', DISK_JOB_COLUMNS);
  #vm: string | null = null;
  #runs: readonly DiskJobRun[] = [];

  constructor(actions: DiskJobActions) {
    this.#cancel = button('Cancel job', 'Give the job up; the disk reads as before', actions.cancel);
    this.#frame = new AsideFrame({
      name: 'Disk jobs',
      picture: { name: 'Jobs over time', element: this.#picture.element },
      tables: { name: 'Figures of each job', elements: [this.#table.element] },
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
    const shown = aside?.kind === 'disk-jobs' ? aside : null;
    this.#vm = shown?.vm ?? null;
    this.#runs = diskJobRuns(shown?.events ?? []).slice(-SHOWN);
    this.#frame.setTitle(`Jobs on the disk of ${this.#vm ?? ''}`);
  }

  draw(): void {
    this.#frame.say(diskJobsInWords(this.#vm ?? '', this.#runs));
    this.#cancel.hidden = this.#runs.at(-1)?.status !== 'active';
    const { box } = this.#frame;
    box.hidden = this.#runs.length === 0;
    this.#picture.draw(this.#runs, box.clientWidth);
    this.#table.draw(this.#runs.map(diskJobCells));
  }
}
