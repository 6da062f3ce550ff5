import { type Nanoseconds, PAGE_BYTES } from '../../../simulator/index.ts';
import { preciseTime } from '../units.ts';

/** The shortest time that the axis tells apart: pauses are fractions of a millisecond, savings take seconds. */
const SHORTEST: Nanoseconds = 100_000;

/** Share of the width, 0 to 1, of a time on a logarithmic axis that ends at `end`; times up to 0.1 ms are its left end. */
export function shareOfTime(time: Nanoseconds, end: Nanoseconds): number {
  if (time <= SHORTEST) return 0;
  return Math.min(1, Math.log(time / SHORTEST) / Math.log(Math.max(10 * SHORTEST, end) / SHORTEST));
}

/** Share of a lane's height, 0 to 1, of bytes by their logarithm: a page is just seen, and `most` fills it. */
export function shareOfBytes(bytes: number, most: number): number {
  return Math.min(1, Math.log2(1 + bytes / PAGE_BYTES) / Math.log2(1 + Math.max(PAGE_BYTES, most) / PAGE_BYTES));
}

/** Powers of ten of the axis, with their labels. */
export function logTimeTicks(end: Nanoseconds): readonly { readonly time: Nanoseconds; readonly label: string }[] {
  const ticks = [];
  for (let time = SHORTEST; time <= Math.max(10 * SHORTEST, end); time *= 10) ticks.push({ time, label: preciseTime(time) });
  return ticks;
}
