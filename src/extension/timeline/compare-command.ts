import * as vscode from 'vscode';
import type { RunComparison } from '../../protocol/comparison.ts';
import { figuresOfRun, leftOutInWords, MOST_RUNS, type RunFigures } from '../../viewmodel/timeline/comparison.ts';
import { entryTitle, type HistoryEntry } from '../../viewmodel/timeline/history.ts';
import type { TimelineEvent } from '../../viewmodel/timeline/timed-event.ts';
import { argumentsOf, type CommandArguments } from '../util/arguments.ts';
import { sayDone, sayNothingToDo } from '../util/report.ts';
import type { ShownComparison } from './shown-comparison.ts';
import type { TimelineView } from './timeline-view.ts';

/** What there is to say of a migration when it is chosen for a comparison. */
const statusWords: Readonly<Record<HistoryEntry['status'], string>> = {
  waiting: 'waiting', active: 'under way', completed: 'completed', cancelled: 'cancelled', failed: 'failed',
};

/**
 * Shows 2 to 8 migrations side by side. Arguments: `migrations` (ids; asks where not given), or runs that were tried on
 * copies of the world, as `RunComparison` has them. Returns the figures of each run, or undefined where there was
 * nothing to compare.
 */
export async function compareMigrations(view: TimelineView, raw: unknown): Promise<readonly RunFigures[] | undefined> {
  const given = argumentsOf(raw, () => undefined);
  const comparison = isRunComparison(given) ? handedOver(given) : await fromTrace(view, given);
  if (!comparison) return undefined;
  const { length } = comparison.runs;
  if (length < 2 || length > MOST_RUNS) {
    sayNothingToDo(`Choose 2 to ${MOST_RUNS} migrations to compare; ${length === 1 ? '1 is' : `${length} are`} chosen.`);
    return undefined;
  }
  view.compare(comparison);
  await view.reveal(raw !== undefined);
  sayDone(`${length} migrations side by side.`);
  return view.runsOf(comparison).map(figuresOfRun);
}

function handedOver({ vm, from, to, runs, leftOut = [] }: Omit<RunComparison, 'leftOut'> & Partial<Pick<RunComparison, 'leftOut'>>): ShownComparison {
  return {
    title: `${vm}: ${from} → ${to}, ${runs.length} trials on copies of the data center`,
    note: leftOutInWords(leftOut),
    runs: runs.map(({ label, events }, index) => ({ id: `run-${index + 1}`, label, isLive: false, events })),
  };
}

async function fromTrace({ history }: TimelineView, given: CommandArguments): Promise<ShownComparison | undefined> {
  const { entries } = history;
  if (entries.length < 2) {
    sayNothingToDo('There are no two migrations to compare yet. Migrate a VM twice, with other settings the second time.');
    return undefined;
  }
  const wanted = given['migrations'];
  const chosen = Array.isArray(wanted) ? entries.filter(({ id }) => wanted.includes(id)) : await askForEntries(entries);
  if (!chosen) return undefined;
  const [first] = chosen;
  const isOneVm = chosen.every(({ vm }) => vm === first?.vm);
  const title = `${chosen.length} migrations side by side`;
  return {
    title: first && isOneVm ? `${first.vm}: ${title}` : title,
    note: '',
    runs: chosen.map((entry) => ({ id: entry.id, label: labelOf(entry, history.eventsOf(entry.id), isOneVm), isLive: true })),
  };
}

/** The migration and what sets it apart: "2. web: alpha → beta, hybrid"; without the VM where all are of one. */
function labelOf(entry: HistoryEntry, events: readonly TimelineEvent[], isOneVm: boolean): string {
  const name = isOneVm ? `${entry.number}. ${entry.from} → ${entry.to}` : entryTitle(entry);
  const [first] = events;
  if (first?.kind !== 'migration.started') return name;
  const { strategy, stopRule } = first.parameters;
  const rule = strategy === 'pre-copy' && stopRule !== 'qemu' ? `, ${stopRule}` : '';
  return `${name}, ${strategy}${rule}`;
}

async function askForEntries(entries: readonly HistoryEntry[]): Promise<readonly HistoryEntry[] | undefined> {
  const newest = entries.slice(-2);
  const choices = entries.toReversed().map((entry) => ({
    label: entryTitle(entry), description: statusWords[entry.status], picked: newest.includes(entry), entry,
  }));
  const placeHolder = `Compare which migrations? Choose 2 to ${MOST_RUNS}.`;
  const chosen = await vscode.window.showQuickPick(choices, { canPickMany: true, placeHolder, matchOnDescription: true });
  return chosen && entries.filter((entry) => chosen.some((choice) => choice.entry === entry));
}

function isRunComparison(given: unknown): given is RunComparison {
  return typeof given === 'object' && given !== null && 'runs' in given && Array.isArray(given.runs);
}
