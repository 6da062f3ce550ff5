import type { HistoryEntry } from '../../viewmodel/timeline/history.ts';
import { argumentsOf, textOf } from '../util/arguments.ts';
import type { TimelineView } from './timeline-view.ts';

/** The migration that an argument names: `{ migration }` or the id itself, or `{ vm }` for the latest of a machine. */
export function entryFor(view: TimelineView, raw: unknown): HistoryEntry | undefined {
  const given = typeof raw === 'string' ? { migration: raw } : argumentsOf(raw, () => undefined);
  const [migration, vm] = [textOf(given, 'migration'), textOf(given, 'vm')];
  if (migration !== undefined) return view.history.entries.find(({ id }) => id === migration);
  return vm === undefined ? undefined : view.history.entries.findLast((entry) => entry.vm === vm);
}
