import type { VirtualMachine } from './virtual-machine.ts';
import { newMachine } from './vm-commands.ts';
import type { World } from './world.ts';

/** A VM whose memory is gone: it is powered off. Its disk stays, and so do its snapshots, which are kept elsewhere. */
export function loseVm(world: World, vm: VirtualMachine, reason: string): void {
  vm.machine.pause();
  vm.machine = newMachine(world, vm.settings, vm.machine.disk);
  vm.snapshots.startOver();
  vm.state = 'stopped';
  vm.lost = reason;
  world.emit({ kind: 'vm.lost', vm: vm.name, reason });
}
