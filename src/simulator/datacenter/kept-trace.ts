import type { WorldEvent } from './events.ts';

/** The events of so many migrations are kept, those that something happened to last. */
const KEPT_MIGRATIONS = 20;
/** Of everything else so many events are kept, the latest. */
const KEPT_OTHERS = 10_000;
/** A replica's checkpoints come forty times a second, and must not push out what happens once a minute. */
const KEPT_CHECKPOINTS = 10_000;
/** A migration that goes on for hours has so many details at most, … */
const MOST_DETAILS = 10_000;
/** … and so many rounds, decisions and turns at most: those of its beginning and its end. */
const MOST_TURNS = 10_000;
const TURNS_OF_THE_BEGINNING = 2_000;

/** The part of a trace that is worth keeping, in its order. The last event always is. */
export function keptTrace(trace: readonly WorldEvent[]): readonly WorldEvent[] {
  const migrations = new Map<string, WorldEvent[]>();
  const kept: WorldEvent[] = [];
  let others = 0;
  let checkpoints = 0;
  for (const event of trace.toReversed()) {
    if ('migration' in event) {
      if (migrations.size < KEPT_MIGRATIONS && !migrations.has(event.migration)) migrations.set(event.migration, []);
      migrations.get(event.migration)?.push(event);
    } else if (event.kind === 'replication.checkpoint') {
      if (checkpoints++ < KEPT_CHECKPOINTS) kept.push(event);
    } else if (others < KEPT_OTHERS) {
      others++;
      kept.push(event);
    }
  }
  for (const events of migrations.values()) for (const event of thinned(events.reverse())) kept.push(event);
  return kept.sort((one, other) => one.sequence - other.sequence);
}

/**
 * Of the events of one migration no more than are worth keeping, in their order; the same list where it is short
 * enough. Details, such as measurements, get sparser; pages that the guest waited for all stay, for their sums.
 */
export function thinned<Event extends WorldEvent>(events: readonly Event[]): readonly Event[] {
  if (events.length <= Math.min(MOST_DETAILS, MOST_TURNS)) return events;
  const details = count(events, 'detail');
  const turns = count(events, 'turn');
  if (details <= MOST_DETAILS && turns <= MOST_TURNS) return events;
  const every = Math.ceil(details / MOST_DETAILS);
  const forgotten = Math.max(0, turns - MOST_TURNS);
  let detail = 0;
  let turn = 0;
  return events.filter((event) => {
    switch (weightOf(event)) {
      case 'detail':
        return detail++ % every === 0;
      case 'turn':
        turn++;
        return turn <= TURNS_OF_THE_BEGINNING || turn > TURNS_OF_THE_BEGINNING + forgotten;
      case 'whole':
        return true;
    }
  });
}

function count(events: readonly WorldEvent[], weight: ReturnType<typeof weightOf>): number {
  return events.reduce((sum, event) => (weightOf(event) === weight ? sum + 1 : sum), 0);
}

/** A detail may go without harm to the picture, a turn where there are too many, the rest never. */
function weightOf(event: WorldEvent): 'detail' | 'turn' | 'whole' {
  switch (event.kind) {
    case 'migration.progress':
    case 'migration.page-fault':
    case 'service.sample':
      return 'detail';
    case 'migration.mirror':
      return event.stage === 'copy' ? 'detail' : 'whole';
    case 'migration.decision':
      return event.verdict === 'send' ? 'detail' : 'turn';
    case 'migration.round':
    case 'migration.throttled':
    case 'migration.channels-in-step':
      return 'turn';
    default:
      return 'whole';
  }
}
