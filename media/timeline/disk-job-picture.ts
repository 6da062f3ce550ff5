import { type DiskJobRun } from '../../src/viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { donePath, totalPath } from '../../src/viewmodel/timeline/disk-jobs/disk-job-shape.ts';
import { diskJobInWords, jobFigure, jobName } from '../../src/viewmodel/timeline/disk-jobs/disk-job-words.ts';
import { timeTicks } from '../../src/viewmodel/timeline/scale.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { meet, reconcile, set, setText, svg } from './dom.ts';
import { axisHeight, drawAxis } from './lane-axis.ts';

const laneHeight = 50;
const barTop = 18;
const barHeight = 26;
const edge = 10;

/** One lane for each job on a common axis of time from its start: what is done, and what the guest has added to be done. */
export class DiskJobPicture {
  readonly element = svg('svg', { class: 'picture', role: 'list', 'aria-label': 'Jobs on the disk, the first above, each from its start' });
  readonly #axis = svg('g', { class: 'time-axis', 'aria-hidden': 'true' });
  readonly #lanes = svg('g', { role: 'presentation' });

  constructor() {
    this.element.append(this.#axis, this.#lanes);
  }

  draw(runs: readonly DiskJobRun[], boxWidth: number): void {
    const width = Math.max(240, boxWidth);
    const height = runs.length * laneHeight + axisHeight + 4;
    set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
    const end = Math.max(1_000_000, ...runs.map((run) => run.end));
    const x = (time: number): number => toTenth(edge + (time / end) * (width - 2 * edge));
    const ticks = timeTicks({ from: 0, to: end }, Math.max(2, Math.floor(width / 90)));
    drawAxis(this.#axis, ticks.map(({ value, label }) => ({ x: x(value), label })), width, height);
    const keyed = runs.map((run, index) => ({ run, index }));
    reconcile(this.#lanes, keyed, ({ index }) => String(index), createLane, (lane, { run, index }) => updateLane(lane, run, index * laneHeight, x, width));
  }
}

function createLane(): SVGGElement {
  return svg('g', { class: 'disk-job', role: 'listitem', tabindex: 0 },
    svg('title'), svg('text', { class: 'snapshot-name' }), svg('path', { class: 'disk-job-done' }), svg('path', { class: 'disk-job-total' }),
    svg('rect', { class: 'disk-job-frame' }), svg('text', { class: 'snapshot-figure' }));
}

function updateLane(lane: Element, run: DiskJobRun, top: number, x: (time: number) => number, width: number): void {
  const [title, name, done, total, frame, figure] = lane.children;
  const words = diskJobInWords(run);
  const isBroken = run.status === 'cancelled' || run.status === 'failed';
  set(lane, { 'aria-label': words, class: isBroken ? 'disk-job broken' : 'disk-job' });
  const place = { x, top: top + barTop, bottom: top + barTop + barHeight };
  if (title) setText(title, words);
  if (name) {
    setText(name, jobName(run));
    set(name, { x: edge, y: top + 13 });
  }
  if (done) set(done, { d: donePath(run, place) });
  if (total) set(total, { d: totalPath(run, place) });
  if (frame) set(frame, { x: x(0), y: place.top, width: Math.max(2, x(run.end) - x(0)), height: barHeight });
  if (figure) {
    setText(figure, jobFigure(run));
    set(figure, { x: width - edge, y: top + 13, 'text-anchor': 'end', visibility: 'inherit' });
    if (name && meet(name, figure)) set(figure, { visibility: 'hidden' });
  }
}
