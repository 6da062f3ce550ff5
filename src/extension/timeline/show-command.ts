import { entryFor } from './entry-for.ts';
import type { TimelineView } from './timeline-view.ts';

/**
 * Shows the timeline. Arguments: `{ migration }` or the id itself for a certain one, `{ vm }` for the latest of a
 * machine; with either the focus stays where it is. Returns the id of the migration that is shown, or null.
 */
export async function showTimeline(view: TimelineView, raw: unknown): Promise<string | null> {
  const wanted = entryFor(view, raw);
  if (wanted) view.choose(wanted.id);
  await view.reveal(raw !== undefined);
  return view.shown;
}
