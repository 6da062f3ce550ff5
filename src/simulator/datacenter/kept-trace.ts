import type { WorldEvent } from './events.ts';

/** A saved world has the events of so many migrations, those that something happened to last. */
const KEPT_MIGRATIONS = 20;
/** Of everything else it has so many events, the latest. */
const KEPT_OTHERS = 10_000;

/** The part of a trace that is worth keeping, in its order. The last event always is. */
export function keptTrace(trace: readonly WorldEvent[]): readonly WorldEvent[] {
  const migrations = new Set<string>();
  const kept: WorldEvent[] = [];
  let others = 0;
  for (const event of trace.toReversed()) {
    if ('migration' in event) {
      if (migrations.size < KEPT_MIGRATIONS) migrations.add(event.migration);
      if (migrations.has(event.migration)) kept.push(event);
    } else if (others < KEPT_OTHERS) {
      others++;
      kept.push(event);
    }
  }
  return kept.reverse();
}
