import type { LinkSettings } from '../network/link-model.ts';
import { reportOf } from './guest-watch.ts';
import { checkpointInventory } from './containers/checkpoint-inventory.ts';
import { containersOn } from './containers/container-inventory.ts';
import type { HostInventory, Inventory, MigrationInventory, ReplicationInventory, SnapshotWorkInventory, VmInventory } from './inventory.ts';
import { activeMigrationInventory } from './migration-inventory.ts';
import { networkInventory, savedConnections } from './network/network-inventory.ts';
import { diskChainInventory } from './storage/disk-inventory.ts';
import type { ActiveReplication } from './replication/active-replication.ts';
import type { SnapshotWork, VirtualMachine } from './virtual-machine.ts';
import type { World } from './world.ts';

/** The world as plain data, hosts and VMs in the order in which they were made. */
export function takeInventory(world: World): Inventory {
  return {
    seed: world.seed,
    time: world.queue.now,
    hosts: [...world.hosts.values()].map((host) => ({
      name: host.name,
      memoryBytes: host.memoryBytes,
      freeBytes: world.freeBytes(host),
      up: host.up,
      ...panic(world, host.name),
      draining: host.drain !== null,
      ...(host.cpuFeatures && { cpuFeatures: host.cpuFeatures }),
      vms: world.vmsOn(host.name).map((vm) => vmInventory(world, vm)),
      ...containers(world, host.name),
    })),
    links: [...world.links.values()].map(({ between, model }) => ({
      between,
      bytesPerSecond: model.settings.bytesPerSecond,
      ...streamRate(model.settings),
      latencyNanoseconds: model.settings.latencyNanoseconds,
      up: model.isUp,
    })),
    storage: world.storage.settings,
    ...(world.checkpoints.size > 0 && { checkpoints: checkpointInventory(world) }),
  };
}

function panic(world: World, host: string): Pick<HostInventory, 'panic'> {
  const reason = world.containerKernels.get(host)?.host.kernel.panic ?? null;
  return reason === null ? {} : { panic: reason };
}

function containers(world: World, host: string): Pick<HostInventory, 'containers'> {
  const found = containersOn(world, host);
  return found.length === 0 ? {} : { containers: found };
}

function streamRate({ streamBytesPerSecond }: LinkSettings): Pick<LinkSettings, 'streamBytesPerSecond'> {
  return streamBytesPerSecond === undefined ? {} : { streamBytesPerSecond };
}

function vmInventory(world: World, vm: VirtualMachine): VmInventory {
  const { requiredCpuFeatures } = vm.settings;
  const network = networkInventory(world, vm);
  const chain = diskChainInventory(world, vm);
  return {
    name: vm.name,
    host: vm.host,
    state: vm.state,
    lost: vm.lost,
    memoryBytes: vm.memoryBytes,
    guest: vm.settings.guest,
    ...(requiredCpuFeatures && { requiredCpuFeatures }),
    ...(vm.settings.disk && { disk: vm.settings.disk }),
    ...(chain && { chain }),
    guestStepsPerSecond: vm.machine.stepsPerSecond,
    guestSteps: vm.machine.vcpu.steps,
    guestReport: reportOf(vm),
    snapshots: vm.snapshots.nodes().map((node) => ({
      id: node.id,
      name: node.name,
      description: node.description,
      parent: node.parent,
      takenAt: node.takenAt,
      method: node.method,
      ...(node.contents === 'disk' && { contents: node.contents }),
      ...(node.quiesced === true && { quiesced: true }),
      ...(node.fileBytes !== undefined && { fileBytes: node.fileBytes }),
      ...(node.checksum !== undefined && { checksum: node.checksum }),
      pause: node.pause,
      ...(network && { connections: savedConnections(world, node) }),
    })),
    currentSnapshot: vm.snapshots.current,
    ...(vm.snapshotWork && { snapshotWork: workInventory(vm.snapshotWork) }),
    migration: migrationInventory(vm),
    ...(vm.replication && { replication: replicationInventory(vm.replication) }),
    ...(vm.failingOver && { failingOver: true as const }),
    clients: vm.clients?.settings ?? null,
    ...(network && { network }),
  };
}

function workInventory({ description, snapshot, progress }: SnapshotWork): SnapshotWorkInventory {
  return { description, ...(snapshot !== undefined && { snapshot }), ...(progress && { progress: progress() }) };
}

function replicationInventory(replication: ActiveReplication): ReplicationInventory {
  const { to, interval, checkpoint } = replication;
  return { to, interval, status: checkpoint === 0 ? 'first-copy' : 'protected', checkpoint, figures: replication.figures() };
}

function migrationInventory(vm: VirtualMachine): MigrationInventory | null {
  const active = vm.activeMigration;
  if (active === null) return vm.lastMigration && { ...vm.lastMigration, awaitsRecovery: false };
  return activeMigrationInventory(active);
}
