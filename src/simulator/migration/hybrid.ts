import type { Process } from '../machine/ports/effect.ts';
import type { DowntimeBreakdown } from './events.ts';
import { endOfIteration, sendForOneIteration } from './iteration.ts';
import { postCopy } from './post-copy.ts';
import { beginPreCopy, look, type PreCopyState } from './pre-copy.ts';
import type { MigrationRun } from './run.ts';
import { switchOver } from './switch-over.ts';

/**
 * Rounds of pre-copy until post-copy is asked for, by a request or by the number of rounds. If the rounds converge
 * before that, it ends as pre-copy does.
 */
export function* hybrid(run: MigrationRun): Process<DowntimeBreakdown> {
  const state = yield* beginPreCopy(run);
  while (!wantsPostCopy(run, state)) {
    if ((yield* look(run, state)) === 'switch-over') return yield* switchOver(run, state.pending);
    yield* sendForOneIteration(run, state);
    yield* endOfIteration(run, state);
  }
  return yield* postCopy(run, state.pending, state.limit.bandwidthBytesPerSecond);
}

function wantsPostCopy(run: MigrationRun, { rounds }: PreCopyState): boolean {
  const { postCopyAfterRounds } = run.parameters;
  if (run.isPostCopyRequested?.() === true) return true;
  return postCopyAfterRounds > 0 && rounds.round > postCopyAfterRounds;
}
