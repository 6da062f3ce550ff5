import type { Clock } from '../machine/ports/clock.ts';
import type { Process } from '../machine/ports/effect.ts';
import type { SnapshotMachine } from '../machine/ports/snapshot-machine.ts';
import type { SavedState, SnapshotContents, SnapshotMethod, TakenSnapshot } from './saved-state.ts';

/** What is to be taken, and how. */
export interface SnapshotPlan {
  readonly method: Exclude<SnapshotMethod, 'background'>;
  readonly contents: SnapshotContents;
  /**
   * Whether the guest first writes to the disk what it has only in memory (QEMU guest agent: guest-fsfreeze-freeze).
   * Without it a disk is as consistent as after a loss of power.
   */
  readonly quiesce: boolean;
}

/**
 * Takes CPU, devices, memory and disk of one and the same moment, or the disk alone; the machine runs on afterwards if
 * it ran before. The image of a disk is one moment's without a pause; a guest that is to be quiesced stands still
 * until it has written everything, and until its disk is taken.
 */
export function* takeSnapshot(machine: SnapshotMachine, clock: Clock, plan: SnapshotPlan): Process<TakenSnapshot> {
  const wasRunning = yield* machine.isRunning();
  const began = yield* clock.now();
  const mustPause = plan.contents === 'machine' || plan.quiesce;
  let state: SavedState;
  try {
    if (mustPause) yield* machine.pause();
    if (plan.quiesce) yield* machine.quiesce();
    state = plan.contents === 'machine' ? yield* takeMachine(machine, plan) : { memory: null, device: null, disk: yield* takeDisk(machine, plan) };
  } finally {
    if (wasRunning) yield* machine.resume();
  }
  const takenAt = yield* clock.now();
  return { state, takenAt, pause: wasRunning && mustPause ? takenAt - began : 0 };
}

function* takeMachine(machine: SnapshotMachine, plan: SnapshotPlan): Process<SavedState> {
  const memory = plan.method === 'copy-on-write' ? yield* machine.captureMemory() : yield* machine.copyMemory();
  const disk = yield* takeDisk(machine, plan);
  return { memory, disk, device: yield* machine.saveDeviceState() };
}

function* takeDisk(machine: SnapshotMachine, { method, contents }: SnapshotPlan): Process<SavedState['disk']> {
  // A copy that takes its time is of one moment only while nobody writes.
  return method === 'copy-on-write' || contents === 'disk' ? yield* machine.captureDisk() : yield* machine.copyDisk();
}
