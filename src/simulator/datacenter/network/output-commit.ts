import type { Nanoseconds } from '../../kernel/time.ts';
import type { DiskState } from '../../machine/disk.ts';
import type { ModelMachine } from '../../machine/model-machine.ts';
import type { DeviceState } from '../../machine/device-state.ts';
import type { PageTableImage } from '../../memory/page-table.ts';

/** The policy of a VM whose output waits for a checkpoint, and its last checkpoint. */
export interface OutputCommit {
  readonly every: Nanoseconds;
  /** When the policy began: checkpoints come at whole multiples of `every` after it. */
  readonly since: Nanoseconds;
  checkpoint: Checkpoint;
}

/** Where the VM can be brought back to: all of it at one moment. */
export interface Checkpoint {
  readonly takenAt: Nanoseconds;
  readonly memory: PageTableImage;
  readonly device: DeviceState;
  /** Puts its own disk back, where it has one. */
  readonly disk: DiskState | null;
}

/** Takes a checkpoint of a running machine. The model charges no pause for it: what it is about is when output goes out. */
export function takeCheckpoint(machine: ModelMachine, now: Nanoseconds): Checkpoint {
  const memory = machine.captureMemory();
  const device = machine.vcpu.save(machine.costs.deviceStateBytes);
  return { takenAt: now, memory, device, disk: machine.disk?.capture() ?? null };
}

/** Puts a paused machine back to a checkpoint. The checkpoint stays good for another time. */
export function restoreCheckpoint(machine: ModelMachine, { memory, device, disk }: Checkpoint): void {
  machine.restoreMemory(memory);
  machine.loadDeviceState(device);
  if (disk !== null) machine.disk?.goBackTo(disk);
}

/** When something said at this time goes out: with the checkpoint that comes next. */
export function releasedAt({ every, since }: OutputCommit, said: Nanoseconds): Nanoseconds {
  return since + Math.ceil((said - since) / every) * every;
}
