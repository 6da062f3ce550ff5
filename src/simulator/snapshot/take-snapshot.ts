import type { Clock, Machine, Process } from '../machine/ports.ts';
import type { SavedState, SnapshotMethod, TakenSnapshot } from './saved-state.ts';

/** Takes CPU, devices, memory and disk of one and the same moment; the machine runs on afterwards if it ran before. */
export function* takeSnapshot(
  machine: Machine,
  clock: Clock,
  method: SnapshotMethod,
): Process<TakenSnapshot> {
  const wasRunning = yield* machine.isRunning();
  const began = yield* clock.now();
  let state: SavedState;
  try {
    yield* machine.pause();
    const memory = method === 'copy-on-write' ? yield* machine.captureMemory() : yield* machine.copyMemory();
    const disk = method === 'copy-on-write' ? yield* machine.captureDisk() : yield* machine.copyDisk();
    state = { memory, disk, device: yield* machine.saveDeviceState() };
  } finally {
    if (wasRunning) yield* machine.resume();
  }
  const takenAt = yield* clock.now();
  return { state, takenAt, pause: wasRunning ? takenAt - began : 0 };
}
