import type { CheckpointRun } from '../checkpoints/checkpoint-run.ts';
import { copyBars, faultLines, missingPath, mostPages, stillBars } from '../checkpoints/checkpoint-shape.ts';
import { mannerText, runFigure, runName } from '../checkpoints/checkpoint-words.ts';
import { toTenth } from '../pixels.ts';
import { timeTicks } from '../scale.ts';
import { element, textElement } from './markup.ts';
import { axisHeight, printAxis } from './print-axis.ts';
import { PAGE } from './print-page.ts';

const laneHeight = 50;

/** Height of the picture of so many runs, with its axis. */
export function checkpointsHeight(count: number): number {
  return count * laneHeight + axisHeight;
}

/** Checkpoints and restores as lanes on one axis of time, each from its start, as the page shows them. */
export function printCheckpoints(runs: readonly CheckpointRun[], top: number): string {
  const end = Math.max(1_000_000, ...runs.map((run) => run.end));
  const x = (time: number): number => toTenth(PAGE.margin + (time / end) * (PAGE.right - PAGE.margin));
  const ticks = timeTicks({ from: 0, to: end }, 9).map(({ value, label }) => ({ x: x(value), label }));
  const most = mostPages(runs);
  const axis = printAxis(ticks, top, top + runs.length * laneHeight);
  return [...axis, ...runs.map((run, index) => lane(run, top + index * laneHeight, x, most))].join('\n');
}

function lane(run: CheckpointRun, top: number, x: (time: number) => number, most: number): string {
  const place = { x, top: top + 18, bottom: top + 44, mostPages: most };
  const isBroken = run.status === 'cancelled' || run.status === 'failed';
  const manner = mannerText(run);
  return [
    textElement('text', { class: 'strong', x: PAGE.margin, y: top + 13 }, `${runName(run)}${manner === '' ? '' : ` · ${manner}`}`),
    textElement('text', { class: 'muted', x: PAGE.right, y: top + 13, 'text-anchor': 'end' }, runFigure(run)),
    ...stillBars(run, place).map((bar) => element('rect', { class: 'paused', ...bar })),
    ...copyBars(run, false, place).map((bar) => element('rect', { class: 'done', ...bar })),
    ...copyBars(run, true, place).map((bar) => element('rect', { class: 'bars', ...bar })),
    element('path', { class: 'undone', d: missingPath(run, place) }),
    ...faultLines(run, place).map((fault) => element('line', { class: 'fault', x1: fault.x, x2: fault.x, y1: place.bottom, y2: fault.y })),
    element('rect', { class: isBroken ? 'broken' : 'frame', x: x(0), y: place.top, width: Math.max(2, x(run.end) - x(0)), height: place.bottom - place.top }),
  ].join('');
}
