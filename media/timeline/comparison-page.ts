import type { ComparisonHead, TimelineMessage } from '../../src/protocol/timeline.ts';
import { comparisonInWords, endOfRuns, type Run, runsInWords } from '../../src/viewmodel/timeline/comparison.ts';
import type { ByteScaleKind } from '../../src/viewmodel/timeline/scale.ts';
import { isMigrationEvent } from '../../src/viewmodel/timeline/timed-event.ts';
import { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { around, isWhole, panned, showing, type Viewport, wholeView, zoomed } from '../../src/viewmodel/timeline/viewport.ts';
import { ComparisonPicture } from './comparison-picture.ts';
import { html, set, setText } from './dom.ts';
import { PointerGestures } from './pointer-gestures.ts';
import { RunsTable } from './runs-table.ts';
import { button } from './toolbar.ts';
import { Tooltip } from './tooltip.ts';

const zoomStep = 0.6;

/** What the comparison asks of the page that it is part of. */
export interface ComparisonActions {
  readonly close: () => void;
  readonly save: () => void;
  readonly toggleScale: () => void;
  readonly redraw: () => void;
}

/** Several runs side by side: their curves in one picture, their figures in a table. */
export class ComparisonPage {
  readonly element = html('main', { class: 'content' });
  readonly #actions: ComparisonActions;
  readonly #title = html('h1', { class: 'comparison-title' });
  readonly #scale: HTMLButtonElement;
  readonly #words = html('p', { class: 'advice', role: 'status' });
  readonly #box = html('section', { class: 'picture-view', 'aria-label': 'Curves' });
  readonly #picture = new ComparisonPicture();
  readonly #table = new RunsTable();
  readonly #tooltip = new Tooltip();
  #runs: readonly Run[] = [];
  #note = '';
  /** Null looks at the whole. */
  #view: Viewport | null = null;
  #cursor: number | null = null;

  constructor(actions: ComparisonActions) {
    this.#actions = actions;
    this.#scale = button('Log scale', 'Bytes by their logarithm: steady shrinking is a straight line (L)', actions.toggleScale);
    const buttons = html('span', { class: 'buttons', role: 'group', 'aria-label': 'Picture' },
      button('+', 'Zoom in (+)', () => this.#zoom(zoomStep)),
      button('−', 'Zoom out (−)', () => this.#zoom(1 / zoomStep)),
      button('All', 'Show all of every run (0)', () => this.#look(null)),
      button('Endings', 'Zoom to where the runs end (D)', () => this.#lookAtEndings()),
      this.#scale,
      button('Save…', 'Write the picture or the figures to a file', actions.save),
      button('Close', 'Back to a single migration (Escape)', actions.close));
    this.#box.append(this.#picture.element, this.#tooltip.element);
    this.element.append(html('header', { class: 'bar' }, this.#title, buttons), this.#words,
      html('div', { class: 'body comparison' }, this.#box, this.#table.element));
    new ResizeObserver(() => actions.redraw()).observe(this.#box);
    this.#listen();
  }

  get isOpen(): boolean {
    return this.#runs.length > 0;
  }

  /** Begins with other runs, whose events follow; null closes. */
  show(head: ComparisonHead | null): void {
    this.#runs = (head?.runs ?? []).map((run) => ({ ...run, timeline: new Timeline() }));
    this.#view = null;
    this.#cursor = null;
    this.#note = head?.note ?? '';
    setText(this.#title, head?.title ?? '');
  }

  /** Takes events of its runs. */
  take({ migration, index, events }: Extract<TimelineMessage, { kind: 'events' }>): void {
    if (index === 0) this.#runs = this.#runs.map((run) => (run.id === migration ? { ...run, timeline: new Timeline() } : run));
    this.#runs.find(({ id }) => id === migration)?.timeline.append(events.filter(isMigrationEvent));
  }

  draw(scale: ByteScaleKind): void {
    set(this.#scale, { 'aria-pressed': String(scale === 'logarithmic') });
    setText(this.#words, `${comparisonInWords(this.#runs)} ${this.#note}`.trim());
    const { clientWidth: width, clientHeight: height } = this.#box;
    this.#picture.draw(this.#runs, this.#seen, scale, { width, height }, this.#cursor);
    this.#table.draw(this.#runs);
  }

  /** Acts on a key; tells whether it was one of its own. */
  press(key: string): boolean {
    const acts: Readonly<Record<string, () => void>> = {
      '+': () => this.#zoom(zoomStep),
      '=': () => this.#zoom(zoomStep),
      '-': () => this.#zoom(1 / zoomStep),
      '0': () => this.#look(null),
      d: () => this.#lookAtEndings(),
      l: this.#actions.toggleScale,
      escape: () => (this.#tooltip.visible ? this.#tooltip.hide() : this.#actions.close()),
    };
    const act = acts[key.toLowerCase()];
    act?.();
    return act !== undefined;
  }

  get #end(): number {
    return endOfRuns(this.#runs);
  }

  get #seen(): Viewport {
    return this.#view ?? wholeView(this.#end);
  }

  #listen(): void {
    const { slider } = this.#picture;
    new PointerGestures(this.#picture.element, {
      zoom: (factor, x) => this.#zoom(factor, this.#picture.timeAt(x)),
      pan: (share) => this.#look(panned(this.#seen, share, this.#end)),
      point: (x, event) => {
        this.#pointOut(this.#picture.timeAt(x));
        this.#tooltip.show(runsInWords(this.#cursor ?? 0, this.#runs), event.clientX, event.clientY);
      },
      leave: () => this.#tooltip.hide(),
    });
    slider.addEventListener('focus', () => this.#describe());
    slider.addEventListener('blur', () => this.#tooltip.hide());
    slider.addEventListener('keydown', (event) => {
      if (!this.#slide(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
  }

  /** Moves the marked instant by a hundredth of what is in sight, or to an end; with Shift, what is in sight. */
  #slide({ key, shiftKey }: KeyboardEvent): boolean {
    const { from, to } = this.#seen;
    const step = (to - from) / 100;
    if (shiftKey && (key === 'ArrowLeft' || key === 'ArrowRight')) {
      this.#look(panned(this.#seen, key === 'ArrowLeft' ? -0.2 : 0.2, this.#end));
      return true;
    }
    const now = this.#cursor ?? this.#end;
    const times: Readonly<Record<string, number>> = {
      ArrowLeft: now - step, ArrowDown: now - step, ArrowRight: now + step, ArrowUp: now + step,
      PageDown: now - 10 * step, PageUp: now + 10 * step, Home: 0, End: this.#end,
    };
    const time = times[key];
    if (time === undefined) return false;
    this.#pointOut(Math.min(this.#end, Math.max(0, time)));
    this.#look(showing(this.#seen, this.#cursor ?? 0, this.#end));
    this.#describe();
    return true;
  }

  #pointOut(time: number): void {
    this.#cursor = time;
    this.#picture.drawCursor(this.#runs, time);
  }

  #describe(): void {
    const box = this.#picture.element.querySelector('.cursor-line')?.getBoundingClientRect();
    if (box) this.#tooltip.show(runsInWords(this.#cursor ?? this.#end, this.#runs), box.left, box.top + 12);
  }

  #zoom(factor: number, about = this.#cursor ?? (this.#seen.from + this.#seen.to) / 2): void {
    this.#look(zoomed(this.#seen, factor, about, this.#end));
  }

  #lookAtEndings(): void {
    const ends = this.#runs.map(({ timeline }) => timeline.end);
    // Runs that end together are shown with some of what led there.
    const from = Math.min(...ends, this.#end * 0.98);
    this.#look(around(from, this.#end, this.#end));
  }

  #look(view: Viewport | null): void {
    this.#view = view === null || isWhole(view, this.#end) ? null : view;
    this.#actions.redraw();
  }
}
