import { interruptWorksOn } from './containers/container-work.ts';
import { loseVm } from './lose-vm.ts';
import { breakFailOver, failOver } from './replication/fail-over.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/**
 * A host stops for good, whatever it was that stopped it: what ran on it is lost, and what was on its way from or to it
 * breaks off. `because` is the beginning of a sentence without its end, such as "host alpha failed".
 */
export function takeDown(world: World, name: string, because: string): void {
  world.host(name).up = false;
  const sentence = `${because.slice(0, 1).toUpperCase()}${because.slice(1)}.`;
  interruptWorksOn(world, name, sentence);
  for (const vm of [...world.vms.values()]) {
    const migration = vm.activeMigration;
    const wasHere = vm.host === name;
    if (migration !== null && (migration.from === name || migration.to === name)) migration.interrupt(new Error(sentence));
    if (wasHere) vm.diskJob?.interrupt(sentence);
    if (vm.replication?.to === name) vm.replication.interrupt(sentence);
    if (wasHere && goesOver(world, vm, sentence)) continue;
    if (wasHere) vm.snapshotWork?.interrupt(new Error(sentence));
    // A migration that breaks in post-copy has lost its VM already.
    if (wasHere && vm.state !== 'stopped') loseVm(world, vm, `${because} while it was there`);
  }
}

/** Whether the VM has a replica to go over to: then it is not lost. */
function goesOver(world: World, vm: VirtualMachine, reason: string): boolean {
  breakFailOver(vm);
  if (vm.replication === null) return false;
  if (vm.replication.checkpoint === 0) {
    vm.replication.interrupt(reason);
    return false;
  }
  failOver(world, vm, reason);
  return true;
}
