import type { Process } from '../machine/ports/effect.ts';
import type { DowntimeBreakdown } from './events.ts';
import type { MigrationRun } from './run.ts';
import { setUp } from './set-up.ts';
import { switchOver } from './switch-over.ts';

/** The plain way: pause the machine, send all of it, go on over there. The downtime is nearly the total time. */
export function* stopAndCopy(run: MigrationRun): Process<DowntimeBreakdown> {
  return yield* switchOver(run, yield* setUp(run));
}
