import type { PageTableImage } from '../memory/page-table.ts';
import { compareStates, type ComparableState, type StateDifference } from '../snapshot/compare-states.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import type { DiskImage } from '../storage/disk-image.ts';
import { require } from './refusal.ts';
import { snapshotOf } from './snapshot-work.ts';
import type { VirtualMachine } from './virtual-machine.ts';

/**
 * How a snapshot differs from another one, or from the VM as it is now where `second` is null. Throws a `Refusal` where
 * there is no such snapshot, or no part that both have.
 */
export function compareSnapshots(vm: VirtualMachine, first: string, second: string | null, limit: number): StateDifference {
  const one = stateOf(snapshotOf(vm, first));
  const other = second === null ? presentState(vm) : stateOf(snapshotOf(vm, second));
  const difference = compareStates(one, other, limit);
  require(
    difference.memory !== null || difference.disk !== null,
    () => 'One of the two has only memory and the other only a disk, so there is nothing to compare.',
  );
  return difference;
}

function stateOf({ state }: SnapshotNode): ComparableState {
  return {
    memory: state.memory as PageTableImage | null,
    disk: (state.disk as DiskImage | null)?.contents ?? null,
    device: state.device,
  };
}

function presentState(vm: VirtualMachine): ComparableState {
  vm.machine.catchUp();
  const { machine, state } = vm;
  const isOn = state !== 'stopped';
  return {
    memory: isOn ? machine.captureMemory() : null,
    disk: machine.disk?.blocks.table.capture() ?? null,
    device: isOn ? machine.vcpu.save(0) : null,
  };
}
