import type { ComparisonHead } from '../../protocol/timeline.ts';
import type { TimedMigrationEvent } from '../../viewmodel/timeline/timed-event.ts';

/** A run that is shown beside others. Its events are its own, or those of the migration with its id. */
export interface ShownRun {
  readonly id: string;
  readonly label: string;
  readonly isLive: boolean;
  readonly events?: readonly TimedMigrationEvent[];
}

/** Runs that are shown side by side. */
export interface ShownComparison {
  readonly title: string;
  /** What else to know of them in one sentence; empty where there is nothing. */
  readonly note: string;
  readonly runs: readonly ShownRun[];
}

/** What the page is told before the events. */
export function headOf({ title, note, runs }: ShownComparison): ComparisonHead {
  return { title, note, runs: runs.map(({ id, label, isLive }) => ({ id, label, isLive })) };
}
