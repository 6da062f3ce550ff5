import { require } from '../refusal.ts';
import { requireNoDiskJob } from '../storage/disk-layers.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import { requireAtRest } from '../vm-commands.ts';
import type { World } from '../world.ts';
import { restoreCheckpoint } from './output-commit.ts';
import { networkWentBack } from './vm-side.ts';

/** Puts a VM back to its last checkpoint, as after a failure: nobody outside knows of anything that is lost with it. */
export function returnToCheckpoint(world: World, vm: VirtualMachine): void {
  requireAtRest(vm);
  requireNoDiskJob(vm);
  const commit = vm.network?.commit ?? null;
  require(commit !== null, () => `VM "${vm.name}" takes no checkpoints: give it output commit first.`);
  require(vm.state !== 'stopped', () => `VM "${vm.name}" is stopped, and its checkpoints went with its memory.`);
  vm.machine.pause();
  restoreCheckpoint(vm.machine, commit.checkpoint);
  const discarded = networkWentBack(world, vm);
  world.emit({ kind: 'checkpoint.returned', vm: vm.name, takenAt: commit.checkpoint.takenAt, discarded });
  if (vm.state === 'running') vm.machine.resume();
}
