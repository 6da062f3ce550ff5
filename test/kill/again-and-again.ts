import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someDeeds } from './deeds.ts';
import { type Instant, killRound } from './kill-round.ts';
import { firstState } from './reference.ts';
import fc from '../helpers/property.ts';

export interface Killing {
  readonly rounds: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}

export interface KillCount {
  rounds: number;
  acknowledged: number;
  /** Kills in the middle of a deed, by its kind; and how many of these deeds were there afterwards. */
  cutOff: Record<string, { killed: number; there: number }>;
}

const DEEDS_A_ROUND = 300;

/** Mostly while it works, now and then while it opens the folder. */
const instants: fc.Arbitrary<Instant> = fc.oneof(
  {
    arbitrary: fc.record({
      after: fc.constant('deeds' as const),
      count: fc.noBias(fc.integer({ min: 0, max: 100 })),
      share: fc.noBias(fc.double({ min: 0, max: 2, noNaN: true })),
    }),
    weight: 6,
  },
  { arbitrary: fc.record({ after: fc.constant('start' as const), milliseconds: fc.noBias(fc.integer({ min: 0, max: 600 })) }), weight: 1 },
);

/** Kills a process that works on one and the same folder, again and again, and looks each time what is there. */
export async function killAgainAndAgain({ rounds, seed, log }: Killing): Promise<KillCount> {
  const place = await mkdtemp(join(tmpdir(), 'virtlab-kill-'));
  const folder = join(place, 'data-center');
  const count: KillCount = { rounds: 0, acknowledged: 0, cutOff: {} };
  let state = firstState();
  try {
    for (const [round, instant] of fc.sample(instants, { seed, numRuns: rounds }).entries()) {
      const killed = await killRound(folder, state, someDeeds(seed + round, DEEDS_A_ROUND), { instant }).catch((error: unknown) => {
        throw new Error(`Round ${round + 1} with seed ${seed}: ${(error as Error).message}`, { cause: error });
      });
      ({ state } = killed);
      count.rounds++;
      count.acknowledged += killed.acknowledged;
      if (killed.cutOff !== null) {
        const kind = (count.cutOff[killed.cutOff] ??= { killed: 0, there: 0 });
        kind.killed++;
        if (killed.isThere) kind.there++;
      }
      log(`${round + 1}: ${killed.acknowledged} acknowledged, ${killed.cutOff ?? 'nothing'} cut off${killed.isThere ? ' and there' : ''}`);
    }
    return count;
  } finally {
    await rm(place, { recursive: true, force: true });
  }
}
