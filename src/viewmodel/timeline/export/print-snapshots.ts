import { copyPath, faultLines, pauseBar, savingBars } from '../snapshot/snapshot-shape.ts';
import { logTimeTicks, shareOfTime } from '../snapshot/snapshot-scale.ts';
import type { SnapshotRun } from '../snapshot/snapshot-run.ts';
import { figureText, methodText } from '../snapshot/snapshot-words.ts';
import { element, textElement } from './markup.ts';
import { axisHeight, printAxis } from './print-axis.ts';
import { PAGE } from './print-page.ts';

const laneHeight = 50;

/** Height of the picture of so many snapshots, with its axis. */
export function snapshotsHeight(count: number): number {
  return count * laneHeight + axisHeight;
}

/** Snapshots as lanes on one logarithmic axis of time, as the page shows them. */
export function printSnapshots(runs: readonly SnapshotRun[], top: number): string {
  const end = Math.max(1_000_000, ...runs.map((run) => run.end));
  const x = (time: number): number => PAGE.margin + shareOfTime(time, end) * (PAGE.right - PAGE.margin);
  const most = Math.max(1, ...runs.map((run) => run.memoryBytes));
  const ticks = logTimeTicks(end).map(({ time, label }) => ({ x: x(time), label }));
  const axis = printAxis(ticks, top, top + runs.length * laneHeight);
  return [...axis, ...runs.map((run, index) => lane(run, top + index * laneHeight, x, most))].join('\n');
}

function lane(run: SnapshotRun, top: number, x: (time: number) => number, most: number): string {
  const place = { x, most, top: top + 18, bottom: top + 44 };
  const bars = savingBars(run, place);
  return [
    textElement('text', { class: 'strong', x: PAGE.margin, y: top + 13 }, `${run.name} · ${methodText(run)}`),
    textElement('text', { class: 'muted', x: PAGE.right, y: top + 13, 'text-anchor': 'end' }, figureText(run)),
    element('path', { class: 'done', d: copyPath(run, place) }),
    ...(bars === null ? [] : [element('rect', { class: 'saved', ...bars.saved }), element('rect', { class: 'frame', ...bars.frame })]),
    ...faultLines(run, place).map((fault) => element('line', { class: 'fault', x1: fault.x, x2: fault.x, y1: place.bottom, y2: fault.y })),
    element('rect', { class: 'paused', ...pauseBar(run, place) }),
  ].join('');
}
