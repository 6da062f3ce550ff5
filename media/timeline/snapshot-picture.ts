import { logTimeTicks, shareOfBytes, shareOfTime } from '../../src/viewmodel/timeline/snapshot/snapshot-scale.ts';
import type { SnapshotRun } from '../../src/viewmodel/timeline/snapshot/snapshot-run.ts';
import { snapshotInWords } from '../../src/viewmodel/timeline/snapshot/snapshot-words.ts';
import { preciseBytes, preciseTime } from '../../src/viewmodel/timeline/units.ts';
import { reconcile, set, setText, svg } from './dom.ts';

const laneHeight = 46;
const barTop = 16;
const barHeight = 24;
const axisHeight = 20;
const edge = 10;

/** One lane for each snapshot on a common logarithmic axis of time: the pause, the saving with its faults, the later copies. */
export class SnapshotPicture {
  readonly element = svg('svg', { class: 'picture', role: 'list', 'aria-label': 'Snapshots, the first above; time and what was copied later by their logarithm' });
  readonly #axis = svg('g', { class: 'time-axis', 'aria-hidden': 'true' });
  readonly #lanes = svg('g', { role: 'presentation' });

  constructor() {
    this.element.append(hatching(), this.#axis, this.#lanes);
  }

  draw(runs: readonly SnapshotRun[], boxWidth: number): void {
    const width = Math.max(240, boxWidth);
    const height = runs.length * laneHeight + axisHeight + 4;
    set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
    const end = Math.max(1_000_000, ...runs.map((run) => run.end));
    const x = (time: number): number => Math.round((edge + shareOfTime(time, end) * (width - 2 * edge)) * 10) / 10;
    const ticks = logTimeTicks(end);
    reconcile(this.#axis, ticks, ({ label }) => label, ({ label }) => svg('g', {}, svg('line'), svg('text', {}, label)), (tick, { time }) => {
      const [line, text] = tick.children;
      const at = x(time);
      if (line) set(line, { x1: at, x2: at, y1: 2, y2: height - axisHeight });
      if (text) set(text, { x: at, y: height - 6, 'text-anchor': at > width - 40 ? 'end' : at < 30 ? 'start' : 'middle' });
    });
    const most = Math.max(1, ...runs.map((run) => run.memoryBytes));
    const keyed = runs.map((run, index) => ({ run, index, key: `${run.snapshot} ${index}` }));
    reconcile(this.#lanes, keyed, ({ key }) => key, createLane, (lane, { run, index }) => updateLane(lane, run, { top: index * laneHeight, x, most, width }));
  }
}

/** A hatching of its own: those of a part of the page that is hidden are not drawn. */
function hatching(): SVGDefsElement {
  return svg('defs', {},
    svg('pattern', { id: 'hatch-snapshot', width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
      svg('rect', { width: 6, height: 6, class: 'hatch-ground' }), svg('rect', { width: 3, height: 6, class: 'hatch-paused' })));
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
    setText(name, `${run.name} · ${methodText(run)}`);
    set(name, { x: edge, y: top + 12 });
  }
  const paused = run.pause ?? run.end;
  if (pause) set(pause, { x: x(0), y: top + barTop, width: Math.max(2, x(paused) - x(0)), height: barHeight });
  drawSaving(run, place, paused, saving, saved);
  if (faults) drawFaults(faults as SVGGElement, run, place);
  if (copies) set(copies, { d: copyPath(run, place, paused) });
  if (figure) {
    const text = figureText(run);
    const inside = x(run.end) > place.width - 150;
    setText(figure, text);
    set(figure, { x: inside ? place.width - edge : x(run.end) + 6, y: top + 12, 'text-anchor': inside ? 'end' : 'start' });
  }
}

function methodText({ method, contents }: SnapshotRun): string {
  if (contents === 'disk') return 'disk only';
  return { 'copy-on-write': 'copy on write', 'full-copy': 'full copy', background: 'in the background' }[method];
}

function figureText(run: SnapshotRun): string {
  const paused = run.pause === null ? '' : `stood still ${preciseTime(run.pause)}`;
  if (run.status === 'failed' || run.status === 'cancelled') return `${run.status} after ${preciseTime(run.took ?? run.end)}`;
  const later = run.copies.at(-1);
  if (later) return `${paused}, later ${preciseBytes(later.copiedBytes)} copied`;
  return run.copiedBytes > 0 ? `${paused}, ${preciseBytes(run.copiedBytes)} copied` : paused;
}

/** The time in which pages go to the file: a frame, filled as far as they are saved. */
function drawSaving(run: SnapshotRun, { top, x }: Place, paused: number, frame: Element | undefined, filled: Element | undefined): void {
  const isSaving = run.method === 'background' && run.pause !== null;
  const last = run.saving.at(-1);
  const share = last ? last.savedPages / Math.max(1, last.savedPages + last.remainingPages) : 0;
  const visibility = isSaving ? 'visible' : 'hidden';
  const [left, right] = [x(paused), x(run.took ?? run.end)];
  const width = Math.max(1, right - left);
  if (frame) set(frame, { x: left, y: top + barTop, width, height: barHeight, visibility });
  if (filled) set(filled, { x: left, y: top + barTop + barHeight * (1 - share), width, height: barHeight * share, visibility });
}

/** A line for each look at which the guest had waited for pages since the one before, the higher the longer. */
function drawFaults(group: SVGGElement, run: SnapshotRun, { top, x }: Place): void {
  const looks = run.saving.map((sample, index) => ({ ...sample, waited: sample.blocked - (run.saving[index - 1]?.blocked ?? 0) }));
  const longest = Math.max(1, ...looks.map(({ waited }) => waited));
  reconcile(group, looks.filter(({ waited }) => waited > 0), ({ time }) => String(time), () => svg('line'), (line, { time, waited }) => {
    set(line, { x1: x(time), x2: x(time), y1: top + barTop + barHeight, y2: top + barTop + barHeight * (1 - waited / longest) });
  });
}

/** What was copied since, as steps by their logarithm: a page is just seen, and all of memory fills the lane. */
function copyPath({ copies }: SnapshotRun, { top, x, most }: Place, paused: number): string {
  if (copies.length === 0) return '';
  const bottom = top + barTop + barHeight;
  let path = `M${x(paused)},${bottom}`;
  for (const { time, copiedBytes } of copies) {
    const height = shareOfBytes(copiedBytes, most) * barHeight;
    path += `H${x(time)}V${Math.round((bottom - height) * 10) / 10}`;
  }
  return `${path}V${bottom}Z`;
}
