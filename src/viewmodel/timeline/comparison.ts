import type { Nanoseconds } from '../../simulator/index.ts';
import { formatCount } from '../quantities.ts';
import type { Timeline } from './timeline.ts';
import { preciseBytes, preciseTime } from './units.ts';

/** As many as can be told apart by the dashes of their curves. */
export const MOST_RUNS = 8;

/** Curves and rows are matched by letters, since migrations have numbers already. */
export function runLetter(index: number): string {
  return 'ABCDEFGH'.charAt(index);
}

/** One of several migrations that are looked at side by side. */
export interface Run {
  readonly id: string;
  readonly label: string;
  readonly timeline: Timeline;
  /** Whether it may still go on; one that was tried on a copy of the world may not. */
  readonly isLive: boolean;
}

/** How a run ended, in a word or two. */
export type RunEnding = 'completed' | 'cancelled' | 'failed' | 'interrupted' | 'under way' | 'broken off';

/** What a run came to. Times in simulated nanoseconds. */
export interface RunFigures {
  readonly label: string;
  readonly ended: RunEnding;
  readonly totalTime: Nanoseconds;
  /** Null while the machine has not stood still. */
  readonly downtime: Nanoseconds | null;
  /** How long the machine stood still for pages after it had moved (post-copy). */
  readonly blockedTime: Nanoseconds;
  readonly transferredBytes: number;
  /** Rounds sent while the machine ran at the source. */
  readonly rounds: number;
}

/** What a run came to so far, or in the end. */
export function figuresOfRun({ label, timeline, isLive }: Run): RunFigures {
  const { figures, machine, end, counters, rounds, faults } = timeline;
  const { pause } = machine;
  return {
    label,
    ended: endingOf(timeline, isLive),
    totalTime: figures?.totalTime ?? end,
    downtime: figures?.downtime ?? (pause ? (pause.to ?? end) - pause.from : null),
    blockedTime: faults.blockedInAll,
    transferredBytes: counters.transferredBytes,
    rounds: rounds.liveCount,
  };
}

function endingOf(timeline: Timeline, isLive: boolean): RunEnding {
  switch (timeline.status) {
    case 'completed':
    case 'failed':
      return timeline.status;
    case 'cancelled':
      // Nobody cancels a trial but who has waited long enough for it.
      return isLive ? 'cancelled' : 'broken off';
    case 'waiting':
    case 'active':
      if (!isLive) return 'broken off';
      return timeline.isInterrupted ? 'interrupted' : 'under way';
  }
}

/** A cell of the table of runs. */
export interface RunCell {
  readonly text: string;
  /** Whether no other completed run has a better one; nobody is best where all are equal. */
  readonly isBest: boolean;
}

/** Runs as a table: a row each, a column for each figure, the first being the name. */
export interface RunTable {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly label: string; readonly cells: readonly RunCell[] }[];
}

interface Column {
  readonly title: string;
  /** Less is better. Null takes no part in it. */
  readonly value: (figures: RunFigures) => number | null;
  readonly text: (figures: RunFigures) => string;
}

const columns: readonly Column[] = [
  { title: 'Total time', value: ({ totalTime }) => totalTime, text: ({ totalTime }) => preciseTime(totalTime) },
  { title: 'Downtime', value: ({ downtime }) => downtime, text: downtimeText },
  { title: 'Blocked', value: ({ blockedTime }) => blockedTime, text: ({ blockedTime }) => preciseTime(blockedTime) },
  { title: 'Transferred', value: ({ transferredBytes }) => transferredBytes, text: ({ transferredBytes }) => preciseBytes(transferredBytes) },
  // More rounds or fewer are neither better nor worse.
  { title: 'Rounds', value: () => null, text: ({ rounds }) => formatCount(rounds) },
];

function downtimeText({ downtime, ended }: RunFigures): string {
  if (downtime !== null) return preciseTime(downtime);
  return ended === 'under way' || ended === 'interrupted' ? 'none yet' : 'none';
}

/** The runs side by side. How long machines were blocked is left out where none was. */
export function runTable(runs: readonly Run[]): RunTable {
  const all = runs.map(figuresOfRun);
  const isBlocked = all.some(({ blockedTime }) => blockedTime > 0);
  const shown = columns.filter(({ title }) => title !== 'Blocked' || isBlocked);
  const best = shown.map((column) => bestText(column, all));
  return {
    columns: ['Run', ...shown.map(({ title }) => title), 'Ended'],
    rows: all.map((figures) => ({
      label: figures.label,
      cells: [
        ...shown.map((column, index) => {
          const text = column.text(figures);
          return { text, isBest: figures.ended === 'completed' && column.value(figures) !== null && text === best[index] };
        }),
        { text: figures.ended, isBest: false },
      ],
    })),
  };
}

/** The least as it is written, so that two that look the same count the same; null where all are. */
function bestText({ value, text }: Column, all: readonly RunFigures[]): string | null {
  const entrants = all.filter((figures) => figures.ended === 'completed' && value(figures) !== null);
  const [first] = entrants.toSorted((one, other) => (value(one) ?? 0) - (value(other) ?? 0));
  if (!first) return null;
  const least = text(first);
  return entrants.some((figures) => text(figures) !== least) ? least : null;
}

/** What to know of the comparison in a sentence or two. */
export function comparisonInWords(runs: readonly Run[]): string {
  const { columns: titles, rows } = runTable(runs);
  const bestOf = (title: string, words: string) => {
    const index = titles.indexOf(title) - 1;
    const winners = rows.filter(({ cells }) => cells[index]?.isBest);
    const text = winners[0]?.cells[index]?.text;
    return text === undefined ? [] : [`${words}: ${winners.map(({ label }) => label).join(', ')} with ${text}.`];
  };
  const said = [...bestOf('Downtime', 'Shortest downtime'), ...bestOf('Total time', 'Shortest total time')];
  if (said.length === 0) said.push('No run is ahead of the others in downtime or total time.');
  return [...said, ...brokenOffInWords(runs)].join(' ');
}

function brokenOffInWords(runs: readonly Run[]): string[] {
  const broken = runs.filter((run) => figuresOfRun(run).ended === 'broken off');
  const longest = Math.max(0, ...broken.map(({ timeline }) => timeline.end));
  return broken.length === 0 ? [] : [`Broken off after ${preciseTime(longest)}, still going on: ${broken.map(({ label }) => label).join(', ')}.`];
}

/** What each run had pending at an instant, in a line each; every run counts from its own start. */
export function runsInWords(time: Nanoseconds, runs: readonly Run[]): string {
  const parts = runs.map(({ label, timeline, isLive }, index) => `${runLetter(index)} ${label}: ${standing(time, timeline, isLive)}`);
  return [`At ${preciseTime(time)}:`, ...parts].join('\n');
}

function standing(time: Nanoseconds, timeline: Timeline, isLive: boolean): string {
  const ending = endingOf(timeline, isLive);
  if (time > timeline.end && ending !== 'under way' && ending !== 'interrupted') return `${ending} after ${preciseTime(timeline.end)}`;
  const pending = timeline.samples.before(time)?.pendingBytes ?? timeline.story.memoryBytes;
  return `${preciseBytes(pending)} pending`;
}

/** That the copies lacked migrations which were under way; empty where there were none. */
export function leftOutInWords(vms: readonly string[]): string {
  if (vms.length === 0) return '';
  const whose = vms.length === 1 ? `the migration of ${vms[0]}` : `the migrations of ${vms.join(', ')}`;
  return `On the copies ${whose} did not go on, so the link was free of ${vms.length === 1 ? 'it' : 'them'}.`;
}

/** The latest end of all runs, in nanoseconds since the start of each. */
export function endOfRuns(runs: readonly Run[]): Nanoseconds {
  return Math.max(0, ...runs.map(({ timeline }) => timeline.end));
}
