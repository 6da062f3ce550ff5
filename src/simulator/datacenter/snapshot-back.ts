import { Clock } from '../machine/ports/clock.ts';
import { SnapshotMachine } from '../machine/ports/snapshot-machine.ts';
import { rollBack } from '../snapshot/roll-back.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import { stopWatchingCopies } from './copy-watch.ts';
import type { EventBody } from './events.ts';
import { reportOf } from './guest-watch.ts';
import { networkWentBack } from './network/vm-side.ts';
import { require } from './refusal.ts';
import { requireUp } from './room.ts';
import { perform } from './snapshot-work.ts';
import { requireSoundDisk } from './storage/disk-layers.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { newMachine } from './vm-commands.ts';
import type { World } from './world.ts';

/** Puts a VM back to a snapshot of it. */
export function goBack(world: World, vm: VirtualMachine, target: SnapshotNode): void {
  requireUp(world, vm.host);
  requireSoundDisk(target);
  const { fileBytes = 0 } = target;
  require(
    fileBytes === 0 || world.storage.settings.works,
    () => `The snapshot "${target.name}" is in a file on the shared storage, which does not work: repair it first.`,
  );
  const isDiskOnly = target.state.memory === null;
  // A stopped machine has no memory of its own; what it gets is all the snapshot's.
  if (vm.state === 'stopped') vm.machine = newMachine(world, vm.settings, vm.machine.disk);
  const rolledBack: Extract<EventBody, { kind: 'snapshot.rolled-back' }> = { kind: 'snapshot.rolled-back', vm: vm.name, snapshot: target.id };
  const onRestored = (): void => {
    stopWatchingCopies(vm);
    vm.snapshots.moveTo(target.id);
    networkWentBack(world, vm);
    vm.state = isDiskOnly ? 'stopped' : target.wasRunning ? 'running' : 'paused';
    vm.lost = null;
    if (vm.snapshotWork !== null) vm.snapshotWork.whenClosed = rolledBack;
  };
  const mechanism = rollBack(new SnapshotMachine(vm.machine.pageCount), new Clock(), target.state, {
    runAfterwards: target.wasRunning,
    readingTime: world.storage.timeFor(fileBytes),
    onRestored,
  });
  perform(world, vm, {
    description: `VM "${vm.name}" is being rolled back`,
    mechanism,
    succeed: () => {
      vm.watch?.startOver();
      // With its disk alone it is as after a loss of power: the next start boots from it.
      if (isDiskOnly) vm.machine = newMachine(world, vm.settings, vm.machine.disk);
      const now = reportOf(vm);
      return now === null ? rolledBack : { ...rolledBack, checksum: now.checksum };
    },
  });
}
