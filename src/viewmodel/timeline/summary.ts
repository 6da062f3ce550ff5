import { formatCount, formatRate } from '../quantities.ts';
import { breakdownInWords } from './sentences.ts';
import type { Timeline } from './timeline.ts';
import { preciseBytes, preciseTime } from './units.ts';

/** A figure of the header. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What `query-migrate` of QEMU calls it. */
  readonly qemuName: string;
  /** One sentence on what it is. */
  readonly meaning: string;
}

/** The figures of a migration so far, or as it ended. */
export function summaryOf(timeline: Timeline): Figure[] {
  const { count, blockedInAll } = timeline.faults;
  const requests: Figure = {
    name: 'Page requests',
    value: formatCount(count),
    qemuName: 'ram.postcopy-requests',
    meaning: `Pages that ${timeline.story.vm} stood still for after it had moved: ${preciseTime(blockedInAll)} in all.`,
  };
  return [...commonFigures(timeline), ...(count > 0 ? [requests] : [])];
}

function commonFigures(timeline: Timeline): Figure[] {
  return [
    {
      name: 'Total time',
      value: preciseTime(timeline.figures?.totalTime ?? timeline.end),
      qemuName: 'total-time',
      meaning: 'From the start of the migration to its end.',
    },
    downtimeFigure(timeline),
    {
      name: 'Transferred',
      value: preciseBytes(timeline.counters.transferredBytes),
      qemuName: 'ram.transferred',
      meaning: `Bytes of memory sent; the machine has ${preciseBytes(timeline.story.memoryBytes)}.`,
    },
    {
      name: 'Pending',
      value: preciseBytes(timeline.counters.pendingBytes),
      qemuName: 'ram.remaining',
      meaning: 'Bytes still to send.',
    },
    {
      name: 'Rounds',
      value: formatCount(timeline.rounds.liveCount),
      qemuName: 'ram.dirty-sync-count',
      meaning: `Rounds sent while the machine ran. The dirty log was collected ${formatCount(timeline.counters.dirtySyncCount)} times, at the start and at the stop too.`,
    },
    {
      name: 'Bandwidth',
      value: timeline.counters.bandwidthBytesPerSecond > 0 ? formatRate(timeline.counters.bandwidthBytesPerSecond) : 'not measured yet',
      qemuName: 'ram.mbps',
      meaning: 'Measured over the last window of at least 100 ms. QEMU prints megabits a second.',
    },
  ];
}

function downtimeFigure(timeline: Timeline): Figure {
  const { pause } = timeline.machine;
  const limit = `The limit is ${timeline.parameters.downtimeLimitMilliseconds} ms.`;
  const measured = timeline.figures?.downtime ?? (pause ? (pause.to ?? timeline.end) - pause.from : null);
  const parts = timeline.breakdown ? ` Its parts: ${breakdownInWords(timeline.breakdown)}.` : '';
  return {
    name: 'Downtime',
    value: measured === null ? 'none yet' : preciseTime(measured),
    qemuName: 'downtime',
    meaning: `How long the machine stood still. ${limit}${parts}`,
  };
}
