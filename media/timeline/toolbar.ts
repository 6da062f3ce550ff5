import { entryTitle, type HistoryEntry } from '../../src/viewmodel/timeline/history.ts';
import type { Timeline, TimelineStatus } from '../../src/viewmodel/timeline/timeline.ts';
import { html, reconcile, set, setText } from './dom.ts';

/** What the buttons do. */
export interface ToolbarActions {
  readonly choose: (migration: string) => void;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly showAll: () => void;
  readonly showDowntime: () => void;
  readonly toggleScale: () => void;
  readonly toggleTable: () => void;
  readonly compare: () => void;
  readonly cancel: () => void;
  readonly recover: () => void;
}

const statusTexts: Readonly<Record<TimelineStatus, string>> = {
  waiting: 'Waiting',
  active: 'Under way',
  completed: 'Completed',
  cancelled: 'Cancelled',
  failed: 'Failed',
};

/** Which migration, how it stands, and what can be done with the picture. */
export class Toolbar {
  readonly element: HTMLElement;
  readonly #select = html('select', { 'aria-label': 'Migration shown' });
  readonly #status = html('span', { class: 'status' });
  readonly #downtime: HTMLButtonElement;
  readonly #scale: HTMLButtonElement;
  readonly #table: HTMLButtonElement;
  readonly #compare: HTMLButtonElement;
  readonly #cancel: HTMLButtonElement;
  readonly #recover: HTMLButtonElement;
  readonly #pictureButtons: readonly HTMLButtonElement[];

  constructor(actions: ToolbarActions) {
    this.#select.addEventListener('change', () => actions.choose(this.#select.value));
    this.#downtime = button('Downtime', 'Zoom to the downtime (D)', actions.showDowntime);
    this.#scale = button('Log scale', 'Bytes by their logarithm: steady shrinking is a straight line (L)', actions.toggleScale);
    this.#table = button('Table', 'Tables instead of the picture (T)', actions.toggleTable);
    this.#compare = button('Compare…', 'Show two or more migrations side by side', actions.compare);
    this.#cancel = button('Cancel migration', 'Give the migration up; the machine stays where it is', actions.cancel);
    this.#recover = button('Recover migration', 'Go on over the link, once it is up again', actions.recover);
    this.#pictureButtons = [
      button('+', 'Zoom in (+)', actions.zoomIn),
      button('−', 'Zoom out (−)', actions.zoomOut),
      button('All', 'Show all of the migration (0)', actions.showAll),
      this.#downtime,
      this.#scale,
    ];
    this.element = html('header', { class: 'bar' }, this.#select, this.#status,
      html('span', { class: 'buttons', role: 'group', 'aria-label': 'Picture' }, ...this.#pictureButtons, this.#table, this.#compare, this.#cancel, this.#recover));
  }

  /** Draws the list of migrations, the latest first. */
  drawList(migrations: readonly HistoryEntry[], shown: string | null): void {
    reconcile(this.#select, migrations.toReversed(), ({ id }) => id, () => html('option'), (option, entry) => {
      set(option, { value: entry.id });
      setText(option, entryTitle(entry));
    });
    if (shown !== null) this.#select.value = shown;
    this.#compare.hidden = migrations.length < 2;
  }

  draw(timeline: Timeline, form: 'picture' | 'table', scale: 'linear' | 'logarithmic'): void {
    setText(this.#status, timeline.isInterrupted ? 'Interrupted' : statusTexts[timeline.status]);
    set(this.#status, { class: `status status-${timeline.status}` });
    set(this.#table, { 'aria-pressed': String(form === 'table') });
    set(this.#scale, { 'aria-pressed': String(scale === 'logarithmic') });
    for (const item of this.#pictureButtons) item.hidden = form === 'table';
    this.#downtime.disabled = timeline.machine.pause === undefined;
    this.#cancel.hidden = !timeline.canBeCancelled;
    this.#recover.hidden = !timeline.isInterrupted;
  }
}

/** A button of a toolbar; `meaning` is its tooltip, and its name where the text is a sign. */
export function button(text: string, meaning: string, act: () => void): HTMLButtonElement {
  const label = text.length > 1 ? {} : { 'aria-label': meaning };
  const element = html('button', { type: 'button', title: meaning, ...label }, text);
  element.addEventListener('click', act);
  return element;
}
