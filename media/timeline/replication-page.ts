import { INTERVAL_COLUMNS, type IntervalComparison, intervalRows, intervalsInWords, trialInWords } from '../../src/viewmodel/replication/interval-trials.ts';
import { pauseShare } from '../../src/viewmodel/replication/replication-figures.ts';
import { latestReplication, type ReplicationRun } from '../../src/viewmodel/replication/replication-run.ts';
import { CHECKPOINT_COLUMNS, checkpointRows, replicationInWords } from '../../src/viewmodel/replication/replication-words.ts';
import type { Aside } from '../../src/viewmodel/timeline/aside.ts';
import { type AsideActions, AsideFrame } from './aside-frame.ts';
import { html, reconcile, set, setText, svg } from './dom.ts';
import { FiguresTable } from './figures-table.ts';
import { ReplicationPicture } from './replication-picture.ts';
import { button } from './toolbar.ts';

/** So many of the latest checkpoints stand in the table. */
const SHOWN = 20;
const chart = { barHeight: 16, gap: 6, left: 64, width: 360, right: 150 } as const;

/** What the page of a replication asks of the page that it is part of. */
export interface ReplicationActions extends AsideActions {
  readonly stop: () => void;
  readonly failOver: () => void;
  readonly compare: () => void;
}

/** The replication of a VM: its checkpoints over time, and what several intervals would cost. */
export class ReplicationPage {
  readonly #frame: AsideFrame;
  readonly #picture = new ReplicationPicture();
  readonly #checkpoints = new FiguresTable('Latest checkpoints', CHECKPOINT_COLUMNS);
  readonly #intervalWords = html('p', { class: 'replication-words' });
  readonly #intervals = new FiguresTable('Intervals', INTERVAL_COLUMNS);
  readonly #curve = svg('svg', { class: 'replication-curve', role: 'list', 'aria-label': 'How much of its time the guest stands still, by interval' });
  readonly #live: readonly HTMLButtonElement[];
  #vm: string | null = null;
  #run: ReplicationRun | null = null;
  #comparison: IntervalComparison | null = null;

  constructor(actions: ReplicationActions) {
    this.#live = [
      button('Fail over', 'Power the VM off where it is and go over to its replica', actions.failOver),
      button('Stop replication', 'Let the VM run on without a replica', actions.stop),
    ];
    const compare = button('Compare intervals', 'Try several intervals on copies of the data center', actions.compare);
    this.#frame = new AsideFrame({
      name: 'Replication',
      picture: { name: 'Replication over time', element: this.#picture.element },
      tables: { name: 'Figures of the replication', elements: [this.#intervalWords, this.#curve, this.#intervals.element, this.#checkpoints.element] },
      buttons: [...this.#live, compare],
    }, actions);
  }

  get element(): HTMLElement {
    return this.#frame.element;
  }

  get isOpen(): boolean {
    return this.#vm !== null;
  }

  show(aside: Aside | null): void {
    const shown = aside?.kind === 'replication' ? aside : null;
    this.#vm = shown?.vm ?? null;
    this.#run = shown === null ? null : latestReplication(shown.events);
    this.#comparison = shown?.comparison ?? null;
    this.#frame.setTitle(`Replication of ${this.#vm ?? ''}`);
  }

  draw(): void {
    const run = this.#run;
    this.#frame.say(run === null ? `${this.#vm ?? ''} is not replicated.` : replicationInWords(run));
    for (const live of this.#live) live.hidden = run === null || run.stopped !== null || run.lost !== null;
    const { box } = this.#frame;
    box.hidden = run === null;
    this.#picture.draw(run, box.clientWidth);
    this.#checkpoints.draw(run === null ? [] : checkpointRows(run, SHOWN));
    this.#drawIntervals(this.#comparison);
  }

  #drawIntervals(comparison: IntervalComparison | null): void {
    this.#intervals.draw(comparison === null ? [] : intervalRows(comparison));
    for (const part of [this.#intervalWords, this.#curve]) part.toggleAttribute('hidden', comparison === null);
    if (comparison === null) return;
    setText(this.#intervalWords, intervalsInWords(comparison));
    const { trials } = comparison;
    const height = trials.length * (chart.barHeight + chart.gap);
    const width = chart.left + chart.width + chart.right;
    set(this.#curve, { viewBox: `0 0 ${width} ${height}`, width: '100%', height });
    const most = Math.max(1e-9, ...trials.map(({ figures }) => pauseShare(figures) ?? 0));
    const keyed = trials.map((trial, index) => ({ trial, y: index * (chart.barHeight + chart.gap) }));
    reconcile(this.#curve, keyed, ({ trial }) => String(trial.everyMilliseconds), createBar, (bar, { trial, y }) => {
      const share = pauseShare(trial.figures) ?? 0;
      const length = Math.max(1, (share / most) * chart.width);
      const [title, rect, name, figure] = bar.children;
      set(bar, { 'aria-label': trialInWords(trial) });
      if (title) setText(title, trialInWords(trial));
      if (rect) set(rect, { x: chart.left, y, width: length, height: chart.barHeight });
      if (name) set(name, { x: chart.left - 6, y: y + 12, 'text-anchor': 'end' });
      if (name) setText(name, `${trial.everyMilliseconds} ms`);
      if (figure) set(figure, { x: chart.left + length + 6, y: y + 12 });
      if (figure) setText(figure, `${(100 * share).toFixed(2)} % of its time`);
    });
  }
}

function createBar(): SVGGElement {
  return svg('g', { role: 'listitem', tabindex: 0 }, svg('title'), svg('rect', { class: 'replication-bar' }), svg('text'), svg('text', { class: 'replication-most' }));
}
