import type { Nanoseconds } from '../../kernel/time.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';
import { type OutputCommit, takeCheckpoint } from './output-commit.ts';
import type { VmNetwork } from './vm-network.ts';

/** From now on what the VM says goes out with the checkpoint that covers it, every so often. */
export function beginOutputCommit(world: World, vm: VirtualMachine, network: VmNetwork, every: Nanoseconds, since = world.queue.now): void {
  const commit: OutputCommit = { every, since, checkpoint: takeCheckpoint(vm.machine, world.queue.now) };
  network.commit = commit;
  const next = (): void => {
    const due = since + (Math.floor((world.queue.now - since) / every) + 1) * every;
    world.queue.at(due, () => {
      if (network.commit !== commit || world.vms.get(vm.name) !== vm) return;
      checkpoint(world, vm, network, commit);
      next();
    });
  };
  next();
}

/** What was held goes out at once, and nothing is held any more. */
export function endOutputCommit(world: World, vm: VirtualMachine, network: VmNetwork): void {
  network.commit = null;
  release(world, vm, network);
}

/** Takes a checkpoint where all of the machine is here and runs; what it said before may then be known. */
function checkpoint(world: World, vm: VirtualMachine, network: VmNetwork, commit: OutputCommit): void {
  if (vm.state === 'stopped') network.output.discard();
  if (!vm.machine.isRunning || vm.activeMigration?.isHandedOver === true) return;
  commit.checkpoint = takeCheckpoint(vm.machine, world.queue.now);
  release(world, vm, network);
}

/** The checkpoint lies on the same host, so it is safe as soon as it is taken; one on another host takes its time. */
function release(world: World, vm: VirtualMachine, { output }: VmNetwork): void {
  for (const segment of output.release(output.seal())) world.network.vmSends(vm, segment);
}
