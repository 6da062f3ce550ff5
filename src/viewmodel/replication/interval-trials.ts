import type { Nanoseconds, ReplicationFigures } from '../../simulator/index.ts';
import { formatRate } from '../quantities.ts';
import { preciseTime } from '../timeline/units.ts';
import { bytesPerSecond, meanCommitTime, pauseShare } from './replication-figures.ts';

/** Intervals that are compared where none are given, in milliseconds: those of Remus' evaluation, and wider ones. */
export const COMPARED_INTERVALS: readonly number[] = [10, 25, 50, 100, 200, 500];

/** What replicating at one interval came to, on a copy of the data center. */
export interface IntervalTrial {
  readonly everyMilliseconds: number;
  readonly figures: ReplicationFigures;
  /** What clients saw; null where there were none. */
  readonly medianLatency: Nanoseconds | null;
  readonly p99Latency: Nanoseconds | null;
}

/** Trials of one VM at several intervals. */
export interface IntervalComparison {
  readonly vm: string;
  readonly to: string;
  /** How long each was given, in simulated time. */
  readonly duration: Nanoseconds;
  readonly trials: readonly IntervalTrial[];
}

/** Titles of the columns of the table of intervals. */
export const INTERVAL_COLUMNS = ['Every', 'Checkpoints', 'Guest stands still', 'On the link', 'Confirmed after', 'Clients, median', 'Clients, p99'] as const;

/** The trials as cells of table rows. */
export function intervalRows({ trials }: IntervalComparison): string[][] {
  return trials.map((trial) => {
    const { figures, everyMilliseconds, medianLatency, p99Latency } = trial;
    const time = (value: Nanoseconds | null) => (value === null ? 'none' : preciseTime(value));
    const rate = bytesPerSecond(figures);
    return [
      `${everyMilliseconds} ms`, String(figures.checkpoints), shareText(pauseShare(figures)), rate === null ? 'none' : formatRate(rate),
      time(meanCommitTime(figures)), time(medianLatency), time(p99Latency),
    ];
  });
}

/** A trial in one sentence. */
export function trialInWords(trial: IntervalTrial): string {
  const clients = trial.medianLatency === null ? '' : `; half of the clients’ answers take ${preciseTime(trial.medianLatency)} or less`;
  return `Every ${trial.everyMilliseconds} ms: the guest stands still ${shareText(pauseShare(trial.figures))} of its time${clients}.`;
}

/** What there is to see in the comparison, in one sentence. */
export function intervalsInWords({ trials, vm, duration }: IntervalComparison): string {
  const [first, last] = [trials[0], trials.at(-1)];
  if (!first || !last || first === last) return `${vm} was tried for ${preciseTime(duration)}.`;
  const clients = first.medianLatency !== null && last.medianLatency !== null ? `, answers in ${preciseTime(first.medianLatency)} against ${preciseTime(last.medianLatency)}` : '';
  return `From every ${first.everyMilliseconds} ms to every ${last.everyMilliseconds} ms: the guest stands still ${shareText(pauseShare(first.figures))} against ${shareText(pauseShare(last.figures))} of its time${clients}. Fewer checkpoints cost the guest less and the clients more.`;
}

function shareText(share: number | null): string {
  return share === null ? 'none' : `${(100 * share).toFixed(share < 0.1 ? 2 : 1)} %`;
}
