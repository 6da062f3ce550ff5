import { type Nanoseconds, NANOSECONDS_PER_MICROSECOND, NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../../simulator/index.ts';
import { preciseBytes } from './units.ts';
import type { Viewport } from './viewport.ts';

/** A labelled line of an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** How bytes become height: in proportion, or by their logarithm, where a steady shrinking is a straight line. */
export type ByteScaleKind = 'linear' | 'logarithmic';

/** The logarithmic scale spans five powers of ten; what is smaller lies on the ground. */
const decades = 5;

/** Where bytes lie between the ground (0) and the highest (1). */
export function heightOf(bytes: number, highest: number, scale: ByteScaleKind): number {
  if (highest <= 0 || bytes <= 0) return 0;
  const share = scale === 'linear' ? bytes / highest : 1 + Math.log10(bytes / highest) / decades;
  return Math.min(1, Math.max(0, share));
}

/** Round times in sight, at most `count` of them, all in the unit that suits their distance. */
export function timeTicks(view: Viewport, count: number): Tick[] {
  const step = niceStep((view.to - view.from) / Math.max(1, count));
  const { size, name } = unitOf(step);
  const digits = Math.max(0, Math.ceil(-Math.log10(step / size) - 1e-9));
  const ticks: Tick[] = [];
  for (let index = Math.ceil(view.from / step); index * step <= view.to; index += 1) {
    ticks.push({ value: index * step, label: `${((index * step) / size).toFixed(digits)} ${name}` });
  }
  return ticks;
}

/** Bytes worth a line of the vertical axis. */
export function byteTicks(highest: number, scale: ByteScaleKind, count: number): Tick[] {
  if (highest <= 0) return [];
  const values = scale === 'linear' ? evenBytes(highest, count) : stepsDown(highest, count);
  return values.map((value) => ({ value, label: preciseBytes(value) }));
}

/** Halves and quarters of a power of two, since memory comes in such sizes. */
function evenBytes(highest: number, count: number): number[] {
  const step = 2 ** Math.ceil(Math.log2(highest / Math.max(1, count)));
  const values: number[] = [];
  for (let value = step; value <= highest; value += step) values.push(value);
  return values;
}

/** Each a thirty-second of the one above, so that labels stay round. */
function stepsDown(highest: number, count: number): number[] {
  const top = 2 ** Math.floor(Math.log2(highest));
  const values: number[] = [];
  for (let value = top; values.length < Math.max(1, count) && heightOf(value, highest, 'logarithmic') > 0.05; value /= 32) {
    values.unshift(value);
  }
  return values;
}

/** The smallest of 1, 2, 5, 10, 20, 50 … that is no less. */
function niceStep(least: Nanoseconds): Nanoseconds {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const factor = [1, 2, 5].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}

function unitOf(step: Nanoseconds): { readonly size: Nanoseconds; readonly name: string } {
  if (step >= NANOSECONDS_PER_SECOND / 10) return { size: NANOSECONDS_PER_SECOND, name: 's' };
  if (step >= NANOSECONDS_PER_MILLISECOND / 10) return { size: NANOSECONDS_PER_MILLISECOND, name: 'ms' };
  return { size: NANOSECONDS_PER_MICROSECOND, name: 'µs' };
}
