import type { TimelineMessage, TimelinePageState } from '../../src/protocol/timeline.ts';
import { adviceOf } from '../../src/viewmodel/timeline/advice.ts';
import { type Aside, continued } from '../../src/viewmodel/timeline/aside.ts';
import { Timeline } from '../../src/viewmodel/timeline/timeline.ts';
import { around, isWhole, panned, showing, type Viewport, wholeView, zoomed } from '../../src/viewmodel/timeline/viewport.ts';
import { Announcer } from './announcer.ts';
import { CheckpointPage } from './checkpoint-page.ts';
import { ComparisonPage } from './comparison-page.ts';
import { DiskJobPage } from './disk-job-page.ts';
import { html, set, setText } from './dom.ts';
import { EmptyPage } from './empty.ts';
import { Figures } from './figures.ts';
import { LogList } from './log-list.ts';
import { PictureView } from './picture-view.ts';
import { rasterize } from './rasterize.ts';
import { ReplicationPage } from './replication-page.ts';
import { SnapshotPage } from './snapshot-page.ts';
import { Tables } from './tables.ts';
import { Toolbar } from './toolbar.ts';
import type { EditorConnection } from './vscode-api.ts';

const zoomStep = 0.6;

/** The timeline's page: takes messages, remembers what is looked at, and draws at most once a frame. */
export class Page {
  readonly #editor: EditorConnection;
  readonly #toolbar: Toolbar;
  readonly #figures = new Figures();
  readonly #advice = html('p', { class: 'advice' });
  readonly #picture: PictureView;
  readonly #tables = new Tables();
  readonly #log: LogList;
  readonly #empty: EmptyPage;
  readonly #announcer = new Announcer();
  readonly #comparison: ComparisonPage;
  /** What can be shown of one VM or container in place of its migrations. */
  readonly #asides: readonly (SnapshotPage | ReplicationPage | DiskJobPage | CheckpointPage)[];
  readonly #content = html('main', { class: 'content' });
  readonly #body = html('div', { class: 'body' });
  #aside: Aside | null = null;
  #state: TimelinePageState;
  #timeline = new Timeline();
  #awaitsDrawing = false;
  #shown: string | null = null;

  constructor(editor: EditorConnection, root: HTMLElement) {
    this.#editor = editor;
    this.#state = { migration: null, form: 'picture', scale: 'linear', view: null, ...editor.remembered };
    this.#toolbar = new Toolbar({
      choose: (migration) => editor.post({ kind: 'choose', migration }),
      zoomIn: () => this.#zoom(zoomStep),
      zoomOut: () => this.#zoom(1 / zoomStep),
      showAll: () => this.#look(null),
      showDowntime: () => this.#showDowntime(),
      toggleScale: () => this.#toggleScale(),
      toggleTable: () => this.#toggleTable(),
      compare: () => editor.post({ kind: 'compare' }),
      cancel: () => editor.post({ kind: 'cancel' }),
      recover: () => editor.post({ kind: 'recover' }),
    });
    this.#comparison = new ComparisonPage({
      close: () => editor.post({ kind: 'close-comparison' }),
      save: () => editor.post({ kind: 'export' }),
      toggleScale: () => this.#toggleScale(),
      redraw: () => this.#drawSoon(),
    });
    const side = {
      close: () => editor.post({ kind: 'close-aside' }),
      save: () => editor.post({ kind: 'export' }),
      redraw: () => this.#drawSoon(),
    };
    this.#asides = [
      new SnapshotPage({ ...side, cancel: () => editor.post({ kind: 'cancel-snapshot' }) }),
      new ReplicationPage({
        ...side,
        stop: () => editor.post({ kind: 'stop-replication' }),
        failOver: () => editor.post({ kind: 'fail-over' }),
        compare: () => editor.post({ kind: 'compare-intervals' }),
      }),
      new DiskJobPage({ ...side, cancel: () => editor.post({ kind: 'cancel-disk-job' }) }),
      new CheckpointPage({ ...side, cancel: () => editor.post({ kind: 'cancel-checkpoint' }) }),
    ];
    this.#picture = new PictureView({
      zoom: (factor, about) => this.#zoom(factor, about),
      pan: (share) => this.#look(panned(this.#view, share, this.#timeline.end)),
      show: (from, to) => this.#look(around(from, to, this.#timeline.end)),
      showTime: (time) => this.#showTime(time),
      resized: () => this.#drawSoon(),
    });
    this.#log = new LogList((time) => this.#showTime(time));
    this.#empty = new EmptyPage(() => editor.post({ kind: 'first-step' }));
    this.#body.append(this.#picture.element, this.#tables.element, this.#log.element);
    this.#content.append(html('h1', { class: 'unseen' }, 'Migration timeline'), this.#toolbar.element, this.#figures.element, this.#advice, this.#body);
    this.#content.hidden = true;
    this.#empty.element.hidden = true;
    root.append(this.#content, this.#empty.element, this.#announcer.element);
    document.addEventListener('keydown', (event) => this.#press(event));
    editor.onMessage((message) => this.#take(message));
    editor.post({ kind: 'ready', migration: this.#state.migration });
  }

  get #view(): Viewport {
    return this.#state.view ?? wholeView(this.#timeline.end);
  }

  #take(message: TimelineMessage): void {
    switch (message.kind) {
      case 'migrations':
        this.#toolbar.drawList(message.migrations, message.shown);
        this.#empty.draw(message.firstStep);
        this.#shown = message.shown;
        this.#choosePart();
        // A world that is still being opened has no migrations yet; what was remembered may be among them.
        if (message.shown !== null && message.shown !== this.#state.migration) this.#remember({ migration: message.shown, view: null });
        return this.#drawSoon();
      case 'comparison':
        this.#comparison.show(message.comparison);
        this.#choosePart();
        return this.#drawSoon();
      case 'events':
        if (this.#comparison.isOpen) this.#comparison.take(message);
        else this.#append(message);
        return this.#drawSoon();
      case 'aside':
        this.#showAside(message.shown);
        this.#choosePart();
        return this.#drawSoon();
      case 'aside-more':
        this.#showAside(this.#aside && continued(this.#aside, message.more));
        return this.#drawSoon();
      case 'render':
        return void this.#render(message);
    }
  }

  #showAside(aside: Aside | null): void {
    this.#aside = aside;
    for (const page of this.#asides) page.show(aside);
  }

  #append({ index, events }: Extract<TimelineMessage, { kind: 'events' }>): void {
    if (index === 0) this.#timeline = new Timeline();
    this.#timeline.append(events);
  }

  /** What is shown of one machine stands before the comparison, the comparison before the migration, and that before what to do first. */
  #choosePart(): void {
    const hadFocus = document.activeElement !== document.body;
    const parts = [...this.#asides, this.#comparison];
    const open = parts.find((part) => part.isOpen);
    for (const part of parts) if (part === open) this.#content.after(part.element);
      else part.element.remove();
    const isOpen = open !== undefined;
    this.#content.hidden = isOpen || this.#shown === null;
    this.#empty.element.hidden = isOpen || this.#shown !== null;
    // What had the focus may be gone with its part of the page.
    const hasFocus = document.activeElement !== document.body && !document.activeElement?.closest('[hidden]');
    if (hadFocus && !hasFocus) document.querySelector<HTMLElement>('main:not([hidden]) button')?.focus();
  }

  async #render({ id, svg, width, height, scale }: Extract<TimelineMessage, { kind: 'render' }>): Promise<void> {
    const png = await rasterize(svg, width, height, scale).catch(() => null);
    this.#editor.post({ kind: 'rendered', id, png });
  }

  #drawSoon(): void {
    if (this.#awaitsDrawing) return;
    this.#awaitsDrawing = true;
    requestAnimationFrame(() => {
      this.#awaitsDrawing = false;
      this.#draw();
    });
  }

  #draw(): void {
    const aside = this.#asides.find((page) => page.isOpen);
    if (aside) return aside.draw();
    if (this.#comparison.isOpen) return this.#comparison.draw(this.#state.scale);
    if (this.#content.hidden) return;
    const { form, scale } = this.#state;
    this.#toolbar.draw(this.#timeline, form, scale);
    this.#figures.draw(this.#timeline);
    const advice = adviceOf(this.#timeline);
    setText(this.#advice, advice);
    set(this.#advice, { title: advice });
    set(this.#body, { 'data-form': form });
    if (form === 'table') this.#tables.draw(this.#timeline);
    else this.#picture.draw(this.#timeline, this.#view, scale);
    this.#log.draw(this.#timeline);
    this.#announcer.hear(this.#timeline);
  }

  /** Null looks at the whole, and goes on doing so while it grows. */
  #look(view: Viewport | null): void {
    const whole = view === null || isWhole(view, this.#timeline.end);
    this.#remember({ view: whole ? null : view });
    this.#drawSoon();
  }

  #zoom(factor: number, about = this.#picture.cursorIn(this.#view)): void {
    this.#look(zoomed(this.#view, factor, about, this.#timeline.end));
  }

  #showTime(time: number): void {
    this.#picture.setCursor(time);
    this.#look(showing(this.#view, time, this.#timeline.end));
  }

  #showDowntime(): void {
    const { pause } = this.#timeline.machine;
    if (pause) this.#look(around(pause.from, pause.to ?? this.#timeline.end, this.#timeline.end));
  }

  #toggleScale(): void {
    this.#remember({ scale: this.#state.scale === 'linear' ? 'logarithmic' : 'linear' });
    this.#drawSoon();
  }

  #toggleTable(): void {
    this.#remember({ form: this.#state.form === 'picture' ? 'table' : 'picture' });
    this.#drawSoon();
  }

  #press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target instanceof HTMLSelectElement) return;
    if (this.#asides.some((page) => page.isOpen)) return event.key === 'Escape' ? this.#editor.post({ kind: 'close-aside' }) : undefined;
    if (this.#comparison.isOpen && this.#comparison.press(event.key)) return event.preventDefault();
    if (this.#content.hidden) return;
    const act = this.#shortcuts[event.key.toLowerCase()];
    if (!act) return;
    act();
    event.preventDefault();
  }

  readonly #shortcuts: Readonly<Record<string, () => void>> = {
    '+': () => this.#zoom(zoomStep),
    '=': () => this.#zoom(zoomStep),
    '-': () => this.#zoom(1 / zoomStep),
    '0': () => this.#look(null),
    d: () => this.#showDowntime(),
    l: () => this.#toggleScale(),
    t: () => this.#toggleTable(),
  };

  #remember(change: Partial<TimelinePageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#editor.remember(this.#state);
  }
}
