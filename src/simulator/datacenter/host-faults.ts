import { loseContainers } from './containers/save-containers.ts';
import { takeDown } from './host-down.ts';
import { require } from './refusal.ts';
import { requireUp } from './room.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The host loses power: its links are dead, and what ran on it is lost. */
export function failHost(world: World, name: string): void {
  const host = world.host(name);
  require(host.up, () => `Host "${name}" has failed already.`);
  host.up = false;
  world.emit({ kind: 'host.failed', host: name });
  loseContainers(world, name);
  takeDown(world, name, `host ${name} failed`);
}

/** A host that had failed is up again; what ran there is gone, and so are the containers of a kernel that crashed. */
export function repairHost(world: World, name: string): void {
  const host = world.host(name);
  require(!host.up, () => `Host "${name}" has not failed, so there is nothing to repair.`);
  loseContainers(world, name);
  host.up = true;
  world.emit({ kind: 'host.repaired', host: name });
}

/** Something else on the host takes all its free memory: what is coming in finds no room and cannot stay. */
export function exhaustHost(world: World, name: string): void {
  requireUp(world, name);
  world.emit({ kind: 'host.exhausted', host: name });
  for (const vm of [...world.vms.values()]) {
    if (vm.replication?.to === name) vm.replication.interrupt(`Host ${name} ran out of memory.`);
    if (isComingTo(vm, name)) vm.activeMigration?.interrupt(new Error(`Host ${name} ran out of memory.`));
  }
}

function isComingTo(vm: VirtualMachine, host: string): boolean {
  return vm.activeMigration?.to === host;
}
