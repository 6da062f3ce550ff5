import { endOfRuns, type Run, runLetter, runsInWords } from '../../src/viewmodel/timeline/comparison.ts';
import type { ByteScaleKind } from '../../src/viewmodel/timeline/scale.ts';
import type { Viewport } from '../../src/viewmodel/timeline/viewport.ts';
import { reconcile, set, setText, svg } from './dom.ts';
import { drawByteAxis, drawTimeAxis, pendingPath, type Plot, xIn, yIn } from './plot.ts';

const axisHeight = 18;
const leastHeight = 90;
/** Width of a letter's ground; letters nearer than this stand above one another. */
const letterWidth = 17;

/** The pending bytes of several runs in one drawing, each with dashes and a letter of its own. */
export class ComparisonPicture {
  readonly element = svg('svg', { class: 'picture', role: 'group', 'aria-label': 'Pending bytes of each run over time' });
  readonly #grid = svg('g', { class: 'grid' });
  readonly #byteAxis = svg('g', { class: 'byte-axis' });
  readonly #timeAxis = svg('g', { class: 'time-axis' });
  readonly #lines = svg('g', { class: 'run-lines' });
  readonly #letters = svg('g', { class: 'run-letters' });
  readonly #cursor = svg('line', { class: 'cursor-line' });
  /** The part that reads the curves out at an instant. */
  readonly slider = svg('rect', {
    class: 'time-slider', role: 'slider', tabindex: 0, 'aria-label': 'Time', 'aria-orientation': 'horizontal', 'aria-valuemin': 0,
  });
  #plot: Plot | undefined;

  constructor() {
    const drawing = svg('g', { 'aria-hidden': 'true' }, this.#grid, this.#timeAxis, this.#lines, this.#byteAxis, this.#letters, this.#cursor);
    this.element.append(drawing, this.slider);
  }

  /** Draws everything anew into a box of this size. `cursor` is a time, or null. */
  draw(runs: readonly Run[], view: Viewport, scale: ByteScaleKind, size: { width: number; height: number }, cursor: number | null): void {
    const plot = layOut(runs, view, scale, size);
    this.#plot = plot;
    const width = Math.max(plot.left + 20, size.width);
    const height = plot.axisTop + axisHeight;
    set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
    drawByteAxis(this.#grid, this.#byteAxis, plot);
    drawTimeAxis(this.#timeAxis, plot);
    reconcile(this.#lines, runs, ({ id }) => id, () => svg('path'), (path, { timeline }) => {
      const columns = timeline.samples.columns(view.from, view.to, plot.right - plot.left);
      set(path, { class: `run-line run-${runs.findIndex((run) => run.timeline === timeline)}`, d: pendingPath(columns, plot) });
    });
    this.#drawLetters(runs, plot);
    this.drawCursor(runs, cursor);
  }

  /** Moves the line that marks an instant. */
  drawCursor(runs: readonly Run[], cursor: number | null): void {
    const plot = this.#plot;
    if (!plot) return;
    const end = endOfRuns(runs);
    const time = cursor ?? end;
    set(this.slider, {
      x: plot.left, y: plot.top, width: plot.right - plot.left, height: plot.height,
      'aria-valuemax': Math.round(end), 'aria-valuenow': Math.round(Math.min(end, time)), 'aria-valuetext': runsInWords(time, runs),
    });
    const isSeen = cursor !== null && cursor >= plot.view.from && cursor <= plot.view.to;
    const x = xIn(plot, time);
    set(this.#cursor, { visibility: isSeen ? 'visible' : 'hidden', x1: x, x2: x, y1: plot.top, y2: plot.axisTop });
  }

  /** Time of a pixel from the left edge of the picture. */
  timeAt(x: number): number {
    const plot = this.#plot;
    if (!plot) return 0;
    const { view, left, right } = plot;
    const share = Math.min(1, Math.max(0, (x - left) / (right - left)));
    return view.from + share * (view.to - view.from);
  }

  /** Letters stand where the curves end; those that would lie on one another are stacked. */
  #drawLetters(runs: readonly Run[], plot: Plot): void {
    const ends = runs
      .map(({ id, timeline }, index) => ({ id, index, time: timeline.end, bytes: timeline.samples.before(timeline.end)?.pendingBytes ?? 0 }))
      .filter(({ time }) => time >= plot.view.from && time <= plot.view.to)
      .sort((one, other) => one.time - other.time);
    const taken: { x: number; y: number }[] = [];
    const placed = ends.map((end) => {
      const x = Math.min(plot.right - 8, xIn(plot, end.time));
      let y = Math.min(plot.axisTop - 9, yIn(plot, end.bytes));
      while (taken.some((other) => Math.abs(other.x - x) < letterWidth && Math.abs(other.y - y) < letterWidth)) y -= letterWidth;
      taken.push({ x, y });
      return { ...end, x, y };
    });
    reconcile(this.#letters, placed, ({ id }) => id, createLetter, (element, { index, x, y }) => {
      set(element, { class: `run-letter run-${index}`, transform: `translate(${x},${y})` });
      const text = element.lastElementChild;
      if (text) setText(text, runLetter(index));
    });
  }
}

function createLetter(): SVGGElement {
  return svg('g', {}, svg('circle', { r: 8 }), svg('text', { 'text-anchor': 'middle', 'dominant-baseline': 'central' }));
}

function layOut(runs: readonly Run[], view: Viewport, scale: ByteScaleKind, { width, height }: { width: number; height: number }): Plot {
  const left = width < 260 ? 4 : 66;
  const top = 6;
  const room = Math.max(leastHeight, height - axisHeight - top);
  // What is in sight fills the height: near their ends the runs differ by little.
  const highestBytes = Math.max(0, ...runs.flatMap(({ timeline }) =>
    timeline.samples.columns(view.from, view.to, 200).map(({ highestPendingBytes }) => highestPendingBytes)));
  return { view, scale, highestBytes, left, right: Math.max(left + 20, width - 12), top, height: room, ruleTop: top, axisTop: top + room };
}
