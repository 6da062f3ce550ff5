import { logTimeTicks, shareOfTime } from '../../src/viewmodel/timeline/snapshot/snapshot-scale.ts';
import type { SnapshotRun } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { copyPath, faultLines, pauseBar, savingBars } from '../../src/viewmodel/timeline/snapshot/snapshot-shape.ts';
import { figureText, methodText, snapshotInWords } from '../../src/viewmodel/timeline/snapshot/snapshot-words.ts';
import { toTenth } from '../../src/viewmodel/timeline/pixels.ts';
import { meet, reconcile, set, setText, svg } from './dom.ts';
import { axisHeight, drawAxis } from './lane-axis.ts';
import { pausedHatching } from './patterns.ts';

const laneHeight = 46;
const barTop = 16;
const barHeight = 24;
const edge = 10;
const NARROW = 520;

/** One lane for each snapshot on a common logarithmic axis of time: the pause, the saving with its faults, the later copies. */
export class SnapshotPicture {
  readonly element = svg('svg', { class: 'picture', role: 'list', 'aria-label': 'Snapshots, the first above; time and what was copied later by their logarithm' });
  readonly #axis = svg('g', { class: 'time-axis', 'aria-hidden': 'true' });
  readonly #lanes = svg('g', { role: 'presentation' });

  constructor() {
    this.element.append(svg('defs', {}, pausedHatching('hatch-snapshot')), this.#axis, this.#lanes);
  }

  draw(runs: readonly SnapshotRun[], boxWidth: number): void {
    const width = Math.max(240, boxWidth);
    const height = runs.length * laneHeight + axisHeight + 4;
    set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
    const end = Math.max(1_000_000, ...runs.map((run) => run.end));
    const x = (time: number): number => toTenth(edge + shareOfTime(time, end) * (width - 2 * edge));
    const ticks = logTimeTicks(end);
    drawAxis(this.#axis, ticks.map(({ time, label }) => ({ x: x(time), label })), width, height);
    const most = Math.max(1, ...runs.map((run) => run.memoryBytes));
    const keyed = runs.map((run, index) => ({ run, index, key: `${run.snapshot} ${index}` }));
    reconcile(this.#lanes, keyed, ({ key }) => key, createLane, (lane, { run, index }) => updateLane(lane, run, { top: index * laneHeight, x, most, width }));
  }
}

interface Place {
  readonly top: number;
  readonly x: (time: number) => number;
  /** The bytes that fill a lane. */
  readonly most: number;
  readonly width: number;
}

function createLane(): SVGGElement {
  return svg('g', { class: 'snapshot-lane', role: 'listitem', tabindex: 0 },
    svg('title'),
    svg('text', { class: 'snapshot-name' }),
    svg('path', { class: 'snapshot-copies' }),
    svg('rect', { class: 'snapshot-saving' }),
    svg('rect', { class: 'snapshot-saved' }),
    svg('g', { class: 'snapshot-faults' }),
    svg('rect', { class: 'snapshot-pause' }),
    svg('text', { class: 'snapshot-figure' }));
}

function updateLane(lane: Element, run: SnapshotRun, place: Place): void {
  const { top, x } = place;
  const [title, name, copies, saving, saved, faults, pause, figure] = lane.children;
  const words = snapshotInWords(run);
  set(lane, { 'aria-label': words });
  if (title) setText(title, words);
  if (name) {
    // A narrow lane has room for one text beside the name; the table tells the method.
    setText(name, place.width < NARROW ? run.name : `${run.name} · ${methodText(run)}`);
    set(name, { x: edge, y: top + 12 });
  }
  const bar = { x, most: place.most, top: top + barTop, bottom: top + barTop + barHeight };
  if (pause) set(pause, { ...pauseBar(run, bar) });
  const bars = savingBars(run, bar);
  if (saving) set(saving, bars ? { ...bars.frame, visibility: 'visible' } : { visibility: 'hidden' });
  if (saved) set(saved, bars ? { ...bars.saved, visibility: 'visible' } : { visibility: 'hidden' });
  if (faults) {
    reconcile(faults, faultLines(run, bar), ({ time }) => String(time), () => svg('line'), (line, fault) => {
      set(line, { x1: fault.x, x2: fault.x, y1: bar.bottom, y2: fault.y });
    });
  }
  if (copies) set(copies, { d: copyPath(run, bar) });
  if (figure) {
    const text = figureText(run);
    setText(figure, text);
    const inside = x(run.end) + 6 + figure.getBoundingClientRect().width > place.width - edge;
    set(figure, { x: inside ? place.width - edge : x(run.end) + 6, y: top + 12, 'text-anchor': inside ? 'end' : 'start', visibility: 'inherit' });
    if (name && meet(name, figure)) set(figure, { visibility: 'hidden' });
  }
}
