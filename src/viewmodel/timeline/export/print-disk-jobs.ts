import type { DiskJobRun } from '../disk-jobs/disk-job-run.ts';
import { donePath, totalPath } from '../disk-jobs/disk-job-shape.ts';
import { jobFigure, jobName } from '../disk-jobs/disk-job-words.ts';
import { toTenth } from '../pixels.ts';
import { timeTicks } from '../scale.ts';
import { element, textElement } from './markup.ts';
import { axisHeight, printAxis } from './print-axis.ts';
import { PAGE } from './print-page.ts';

const laneHeight = 50;

/** Height of the picture of so many jobs, with its axis. */
export function diskJobsHeight(count: number): number {
  return count * laneHeight + axisHeight;
}

/** Jobs as lanes on one axis of time, each from its start, as the page shows them. */
export function printDiskJobs(runs: readonly DiskJobRun[], top: number): string {
  const end = Math.max(1_000_000, ...runs.map((run) => run.end));
  const x = (time: number): number => toTenth(PAGE.margin + (time / end) * (PAGE.right - PAGE.margin));
  const ticks = timeTicks({ from: 0, to: end }, 9).map(({ value, label }) => ({ x: x(value), label }));
  const axis = printAxis(ticks, top, top + runs.length * laneHeight);
  return [...axis, ...runs.map((run, index) => lane(run, top + index * laneHeight, x))].join('\n');
}

function lane(run: DiskJobRun, top: number, x: (time: number) => number): string {
  const place = { x, top: top + 18, bottom: top + 44 };
  const isBroken = run.status === 'cancelled' || run.status === 'failed';
  return [
    textElement('text', { class: 'strong', x: PAGE.margin, y: top + 13 }, jobName(run)),
    textElement('text', { class: 'muted', x: PAGE.right, y: top + 13, 'text-anchor': 'end' }, jobFigure(run)),
    element('path', { class: 'done', d: donePath(run, place) }),
    element('path', { class: 'added', d: totalPath(run, place) }),
    element('rect', { class: isBroken ? 'broken' : 'frame', x: x(0), y: place.top, width: Math.max(2, x(run.end) - x(0)), height: place.bottom - place.top }),
  ].join('');
}
