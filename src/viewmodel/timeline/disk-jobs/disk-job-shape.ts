import { toTenth } from '../pixels.ts';
import type { DiskJobRun } from './disk-job-run.ts';

/** Where a job lies in its lane: `x` from a time, `top` and `bottom` of the bar. */
export interface JobPlace {
  readonly x: (time: number) => number;
  readonly top: number;
  readonly bottom: number;
}

/** What is done as an area that grows to the height of all that is to be done; empty before the first look. */
export function donePath({ samples }: DiskJobRun, { x, top, bottom }: JobPlace): string {
  const last = samples.at(-1);
  if (last === undefined) return '';
  const y = heights(last.totalBytes, top, bottom);
  return `M${x(0)},${bottom}${samples.map(({ time, doneBytes }) => `L${x(time)},${y(doneBytes)}`).join('')}V${bottom}Z`;
}

/** All that is to be done as a line with a step wherever the guest has added to it; empty where it has not. */
export function totalPath({ samples }: DiskJobRun, { x, top, bottom }: JobPlace): string {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.totalBytes === first.totalBytes) return '';
  const y = heights(last.totalBytes, top, bottom);
  return `M${x(0)},${y(first.totalBytes)}${samples.map(({ time, totalBytes }) => `H${x(time)}V${y(totalBytes)}`).join('')}`;
}

function heights(most: number, top: number, bottom: number): (bytes: number) => number {
  return (bytes) => toTenth(bottom - (bytes / Math.max(1, most)) * (bottom - top));
}
