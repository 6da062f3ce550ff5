import { type Bar, toTenth } from '../pixels.ts';
import { type CheckpointRun, standsStill } from './checkpoint-run.ts';

/** Where a run lies in its lane: `x` from a time, `top` and `bottom` of the bar, and the pages that fill it. */
export interface CheckpointPlace {
  readonly x: (time: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly mostPages: number;
}

/** The most pages that went over in one phase of any of these runs; at least 1. */
export function mostPages(runs: readonly CheckpointRun[]): number {
  return Math.max(1, ...runs.flatMap(({ spans }) => spans.map(({ allPages }) => allPages)));
}

/** When the container stood still: bars as high as the lane, those that follow one another in one. */
export function stillBars({ spans }: CheckpointRun, { x, top, bottom }: CheckpointPlace): readonly Bar[] {
  const stretches: { from: number; to: number }[] = [];
  for (const span of spans.filter(standsStill)) {
    const last = stretches.at(-1);
    if (last?.to === span.from) last.to = span.to;
    else stretches.push({ from: span.from, to: span.to });
  }
  return stretches.map(({ from, to }) => ({ x: x(from), y: top, width: widthOf(x, from, to), height: bottom - top }));
}

/** What was copied in each phase while the container stood still, or while it ran: bars as high as there was to copy. */
export function copyBars({ spans }: CheckpointRun, whileStill: boolean, { x, top, bottom, mostPages: most }: CheckpointPlace): readonly Bar[] {
  const copying = spans.filter((span) => span.phase !== 'lazy-pages' && standsStill(span) === whileStill && span.allPages > 0);
  return copying.map(({ from, to, allPages }) => {
    const height = toTenth(((bottom - top) * allPages) / most);
    return { x: x(from), y: toTenth(bottom - height), width: widthOf(x, from, to), height };
  });
}

/** Memory that was still to come, as an area that falls; empty where none followed. */
export function missingPath({ lazy }: CheckpointRun, { x, top, bottom, mostPages: most }: CheckpointPlace): string {
  const [first, last] = [lazy[0], lazy.at(-1)];
  if (first === undefined || last === undefined) return '';
  return `M${x(first.time)},${bottom}${lazy.map(({ time, missingPages }) => `L${x(time)},${toTenth(bottom - ((bottom - top) * missingPages) / most)}`).join('')}L${x(last.time)},${bottom}Z`;
}

/** Where processes waited for pages since the look before: lines as long as they were many. */
export function faultLines({ lazy }: CheckpointRun, { x, top, bottom }: CheckpointPlace): readonly { readonly time: number; readonly x: number; readonly y: number }[] {
  const counts = lazy.slice(1).map(({ time, faults }, index) => ({ time, count: faults - (lazy[index]?.faults ?? 0) }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  return counts.filter(({ count }) => count > 0).map(({ time, count }) => ({ time, x: x(time), y: toTenth(bottom - (bottom - top) * Math.max(0.2, count / most)) }));
}

function widthOf(x: CheckpointPlace['x'], from: number, to: number): number {
  return Math.max(1.5, toTenth(x(to) - x(from)));
}
