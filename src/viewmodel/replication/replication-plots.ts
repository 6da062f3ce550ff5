import type { Nanoseconds } from '../../simulator/index.ts';
import { formatCount } from '../quantities.ts';
import { preciseTime } from '../timeline/units.ts';
import type { ReplicationRun } from './replication-run.ts';

/** A value at a time since the start of the replication. */
export interface PlotPoint {
  readonly time: Nanoseconds;
  readonly value: number;
}

/** Something of a replication over time: bars, and a line where there is one. */
export interface ReplicationPlot {
  readonly title: string;
  readonly words: string;
  readonly bars: readonly PlotPoint[];
  readonly line: readonly PlotPoint[];
  readonly most: number;
  readonly mostText: string;
  readonly end: Nanoseconds;
}

/**
 * The plots of a replication, none with more bars than these; the first checkpoint, which has all of memory behind it, is
 * left out, and what is far above the rest is cut.
 */
export function plotsOf({ checkpoints, services, end }: ReplicationRun, bars: number): readonly ReplicationPlot[] {
  const shown = checkpoints.slice(1);
  const plot = (title: string, words: string, found: readonly PlotPoint[], line: readonly PlotPoint[], text: (value: number) => string): ReplicationPlot => {
    const values = [...found, ...line].map(({ value }) => value);
    const [all, most] = [Math.max(0, ...values), usualMost(values)];
    const isCut = most < all;
    const mostly = isCut ? `mostly up to ${text(most)}, at most` : 'at most';
    const cut = (points: readonly PlotPoint[]) => points.map(({ time, value }) => ({ time, value: Math.min(most, value) }));
    return { title, words: `${title}: ${words}, ${mostly} ${text(all)}.`, bars: cut(binned(found, end, bars)), line: cut(line), most, mostText: `${isCut ? 'mostly ' : ''}up to ${text(most)}`, end };
  };
  const latencies = services.flatMap(({ time, p99Latency }) => (p99Latency === null ? [] : [{ time, value: p99Latency }]));
  return [
    plot('Pauses', 'how long the guest stood still for each checkpoint', shown.map(({ time, pause }) => ({ time, value: pause })), [], preciseTime),
    plot('Dirty pages', 'what each checkpoint had to bring', shown.map(({ time, dirtyPages }) => ({ time, value: dirtyPages })), [], formatCount),
    plot('Confirmed after', 'from the pause until the replica had it all', shown.map(({ time, latency }) => ({ time, value: latency })), [], preciseTime),
    ...(latencies.length === 0 ? [] : [plot('Clients, p99', 'how long 99 of 100 answers took at most', [], latencies, preciseTime)]),
  ];
}

/** What 98 of 100 values do not exceed, if the others exceed it by far: a few that catch up must not flatten all the rest. */
function usualMost(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [most, usual] = [sorted.at(-1) ?? 0, sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0];
  return most > 2 * usual && usual > 0 ? usual : most;
}

/** The highest of each stretch of time, of which there are so many; where they are close they stand at even distances. */
function binned(points: readonly PlotPoint[], end: Nanoseconds, bins: number): readonly PlotPoint[] {
  const highest = new Map<number, PlotPoint>();
  for (const point of points) {
    const bin = Math.floor((point.time / Math.max(1, end)) * bins);
    if (point.value > (highest.get(bin)?.value ?? -1)) highest.set(bin, point);
  }
  if (points.length <= bins) return [...highest.values()];
  return [...highest].map(([bin, { value }]) => ({ time: ((bin + 0.5) * end) / bins, value }));
}
