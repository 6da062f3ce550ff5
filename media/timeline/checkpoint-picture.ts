import type { CheckpointRun } from '../../src/viewmodel/timeline/checkpoints/checkpoint-run.ts';
import { copyBars, faultLines, missingPath, mostPages, stillBars } from '../../src/viewmodel/timeline/checkpoints/checkpoint-shape.ts';
import { checkpointRunInWords, mannerText, runFigure, runName } from '../../src/viewmodel/timeline/checkpoints/checkpoint-words.ts';
import { timeTicks } from '../../src/viewmodel/timeline/scale.ts';
import { type Bar, toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { meet, reconcile, set, setText, svg } from './dom.ts';
import { axisHeight, drawAxis } from './lane-axis.ts';
import { pausedHatching } from './patterns.ts';

const laneHeight = 50;
const barTop = 18;
const barHeight = 26;
const edge = 10;
const NARROW = 520;

/** One lane for each checkpoint and restore on a common axis of time from its start: when the container stood still, and what was copied. */
export class CheckpointPicture {
  readonly element = svg('svg', { class: 'picture', role: 'list', 'aria-label': 'Checkpoints and restores, the first above, each from its start' });
  readonly #axis = svg('g', { class: 'time-axis', 'aria-hidden': 'true' });
  readonly #lanes = svg('g', { role: 'presentation' });

  constructor() {
    this.element.append(svg('defs', {}, pausedHatching('hatch-checkpoint')), this.#axis, this.#lanes);
  }

  draw(runs: readonly CheckpointRun[], boxWidth: number): void {
    const width = Math.max(240, boxWidth);
    const height = runs.length * laneHeight + axisHeight + 4;
    set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
    const end = Math.max(1_000_000, ...runs.map((run) => run.end));
    const x = (time: number): number => toTenth(edge + (time / end) * (width - 2 * edge));
    const ticks = timeTicks({ from: 0, to: end }, Math.max(2, Math.floor(width / 90)));
    drawAxis(this.#axis, ticks.map(({ value, label }) => ({ x: x(value), label })), width, height);
    const place = { x, width, mostPages: mostPages(runs) };
    const keyed = runs.map((run, index) => ({ run, index }));
    reconcile(this.#lanes, keyed, ({ index }) => String(index), createLane, (lane, { run, index }) => updateLane(lane, run, index * laneHeight, place));
  }
}

interface Place {
  readonly x: (time: number) => number;
  readonly width: number;
  readonly mostPages: number;
}

function createLane(): SVGGElement {
  return svg('g', { class: 'checkpoint', role: 'listitem', tabindex: 0 },
    svg('title'), svg('text', { class: 'snapshot-name' }), svg('g', { class: 'checkpoint-still' }), svg('g', { class: 'checkpoint-copies' }), svg('g', { class: 'checkpoint-copies still' }),
    svg('path', { class: 'checkpoint-missing' }), svg('g', { class: 'snapshot-faults' }), svg('rect', { class: 'checkpoint-frame' }), svg('text', { class: 'snapshot-figure' }));
}

function updateLane(lane: Element, run: CheckpointRun, top: number, { x, width, mostPages: most }: Place): void {
  const [title, name, still, copies, copiesStill, missing, faults, frame, figure] = lane.children;
  const words = checkpointRunInWords(run);
  const isBroken = run.status === 'cancelled' || run.status === 'failed';
  set(lane, { 'aria-label': words, class: isBroken ? 'checkpoint broken' : 'checkpoint' });
  const place = { x, top: top + barTop, bottom: top + barTop + barHeight, mostPages: most };
  if (title) setText(title, words);
  if (name) {
    const manner = mannerText(run);
    // A narrow lane has room for one text beside the name; the table tells the manner.
    setText(name, manner === '' || width < NARROW ? runName(run) : `${runName(run)} · ${manner}`);
    set(name, { x: edge, y: top + 13 });
  }
  if (still) drawBars(still, stillBars(run, place));
  if (copies) drawBars(copies, copyBars(run, false, place));
  if (copiesStill) drawBars(copiesStill, copyBars(run, true, place));
  if (missing) set(missing, { d: missingPath(run, place) });
  if (faults) {
    reconcile(faults, faultLines(run, place), ({ time }) => String(time), () => svg('line'), (line, fault) => {
      set(line, { x1: fault.x, x2: fault.x, y1: place.bottom, y2: fault.y });
    });
  }
  if (frame) set(frame, { x: x(0), y: place.top, width: Math.max(2, x(run.end) - x(0)), height: barHeight });
  if (figure) {
    setText(figure, runFigure(run));
    set(figure, { x: width - edge, y: top + 13, 'text-anchor': 'end', visibility: 'inherit' });
    if (name && meet(name, figure)) set(figure, { visibility: 'hidden' });
  }
}

function drawBars(group: Element, bars: readonly Bar[]): void {
  const keyed = bars.map((bar, index) => ({ bar, index }));
  reconcile(group, keyed, ({ index }) => String(index), () => svg('rect'), (rect, { bar }) => set(rect, { ...bar }));
}
