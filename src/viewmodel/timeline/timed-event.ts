import type { MigrationEvent, WorldEvent } from '../../simulator/index.ts';

/** An event of a migration with its place in the trace. */
export type TimedMigrationEvent = Extract<WorldEvent, MigrationEvent>;

/** Whether an entry of the trace belongs to a migration. */
export function isMigrationEvent(event: WorldEvent): event is TimedMigrationEvent {
  return 'migration' in event;
}
