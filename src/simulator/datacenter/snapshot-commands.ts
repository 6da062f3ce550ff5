import type { CommandOf } from './commands.ts';
import { require } from './refusal.ts';
import { goBack } from './snapshot-back.ts';
import { importSnapshot } from './snapshot-import.ts';
import { take } from './snapshot-take.ts';
import { checkSnapshotDescription, checkSnapshotName, SnapshotCancelled, snapshotOf } from './snapshot-work.ts';
import { imageOf, mergeDeleted, requireNoDiskJob } from './storage/disk-layers.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { requireAtRest } from './vm-commands.ts';
import type { World } from './world.ts';

/** The commands that take snapshots, go back to them and keep their tree. */
export type SnapshotCommand = CommandOf<'vm.snapshot' | 'vm.cancelSnapshot' | `snapshot.${'rollback' | 'delete' | 'rename' | 'describe' | 'import'}`>;

/** Takes snapshots, rolls back to them, and keeps their tree. */
export function applySnapshotCommand(world: World, command: SnapshotCommand): void {
  // An import may make the VM.
  if (command.kind === 'snapshot.import') return importSnapshot(world, command);
  const vm = world.vm(command.vm);
  if (command.kind === 'vm.cancelSnapshot') return cancel(vm);
  requireAtRest(vm);
  requireNoDiskJob(vm);
  switch (command.kind) {
    case 'vm.snapshot':
      return take(world, vm, command);
    case 'snapshot.rollback':
      return goBack(world, vm, snapshotOf(vm, command.snapshot));
    case 'snapshot.delete':
      return remove(world, vm, command.snapshot);
    case 'snapshot.rename': {
      const { id } = snapshotOf(vm, command.snapshot);
      const name = checkSnapshotName(command.name);
      vm.snapshots.rename(id, name);
      world.emit({ kind: 'snapshot.renamed', vm: vm.name, snapshot: id, name });
      return;
    }
    case 'snapshot.describe': {
      const { id } = snapshotOf(vm, command.snapshot);
      const description = checkSnapshotDescription(command.description);
      vm.snapshots.describe(id, description);
      world.emit({ kind: 'snapshot.described', vm: vm.name, snapshot: id, description });
    }
  }
}

/** Children take over what the snapshot had; what only it had is gone, and its file with it. */
function remove(world: World, vm: VirtualMachine, snapshot: string): void {
  const node = snapshotOf(vm, snapshot);
  const { id, fileBytes = 0 } = node;
  vm.snapshots.remove(id);
  // How much has to be copied depends on what the guests have written by now, whoever looked at them last.
  for (const each of world.vms.values()) each.machine.catchUp();
  const image = imageOf(node);
  const mergedBytes = image === null ? 0 : mergeDeleted(world, image);
  world.storage.giveBack(fileBytes);
  world.emit({ kind: 'snapshot.deleted', vm: vm.name, snapshot: id, ...(mergedBytes > 0 && { mergedBytes }) });
}

function cancel(vm: VirtualMachine): void {
  const work = vm.snapshotWork;
  require(
    work?.snapshot !== undefined,
    () => `No snapshot of VM "${vm.name}" is being taken, so there is nothing to cancel.`,
  );
  work.interrupt(new SnapshotCancelled('The snapshot was cancelled.'));
}
