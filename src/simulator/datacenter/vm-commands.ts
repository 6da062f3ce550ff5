import { boot } from '../machine/boot.ts';
import { Disk } from '../machine/disk.ts';
import { guestProgram } from '../machine/guest.ts';
import { ModelMachine } from '../machine/model-machine.ts';
import { pagesOf } from '../memory/page.ts';
import type { CommandOf } from './commands.ts';
import { stopWatchingCopies } from './copy-watch.ts';
import { requireCpuFeatures, requireFeatureNames } from './cpu-features.ts';
import { diskFor, requireGuest } from './guest-limits.ts';
import { watchGuest } from './guest-watch.ts';
import { LIMITS, requireDisk, requireMemory, requireName, requireShare } from './limits.ts';
import { require } from './refusal.ts';
import { requireRoom, requireUp } from './room.ts';
import { requireNoDiskJob } from './storage/disk-layers.ts';
import { VirtualMachine, type VmSettings } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The commands on the life of a VM. */
export type VmCommand = CommandOf<'vm.create' | 'vm.start' | 'vm.pause' | 'vm.resume' | 'vm.stop' | 'vm.delete'>;

/** The life of a VM, but for snapshots and migrations. */
export function applyVmCommand(world: World, command: VmCommand): void {
  switch (command.kind) {
    case 'vm.create':
      createVm(world, command);
      return;
    case 'vm.start':
      start(world, world.vm(command.vm));
      return;
    case 'vm.pause':
      pause(world, world.vm(command.vm));
      return;
    case 'vm.resume':
      resume(world, world.vm(command.vm));
      return;
    case 'vm.stop':
      stop(world, world.vm(command.vm));
      return;
    case 'vm.delete':
      remove(world, world.vm(command.vm));
  }
}

/** A machine for this VM, powered off, with empty memory. It has this disk, or an empty one if the VM has one of its own. */
export function newMachine(world: World, settings: VmSettings, disk?: Disk | null): ModelMachine {
  const machine = new ModelMachine(world.queue, guestProgram(settings.guest), pagesOf(settings.memoryBytes));
  machine.disk = disk ?? (settings.disk === undefined ? null : new Disk(settings.disk));
  return machine;
}

/**
 * An empty machine on another host, to take this VM's place or to stand by. A disk on shared storage is the same for
 * both; else it has an empty one, to be filled.
 */
export function newCounterpart(world: World, { settings, machine: { disk } }: VirtualMachine): ModelMachine {
  if (settings.disk === undefined || disk === null) return newMachine(world, settings, null);
  return newMachine(world, settings, settings.disk.shared === true ? disk : new Disk(settings.disk, disk.imagesMade));
}

/** Refuses while a migration, replication, snapshot or roll back has the VM in its hands. */
export function requireAtRest(vm: VirtualMachine): void {
  require(
    vm.activeMigration === null,
    () => `VM "${vm.name}" is migrating to ${vm.activeMigration?.to}: wait for it, or cancel the migration first.`,
  );
  require(vm.replication === null, () => `VM "${vm.name}" is replicated to ${vm.replication?.to}: stop the replication first.`);
  require(vm.failingOver === null, () => `VM "${vm.name}" is going over to its replica on ${vm.host}: try again in a moment.`);
  require(vm.snapshotWork === null, () => `${vm.snapshotWork?.description}: ${vm.snapshotWork?.progress ? 'wait for it, or cancel it first' : 'try again in a moment'}.`);
}

/** Creates a VM, stopped. */
function createVm(world: World, command: CommandOf<'vm.create'>): void {
  addVm(world, newVm(world, command));
}

/** A VM that is in no world yet. Refuses one that this world could not take. */
export function newVm(world: World, command: CommandOf<'vm.create'>): VirtualMachine {
  const { vm: name, host, memoryBytes, guest, zeroShare = 0, requiredCpuFeatures } = command;
  requireName('VM', name);
  require(!world.vms.has(name), () => `There is a VM "${name}" already: choose another name.`);
  requireUp(world, host);
  requireMemory(`The memory of VM "${name}"`, memoryBytes, LIMITS.vmMemoryBytes);
  requireGuest(guest, memoryBytes);
  requireShare('zeroShare', zeroShare);
  const disk = diskFor(guest, command.disk);
  if (disk !== undefined) requireDisk(disk);
  requireFeatureNames(`The CPU features that VM "${name}" needs`, requiredCpuFeatures);
  requireCpuFeatures(world, host, name, requiredCpuFeatures);
  requireRoom(world, host, name, memoryBytes);
  const settings: VmSettings = {
    name, memoryBytes, guest, zeroShare, ...(requiredCpuFeatures && { requiredCpuFeatures }), ...(disk && { disk }),
  };
  const machine = newMachine(world, settings, disk && Disk.installed(disk));
  if (machine.disk?.device) machine.guest.install?.(machine.disk.device);
  return new VirtualMachine(settings, host, machine);
}

/** Puts a VM into the world. */
export function addVm(world: World, vm: VirtualMachine): void {
  const { name, host, memoryBytes } = vm;
  world.vms.set(name, vm);
  watchGuest(world, vm);
  world.emit({ kind: 'vm.created', vm: name, host, memoryBytes });
}

function start(world: World, vm: VirtualMachine): void {
  requireAtRest(vm);
  require(vm.state !== 'running', () => `VM "${vm.name}" is running already.`);
  require(vm.state !== 'paused', () => `VM "${vm.name}" is paused: resume it instead of starting it.`);
  requireUp(world, vm.host);
  require(vm.diskJob?.operation !== 'rebase', () => `The disk of VM "${vm.name}" is being rebased, and must not be in use: wait for it, or cancel it first.`);
  vm.machine = newMachine(world, vm.settings, vm.machine.disk);
  boot(vm.machine, world.seed, vm.name, vm.settings.zeroShare);
  vm.machine.resume();
  vm.watch?.startOver();
  vm.state = 'running';
  vm.lost = null;
  world.emit({ kind: 'vm.started', vm: vm.name });
}

function pause(world: World, vm: VirtualMachine): void {
  requireAtRest(vm);
  require(vm.state === 'running', () => `VM "${vm.name}" is ${vm.state}, so there is nothing to pause.`);
  vm.machine.pause();
  vm.state = 'paused';
  world.emit({ kind: 'vm.paused', vm: vm.name });
}

function resume(world: World, vm: VirtualMachine): void {
  requireAtRest(vm);
  require(vm.state !== 'running', () => `VM "${vm.name}" is running already.`);
  require(vm.state === 'paused', () => `VM "${vm.name}" is stopped: start it instead of resuming it.`);
  vm.machine.resume();
  vm.state = 'running';
  world.emit({ kind: 'vm.resumed', vm: vm.name });
}

/** Power off: what was in memory is gone, disk and snapshots stay. The next start boots, and so goes on from none of them. */
function stop(world: World, vm: VirtualMachine): void {
  requireAtRest(vm);
  require(vm.state !== 'stopped', () => `VM "${vm.name}" is stopped already.`);
  vm.machine.pause();
  vm.machine = newMachine(world, vm.settings, vm.machine.disk);
  vm.snapshots.startOver();
  vm.state = 'stopped';
  world.emit({ kind: 'vm.stopped', vm: vm.name });
}

function remove(world: World, vm: VirtualMachine): void {
  requireAtRest(vm);
  require(vm.state === 'stopped', () => `VM "${vm.name}" is ${vm.state}: stop it before you delete it.`);
  requireNoDiskJob(vm);
  vm.clients?.stop();
  stopWatchingCopies(vm);
  for (const peer of [...world.network.peers.values()]) if (peer.vm === vm.name) world.network.removePeer(peer.name);
  vm.watch?.stop();
  world.vms.delete(vm.name);
  world.emit({ kind: 'vm.deleted', vm: vm.name });
}
