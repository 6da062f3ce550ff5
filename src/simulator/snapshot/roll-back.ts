import type { Machine, Process } from '../machine/ports.ts';
import type { SavedState } from './saved-state.ts';

/**
 * Puts a machine back to a saved state, as if nothing had happened since. What it was until now is lost unless a
 * snapshot was taken of it. `onRestored` is called when the state has been put back, before the time to load it passes.
 */
export function* rollBack(
  machine: Machine,
  state: SavedState,
  runAfterwards: boolean,
  onRestored: () => void = () => undefined,
): Process<void> {
  yield* machine.pause();
  yield* machine.restoreMemory(state.memory);
  yield* machine.restoreDisk(state.disk);
  onRestored();
  yield* machine.loadDeviceState(state.device);
  if (runAfterwards) yield* machine.resume();
}
