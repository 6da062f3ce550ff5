import type { ClockEffect } from './clock.ts';
import type { DestinationEffect } from './destination-machine.ts';
import type { LinkEffect } from './link.ts';
import type { MachineEffect } from './machine.ts';
import type { FileEffect } from './snapshot-file.ts';
import type { SnapshotEffect } from './snapshot-machine.ts';

/** All that a mechanism can ask for, as plain data. */
export type Effect = MachineEffect | SnapshotEffect | DestinationEffect | LinkEffect | FileEffect | ClockEffect;

/**
 * A mechanism: a generator that yields effects, returns a result, and sees a failed effect as an exception at its
 * `yield*`. Each call of a port yields one effect and returns what the driver answers, as in
 * `const dirty = yield* source.collectDirtyLog()`. The virtual-time driver answers at once, moving the simulated clock;
 * the real-time driver answers when a promise settles. The mechanism cannot tell which.
 */
export type Process<Result> = Generator<Effect, Result, unknown>;

/** Yields one effect; returns the driver's answer, which the port that asks knows the type of. */
export function* ask<Answer>(effect: Effect): Process<Answer> {
  return (yield effect) as Answer;
}
