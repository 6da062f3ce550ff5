import { plotsOf, type ReplicationPlot } from '../../replication/replication-plots.ts';
import type { ReplicationRun } from '../../replication/replication-run.ts';
import { toTenth } from '../pixels.ts';
import { preciseTime } from '../units.ts';
import { element, textElement } from './markup.ts';
import { PAGE } from './print-page.ts';

const plotHeight = 56;
const gap = 12;
const left = 150;
const bars = 200;

/** Height of the picture of a replication, with its axis. */
export function replicationHeight(run: ReplicationRun): number {
  return plotsOf(run, bars).length * (plotHeight + gap) + 22;
}

/** A replication as plots over time, one above the other, as the page shows them. */
export function printReplication(run: ReplicationRun, top: number): string {
  const end = Math.max(1, run.end);
  const x = (time: number): number => toTenth(left + (time / end) * (PAGE.right - left));
  const plots = plotsOf(run, bars);
  const bottom = top + plots.length * (plotHeight + gap);
  const times = [0, 0.25, 0.5, 0.75, 1].map((share) => textElement('text',
    { class: 'muted', x: x(share * end), y: bottom + 12, 'text-anchor': share === 0 ? 'start' : share === 1 ? 'end' : 'middle' }, preciseTime(share * end)));
  return [spans(run, x, top, bottom), ...plots.map((each, index) => plot(each, top + index * (plotHeight + gap), x)), ...times].join('\n');
}

/** What is undone, and the outage behind it. */
function spans({ lost, failedOver, end }: ReplicationRun, x: (time: number) => number, top: number, bottom: number): string {
  if (lost === null) return '';
  const span = (look: string, from: number, to: number) =>
    element('rect', { class: look, x: x(from), y: top, width: Math.max(2, x(to) - x(from)), height: bottom - top });
  return span('undone', Math.max(0, lost.time - lost.lostTime), lost.time) + span('paused', lost.time, failedOver?.time ?? end);
}

function plot({ title, mostText, bars: found, line, most, end }: ReplicationPlot, top: number, x: (time: number) => number): string {
  const bottom = top + plotHeight;
  const y = (value: number): number => toTenth(bottom - (value / Math.max(1, most)) * (plotHeight - 4));
  return [
    textElement('text', { class: 'strong', x: PAGE.margin, y: top + 16 }, title),
    textElement('text', { class: 'muted', x: PAGE.margin, y: top + 33 }, mostText),
    element('line', { class: 'axis', x1: left, x2: x(end), y1: bottom, y2: bottom }),
    element('path', { class: 'bars', d: found.map(({ time, value }) => `M${x(time)},${bottom}V${y(value)}`).join('') }),
    element('path', { class: 'line', d: line.map(({ time, value }, index) => `${index === 0 ? 'M' : 'L'}${x(time)},${y(value)}`).join('') }),
  ].join('');
}
