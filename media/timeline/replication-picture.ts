import { plotsOf, type ReplicationPlot } from '../../src/viewmodel/replication/replication-plots.ts';
import type { ReplicationRun } from '../../src/viewmodel/replication/replication-run.ts';
import { preciseTime } from '../../src/viewmodel/timeline/units.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { reconcile, set, setText, svg } from './dom.ts';
import { pausedHatching } from './patterns.ts';

const left = 128;
const edge = 10;
const plotHeight = 36;
const gap = 8;
const axisHeight = 18;
/** Five times such as "4 min 46 s" beside each other. */
const ROOM_FOR_FIVE = 400;

/** A replication over time: a plot for the pauses, one for what is written between them, one for what clients wait. */
export class ReplicationPicture {
  readonly element = svg('svg', { class: 'picture', role: 'list', 'aria-label': 'Replication over time' });
  readonly #spans = svg('g', { 'aria-hidden': 'true' });
  readonly #firstCopy = svg('text', { class: 'replication-most', 'aria-hidden': 'true' });
  readonly #plots = svg('g', { role: 'presentation' });
  readonly #axis = svg('g', { class: 'time-axis', 'aria-hidden': 'true' });

  constructor() {
    this.element.append(svg('defs', {}, pausedHatching('hatch-replication')), this.#spans, this.#plots, this.#firstCopy, this.#axis);
  }

  draw(run: ReplicationRun | null, boxWidth: number): void {
    const width = Math.max(260, boxWidth);
    const bins = Math.max(1, Math.floor((width - left - edge) / 4));
    const plots = run === null ? [] : plotsOf(run, bins);
    const bottom = plots.length * (plotHeight + gap);
    set(this.element, { width, height: bottom + axisHeight, viewBox: `0 0 ${width} ${bottom + axisHeight}` });
    const end = Math.max(1, run?.end ?? 1);
    const x = (time: number): number => toTenth(left + (time / end) * (width - left - edge));
    this.#drawSpans(run, x, bottom);
    const keyed = plots.map((plot, index) => ({ plot, top: index * (plotHeight + gap) }));
    reconcile(this.#plots, keyed, ({ plot }) => plot.title, createPlot, (element, { plot, top }) => updatePlot(element, plot, top, x));
    const shares = width - left < ROOM_FOR_FIVE ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1];
    reconcile(this.#axis, shares, String, () => svg('text'), (text, share) => {
      setText(text, preciseTime(share * end));
      set(text, { x: x(share * end), y: bottom + axisHeight - 5, 'text-anchor': share === 0 ? 'start' : share === 1 ? 'end' : 'middle' });
    });
  }

  /** The first copy, what is undone, and the outage behind it. */
  #drawSpans(run: ReplicationRun | null, x: (time: number) => number, bottom: number): void {
    const { lost = null, failedOver = null, end = 0, checkpoints = [] } = run ?? {};
    const spans = [
      { look: 'replication-first-copy', from: 0, to: checkpoints[0]?.time ?? lost?.time ?? end },
      ...(lost === null ? [] : [
        { look: 'replication-undone', from: Math.max(0, lost.time - lost.lostTime), to: lost.time },
        { look: 'replication-outage', from: lost.time, to: failedOver?.time ?? end },
      ]),
    ];
    const copied = spans[0];
    setText(this.#firstCopy, copied && x(copied.to) - x(0) > 60 ? 'first copy' : '');
    set(this.#firstCopy, { x: x(0) + 4, y: 13 });
    reconcile(this.#spans, spans, ({ look }) => look, ({ look }) => svg('rect', { class: look }), (rect, { from, to }) => {
      set(rect, { x: x(from), y: 0, width: Math.max(2, x(to) - x(from)), height: bottom });
    });
  }
}

function createPlot(): SVGGElement {
  return svg('g', { class: 'replication-plot', role: 'listitem', tabindex: 0 },
    svg('title'), svg('line', { class: 'replication-ground' }), svg('path', { class: 'replication-bars' }), svg('path', { class: 'replication-line' }),
    svg('text', { class: 'replication-title' }), svg('text', { class: 'replication-most' }));
}

function updatePlot(element: Element, plot: ReplicationPlot, top: number, x: (time: number) => number): void {
  const [title, ground, bars, line, name, most] = element.children;
  const bottom = top + plotHeight;
  const y = (value: number): number => toTenth(bottom - (value / Math.max(1, plot.most)) * (plotHeight - 4));
  set(element, { 'aria-label': plot.words });
  if (title) setText(title, plot.words);
  if (ground) set(ground, { x1: left, x2: x(plot.end), y1: bottom, y2: bottom });
  if (bars) set(bars, { d: plot.bars.map(({ time, value }) => `M${x(time)},${bottom}V${y(value)}`).join('') });
  if (line) set(line, { d: plot.line.map(({ time, value }, index) => `${index === 0 ? 'M' : 'L'}${x(time)},${y(value)}`).join('') });
  if (name) {
    setText(name, plot.title);
    set(name, { x: 0, y: top + 13 });
  }
  if (most) {
    setText(most, plot.mostText);
    set(most, { x: 0, y: top + 29 });
  }
}
