import { queryMigrate } from '../../simulator/index.ts';
import { formatCount, formatRate } from '../quantities.ts';
import { throttleLabel } from './lane-words.ts';
import { pauseInWords } from './sentences.ts';
import { goesByDowntimeLimit } from '../migration/mechanism.ts';
import type { Timeline } from './timeline.ts';
import { plural, preciseBytes, preciseTime } from './units.ts';
import { hitShare } from './xbzrle-words.ts';

/** A figure of the header. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  /** What `query-migrate` of QEMU calls it, or the nearest that it has. */
  readonly qemuName: string;
  /** What QEMU says there, where it is another number. */
  readonly qemuValue?: string;
  /** One sentence on what it is. */
  readonly meaning: string;
}

/** The line under a figure: QEMU's name for it, with QEMU's number where that is another. */
export function qemuLine({ qemuName, qemuValue }: Figure): string {
  return qemuValue === undefined ? qemuName : `${qemuName}: ${qemuValue}`;
}

/** The figures of a migration so far, or as it ended. */
export function summaryOf(timeline: Timeline): Figure[] {
  return [...commonFigures(timeline), ...streamFigures(timeline), ...throttleFigures(timeline), ...faultFigures(timeline), ...xbzrleFigures(timeline), ...mirrorFigures(timeline)];
}

function streamFigures({ parameters, streams, figures }: Timeline): Figure[] {
  if (parameters.multifdChannels === 0) return [];
  return [
    {
      name: 'Over channels',
      value: preciseBytes(figures?.multifdBytes ?? streams.overChannels),
      qemuName: 'ram.multifd-bytes',
      meaning: `Of the bytes sent, those in packets over ${plural(parameters.multifdChannels, 'channel')} beside the main stream.`,
    },
  ];
}

function throttleFigures({ throttle, story, status }: Timeline): Figure[] {
  const last = throttle.spans.at(-1);
  if (!last) return [];
  const lasts = status === 'active' && last.to === null;
  if (last.brake.kind === 'dirty-limit') {
    return [{
      name: 'Dirty limit',
      value: throttleLabel(last),
      qemuName: 'vcpu-dirty-limit',
      meaning: `Pages that ${story.vm} ${lasts ? 'may' : 'might'} write in a second. QEMU has it in MB/s.`,
    }];
  }
  return [{
    name: 'Throttle',
    value: throttleLabel(last),
    qemuName: 'cpu-throttle-percentage',
    meaning: `Share of its running time that auto-converge ${lasts ? 'takes' : 'took at last'} from ${story.vm}.`,
  }];
}

function xbzrleFigures({ xbzrle, end }: Timeline): Figure[] {
  if (xbzrle.latest === null) return [];
  return [{
    name: 'Cache hits',
    value: hitShare(xbzrle.between(-1, end)),
    qemuName: 'xbzrle-cache.cache-miss',
    qemuValue: formatCount(xbzrle.latest.cacheMiss),
    meaning: `Share of the pages sent again that were in the XBZRLE cache of ${preciseBytes(xbzrle.latest.cacheSize)}; of those only the difference is sent. QEMU counts the misses.`,
  }];
}

function mirrorFigures({ mirror }: Timeline): Figure[] {
  const last = mirror.spans.at(-1);
  if (!last) return [];
  return [{
    name: 'Disk',
    value: preciseBytes(last.copiedBytes),
    qemuName: 'query-block-jobs: offset',
    meaning: `Bytes of blocks sent for a disk of ${preciseBytes(last.totalBytes)}, those that were written again as well; not in what was transferred of memory.`,
  }];
}

function faultFigures({ faults, story }: Timeline): Figure[] {
  if (faults.count === 0) return [];
  return [
    {
      name: 'Page requests',
      value: formatCount(faults.count),
      qemuName: 'ram.postcopy-requests',
      meaning: `Pages that ${story.vm} stood still for after it had moved.`,
    },
    {
      name: 'Blocked',
      value: preciseTime(faults.blockedInAll),
      qemuName: 'postcopy-blocktime',
      meaning: `How long ${story.vm} stood still for pages after it had moved, in all; no part of the downtime. QEMU tells it in milliseconds.`,
    },
  ];
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
      qemuValue: formatCount(timeline.counters.dirtySyncCount),
      meaning: 'Rounds sent while the machine ran. QEMU counts the looks at the dirty log: one at the start, one at the end of each round and one at the stop.',
    },
    bandwidthFigure(timeline),
  ];
}

function bandwidthFigure({ counters: { bandwidthBytesPerSecond }, figures, status }: Timeline): Figure {
  const isMeasured = bandwidthBytesPerSecond > 0;
  const overall = status === 'completed' && figures ? queryMigrate({ status, figures }).ram?.mbps : undefined;
  const megabits = overall ?? (isMeasured ? (bandwidthBytesPerSecond * 8) / 1e6 : undefined);
  return {
    name: 'Bandwidth',
    value: isMeasured ? formatRate(bandwidthBytesPerSecond) : status === 'active' ? 'not measured yet' : 'not measured',
    qemuName: 'ram.mbps',
    ...(megabits !== undefined && { qemuValue: megabits.toFixed(1) }),
    meaning: 'Measured over the last window of at least 100 ms. QEMU prints megabits a second; at the end, of the whole migration without its setup.',
  };
}

function downtimeFigure(timeline: Timeline): Figure {
  const { pause } = timeline.machine;
  const limit = goesByDowntimeLimit(timeline.parameters) ? ` The limit is ${timeline.parameters.downtimeLimitMilliseconds} ms.` : '';
  const measured = timeline.figures?.downtime ?? (pause ? (pause.to ?? timeline.end) - pause.from : null);
  const parts = timeline.breakdown ? ` Its parts: ${pauseInWords(timeline.parameters, timeline.breakdown)}.` : '';
  return {
    name: 'Downtime',
    value: measured === null ? 'none yet' : preciseTime(measured),
    qemuName: 'downtime',
    meaning: `How long the machine stood still.${limit}${parts}`,
  };
}
