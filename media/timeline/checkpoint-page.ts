import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { type CheckpointRun, checkpointRuns } from '../../src/viewmodel/timeline/checkpoints/checkpoint-run.ts';
import { CHECKPOINT_RUN_COLUMNS, checkpointRunCells, checkpointsInWords } from '../../src/viewmodel/timeline/checkpoints/checkpoint-words.ts';
import { type AsideActions, AsideFrame } from './aside-frame.ts';
import { CheckpointPicture } from './checkpoint-picture.ts';
import { FiguresTable } from './figures-table.ts';
import { button } from './toolbar.ts';

/** So many of the latest are shown. */
const SHOWN = 8;

/** What the page of checkpoints asks of the page that it is part of. */
export interface CheckpointActions extends AsideActions {
  readonly cancel: () => void;
}

/** The latest checkpoints and restores of a container side by side: when it stood still, what was copied when, and what came of it. */
export class CheckpointPage {
  readonly #frame: AsideFrame;
  readonly #cancel: HTMLButtonElement;
  readonly #picture = new CheckpointPicture();
  readonly #table = new FiguresTable('Checkpoints and restores', CHECKPOINT_RUN_COLUMNS);
  #container: string | null = null;
  #runs: readonly CheckpointRun[] = [];

  constructor(actions: CheckpointActions) {
    this.#table.element.classList.add('checkpoint-figures');
    this.#cancel = button('Cancel checkpoint', 'Give the checkpoint up; the container runs on', actions.cancel);
    this.#frame = new AsideFrame({
      name: 'Checkpoints',
      picture: { name: 'Checkpoints over time', element: this.#picture.element },
      tables: { name: 'Figures of each', elements: [this.#table.element] },
      buttons: [this.#cancel],
    }, actions);
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  get isOpen(): boolean {
    return this.#container !== null;
  }

  show(aside: Aside | null): void {
    const shown = aside?.kind === 'checkpoints' ? aside : null;
    this.#container = shown?.container ?? null;
    this.#runs = checkpointRuns(shown?.events ?? []).slice(-SHOWN);
    this.#frame.setTitle(`Checkpoints of ${this.#container ?? ''}`);
  }

  draw(): void {
    this.#frame.say(checkpointsInWords(this.#container ?? '', this.#runs));
    const latest = this.#runs.at(-1);
    this.#cancel.hidden = latest?.status !== 'active' || latest.what !== 'checkpoint';
    const { box } = this.#frame;
    box.hidden = this.#runs.length === 0;
    this.#picture.draw(this.#runs, box.clientWidth);
    this.#table.draw(this.#runs.map(checkpointRunCells));
  }
}
