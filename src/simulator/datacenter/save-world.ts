import type { StorageSettings } from '../machine/shared-storage.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import type { DiskImage } from '../storage/disk-image.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import { copyWatchOf } from './copy-watch.ts';
import { brokenWorks, saveCheckpoints, saveMissingPages } from './containers/save-checkpoints.ts';
import { saveContainers } from './containers/save-containers.ts';
import { brokenDrain } from './drain.ts';
import { lastOf } from '../kernel/steps.ts';
import { keptTrace } from './kept-trace.ts';
import { saveNetwork, saveVmNetwork } from './network/save-network.ts';
import type { PartCollection } from './part-numbers.ts';
import { DiskImageList } from './save-disks.ts';
import type { SavedHeader, SavedHost, SavedSnapshot, SavedVm, SavedWorld } from './saved-world.ts';
import type { EndedMigration, VirtualMachine } from './virtual-machine.ts';
import type { Host, World } from './world.ts';

/** Saves a world without disturbing it: memory is captured, not copied, and the guests may run on while it is written. */
export function saveWorld(world: World): SavedWorld {
  return lastOf(saveWorldInSteps(world));
}

/** The same in steps, between which the world may go on: what is saved is the world at the first of them. */
export function* saveWorldInSteps(world: World): Generator<void, SavedWorld> {
  const collection = world.partNumbers.gather();
  const images = new DiskImageList(collection);
  const vms = [...world.vms.values()].map((vm) => saveVm(vm, collection, images));
  const header: Omit<SavedHeader, 'containers'> = {
    seed: world.seed,
    time: world.queue.now,
    migrationsStarted: world.migrationsStarted,
    hosts: [...world.hosts.values()].map((host) => saveHost(world, host)),
    links: [...world.links.values()].map(({ between, model }) => ({ between, ...model.settings, up: model.isUp })),
    storage: storageWithoutUnfinishedFiles(world),
    diskImages: images.saved,
    vms,
    ...(world.agenda.length > 0 && { agenda: world.agenda }),
    ...(world.checkpoints.size > 0 && { checkpoints: saveCheckpoints(world, collection) }),
    ...(world.containerWorks.size > 0 && { brokenWorks: brokenWorks(world), missingPages: saveMissingPages(world, collection) }),
    network: saveNetwork(world),
  };
  const text = JSON.stringify(header);
  const trace = keptTrace(world.trace);
  if (world.containerKernels.size === 0) return { version: 2, header: text, ...collection.parts, trace };
  const containers = yield* saveContainers(world, collection);
  return { version: 2, header: `${text.slice(0, -1)},"containers":${JSON.stringify(containers)}}`, ...collection.parts, trace };
}

/** A snapshot under way is not saved, so its file is gone when the world is opened again. */
function storageWithoutUnfinishedFiles({ storage, vms, containerWorks }: World): StorageSettings {
  let { freeBytes } = storage.settings;
  for (const { snapshotWork } of vms.values()) freeBytes += snapshotWork?.file?.roomTaken ?? 0;
  for (const work of containerWorks.values()) freeBytes += work.roomTaken?.() ?? 0;
  return { ...storage.settings, freeBytes };
}

function saveHost(world: World, host: Host): SavedHost {
  const { name, memoryBytes, cpuFeatures, up, drain } = host;
  return { name, memoryBytes, ...(cpuFeatures && { cpuFeatures }), up, brokenDrain: drain && brokenDrain(world, host, drain) };
}

function saveVm(vm: VirtualMachine, collection: PartCollection, images: DiskImageList): SavedVm {
  const { machine, snapshots } = vm;
  const copyWatch = copyWatchOf(vm);
  return {
    settings: vm.settings,
    host: vm.host,
    // A replica that is about to run does so when the world is opened.
    state: vm.failingOver === null ? vm.state : 'running',
    lost: vm.lost,
    memory: collection.table(wholeMemory(vm)),
    ...(machine.disk && { disk: images.disk(machine.disk) }),
    device: collection.state(machine.vcpu.save(0)),
    clients: vm.clients?.settings ?? null,
    network: saveVmNetwork(vm),
    ...crashOf(vm),
    snapshots: snapshots.nodes().map((node) => saveSnapshot(node, collection, images)),
    currentSnapshot: snapshots.current,
    snapshotsTaken: snapshots.taken,
    lastMigration: vm.lastMigration,
    brokenMigration: brokenMigration(vm),
    ...(vm.diskJob && { brokenDiskJob: { kind: 'disk.job-failed', vm: vm.name, operation: vm.diskJob.operation, reason: 'VirtLab was closed before it was done; the disk reads as before.' } }),
    ...brokenReplication(vm),
    ...(copyWatch && { copyWatch }),
    brokenSnapshot: vm.snapshotWork?.whenClosed ?? null,
  };
}

function crashOf({ watch }: VirtualMachine): { readonly crash?: string } {
  const crash = watch?.told ?? null;
  return crash === null ? {} : { crash };
}

/** In post-copy the part of the memory that is still at the source is fetched at once. */
function wholeMemory({ machine, activeMigration }: VirtualMachine): PageTableImage {
  return activeMigration?.isHandedOver === true ? activeMigration.wholeMemory() : machine.captureMemory();
}

function saveSnapshot(node: SnapshotNode, collection: PartCollection, images: DiskImageList): SavedSnapshot {
  const { state, ...rest } = node;
  return {
    ...rest,
    ...(state.memory && { memory: collection.table(state.memory as PageTableImage) }),
    ...(state.disk && { disk: images.image(state.disk as DiskImage) }),
    ...(state.device && { device: collection.state(state.device) }),
  };
}

/** In the restored world there is no replica any more; one that was about to run runs. */
function brokenReplication({ name, replication, failingOver }: VirtualMachine): Pick<SavedVm, 'brokenReplication'> {
  if (failingOver !== null) return { brokenReplication: failingOver.event };
  if (replication === null) return {};
  const reason = 'VirtLab was closed while the VM was replicated.';
  return { brokenReplication: { kind: 'replication.stopped', vm: name, reason, figures: replication.figures() } };
}

/** A process cannot be saved, so a migration under way is saved as what it will be when nobody goes on with it. */
function brokenMigration(vm: VirtualMachine): EndedMigration | null {
  if (vm.activeMigration === null) return null;
  const { id, from, to, parameters, phase } = vm.activeMigration;
  return { id, from, to, parameters, phase, status: 'failed', figures: vm.activeMigration.figures() };
}
