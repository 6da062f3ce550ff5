import { loseContainers } from './containers/save-containers.ts';
import { loseVm } from './lose-vm.ts';
import { require } from './refusal.ts';
import { breakFailOver, failOver } from './replication/fail-over.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The host loses power: its links are dead, and what ran on it is lost. */
export function failHost(world: World, name: string): void {
  const host = world.host(name);
  require(host.up, () => `Host "${name}" has failed already.`);
  host.up = false;
  world.emit({ kind: 'host.failed', host: name });
  loseContainers(world, name);
  for (const vm of [...world.vms.values()]) {
    const migration = vm.activeMigration;
    const wasHere = vm.host === name;
    if (migration !== null && (migration.from === name || migration.to === name)) {
      migration.interrupt(new Error(`Host ${name} failed.`));
    }
    if (wasHere) vm.diskJob?.interrupt(`Host ${name} failed.`);
    if (vm.replication?.to === name) vm.replication.interrupt(`Host ${name} failed.`);
    if (wasHere && goesOver(world, vm, name)) continue;
    if (wasHere) vm.snapshotWork?.interrupt(new Error(`Host ${name} failed.`));
    // A migration that breaks in post-copy has lost its VM already.
    if (wasHere && vm.state !== 'stopped') loseVm(world, vm, `host ${name} failed while it was there`);
  }
}

/** Whether the VM has a replica to go over to: then it is not lost. */
function goesOver(world: World, vm: VirtualMachine, host: string): boolean {
  breakFailOver(vm);
  if (vm.replication === null) return false;
  const reason = `Host ${host} failed.`;
  if (vm.replication.checkpoint === 0) {
    vm.replication.interrupt(reason);
    return false;
  }
  failOver(world, vm, reason);
  return true;
}

/** A host that had failed is up again; what ran there is gone. */
export function repairHost(world: World, name: string): void {
  const host = world.host(name);
  require(!host.up, () => `Host "${name}" has not failed, so there is nothing to repair.`);
  host.up = true;
  world.emit({ kind: 'host.repaired', host: name });
}

/** Something else on the host takes all its free memory: what is coming in finds no room and cannot stay. */
export function exhaustHost(world: World, name: string): void {
  require(world.host(name).up, () => `Host "${name}" has failed: repair it first.`);
  world.emit({ kind: 'host.exhausted', host: name });
  for (const vm of [...world.vms.values()]) {
    if (vm.replication?.to === name) vm.replication.interrupt(`Host ${name} ran out of memory.`);
    if (isComingTo(vm, name)) vm.activeMigration?.interrupt(new Error(`Host ${name} ran out of memory.`));
  }
}

function isComingTo(vm: VirtualMachine, host: string): boolean {
  return vm.activeMigration?.to === host;
}
