import type { PageTableImage } from '../../memory/page-table.ts';
import type { CommandOf } from '../commands.ts';
import { requireCpuFeatures } from '../cpu-features.ts';
import { requireName } from '../limits.ts';
import { require } from '../refusal.ts';
import { requireRoom, requireUp } from '../room.ts';
import { snapshotOf } from '../snapshot-work.ts';
import { requireSoundDisk } from '../storage/disk-layers.ts';
import { VirtualMachine } from '../virtual-machine.ts';
import { newMachine } from '../vm-commands.ts';
import type { World } from '../world.ts';
import { newVmNetwork } from './vm-network.ts';
import { announceAddress } from './vm-side.ts';

/**
 * Starts a second VM from a snapshot. All that was in the first one's memory is in the second one's too: its address,
 * its connections, its random numbers. Only the generation of the machine is its own.
 */
export function cloneVm(world: World, { vm: name, snapshot, as, host: given }: CommandOf<'snapshot.clone'>): void {
  const original = world.vm(name);
  const node = snapshotOf(original, snapshot);
  requireSoundDisk(node);
  const host = given ?? original.host;
  requireName('VM', as);
  require(!world.vms.has(as), () => `There is a VM "${as}" already: choose another name.`);
  requireUp(world, host);
  requireCpuFeatures(world, host, as, original.settings.requiredCpuFeatures);
  requireRoom(world, host, as, original.memoryBytes);
  const { memory, device, disk } = node.state;
  require(memory !== null && device !== null, () => `The snapshot "${node.name}" is of the disk alone: there is no memory that a second VM could go on with.`);
  const settings = { ...original.settings, name: as };
  const machine = newMachine(world, settings);
  machine.restoreMemory(memory as PageTableImage);
  machine.restoreDisk(disk);
  machine.loadDeviceState(device);
  const clone = new VirtualMachine(settings, host, machine);
  clone.state = node.wasRunning ? 'running' : 'paused';
  world.vms.set(as, clone);
  world.emit({ kind: 'vm.cloned', vm: as, host, from: name, snapshot });
  if (node.wasRunning) machine.resume();
  if (original.network === null) return;
  clone.network = { ...newVmNetwork(world, original.network.address), hasGenerationDevice: original.network.hasGenerationDevice };
  announceAddress(world, clone, clone.network);
}
