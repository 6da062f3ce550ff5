import type { Nanoseconds } from '../kernel/time.ts';
import type { Clock } from '../machine/ports/clock.ts';
import type { Process } from '../machine/ports/effect.ts';
import type { SnapshotMachine } from '../machine/ports/snapshot-machine.ts';
import type { SavedState } from './saved-state.ts';

/** What comes with the state that is to be put back. */
export interface RollBackPlan {
  readonly runAfterwards: boolean;
  /** How long it takes to read it from a file; 0 where it is at hand. */
  readonly readingTime?: Nanoseconds;
  /** Called when the state has been put back, before the time to load it passes. */
  readonly onRestored?: () => void;
}

/**
 * Puts a machine back to a saved state, as if nothing had happened since. What it was until now is lost unless a
 * snapshot was taken of it. Of a snapshot of the disk alone, only the disk is put back.
 */
export function* rollBack(machine: SnapshotMachine, clock: Clock, state: SavedState, plan: RollBackPlan): Process<void> {
  const { readingTime = 0 } = plan;
  yield* machine.pause();
  if (readingTime > 0) yield* clock.wait(readingTime);
  if (state.memory !== null) yield* machine.restoreMemory(state.memory);
  yield* machine.restoreDisk(state.disk);
  plan.onRestored?.();
  if (state.device !== null) yield* machine.loadDeviceState(state.device);
  if (plan.runAfterwards) yield* machine.resume();
}
