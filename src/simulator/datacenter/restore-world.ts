import { restoreCheckpoints, restoreMissingPages } from './containers/save-checkpoints.ts';
import { restoreContainers } from './containers/save-containers.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import type { EventBody } from './events.ts';
import { LinkModel } from '../network/link-model.ts';
import { restoreNetwork, restoreVmNetwork } from './network/save-network.ts';
import { PartNumbers } from './part-numbers.ts';
import { RestoredDiskImages } from './restore-disks.ts';
import { DamagedWorld, SavedParts } from './saved-parts.ts';
import { upgradeDisks } from './saved-world-1.ts';
import type { SavedHeader, SavedSnapshot, SavedVm, SavedWorld } from './saved-world.ts';
import { watchCopies } from './copy-watch.ts';
import { attachClients } from './client-commands.ts';
import { watchGuest } from './guest-watch.ts';
import { VirtualMachine } from './virtual-machine.ts';
import { newMachine } from './vm-commands.ts';
import { World } from './world.ts';

/** What a header has at least; what its entries lack is found when they are used. */
const HEADER_NUMBERS = ['seed', 'time', 'migrationsStarted'] as const;
const HEADER_LISTS = ['hosts', 'links', 'vms', 'diskImages'] as const;

/** Makes a world of what was saved. Throws an error with one sentence where it does not fit together. */
export function restoreWorld(saved: SavedWorld): World {
  const version: number = saved.version;
  if (version !== 2) {
    throw new Error(`The saved world has format ${version}, and this VirtLab reads format 2: update VirtLab to open it.`);
  }
  try {
    return build(parseHeader(saved.header), saved, new SavedParts(saved));
  } catch (error) {
    throw error instanceof DamagedWorld ? error : new DamagedWorld('its header is not complete.');
  }
}

function parseHeader(text: string): SavedHeader {
  let header: Partial<SavedHeader> | null;
  try {
    header = JSON.parse(text) as Partial<SavedHeader> | null;
  } catch {
    throw new DamagedWorld('its header is not JSON.');
  }
  header &&= upgradeDisks(header);
  const hasAll =
    HEADER_NUMBERS.every((key) => typeof header?.[key] === 'number') &&
    HEADER_LISTS.every((key) => Array.isArray(header?.[key]));
  if (!hasAll) throw new DamagedWorld('its header is not complete.');
  return header as SavedHeader;
}

function build(header: SavedHeader, saved: SavedWorld, parts: SavedParts): World {
  const world = new World(header.seed, header.time, new PartNumbers(saved));
  world.restoreTrace(saved.trace);
  world.migrationsStarted = header.migrationsStarted;
  world.agenda.push(...(header.agenda ?? []));
  for (const { name, memoryBytes, cpuFeatures, up } of header.hosts) {
    world.hosts.set(name, { name, memoryBytes, ...(cpuFeatures && { cpuFeatures }), up, drain: null });
  }
  for (const { between, up, ...settings } of header.links) {
    const model = new LinkModel(world.queue, settings);
    if (!up) model.cut();
    world.addLink(...between, model);
  }
  if (header.storage) world.storage.change(header.storage);
  const images = new RestoredDiskImages(header.diskImages, parts);
  for (const vm of header.vms) restoreVm(world, vm, parts, images);
  if (header.containers) restoreContainers(world, header.containers, parts);
  if (header.checkpoints) restoreCheckpoints(world, header.checkpoints, parts);
  if (header.missingPages) restoreMissingPages(world, header.missingPages, parts);
  for (const event of header.brokenWorks ?? []) world.emit(event);
  if (header.network) restoreNetwork(world, header.network);
  for (const { settings, brokenReplication } of header.vms) {
    if (brokenReplication) restoreWithoutReplica(world, world.vm(settings.name), brokenReplication);
  }
  for (const { brokenDrain } of header.hosts) if (brokenDrain) world.emit(brokenDrain);
  return world;
}

function restoreVm(world: World, saved: SavedVm, parts: SavedParts, images: RestoredDiskImages): void {
  const vm = new VirtualMachine(saved.settings, saved.host, newMachine(world, saved.settings));
  if (!world.hosts.has(vm.host)) throw new DamagedWorld(`VM "${vm.name}" is on host "${vm.host}", which is not there.`);
  vm.machine.restoreMemory(PageTable.of(imageOf(vm, saved.memory, parts)).capture());
  if (vm.machine.disk !== null) images.restore(vm.machine.disk, saved.disk);
  vm.machine.loadDeviceState(parts.device(saved.device));
  vm.snapshots.restore(
    saved.snapshots.map((snapshot) => restoreSnapshot(vm, snapshot, parts, images)),
    saved.currentSnapshot,
    saved.snapshotsTaken,
  );
  vm.state = saved.state;
  vm.lost = saved.lost ?? null;
  if (vm.state === 'running') vm.machine.resume();
  vm.lastMigration = saved.brokenMigration ?? saved.lastMigration;
  world.vms.set(vm.name, vm);
  watchGuest(world, vm, saved.crash ?? null);
  if (saved.clients) attachClients(world, vm, saved.clients);
  if (saved.network) restoreVmNetwork(world, vm, saved.network);
  if (saved.copyWatch) watchCopies(world, vm, saved.copyWatch);
  if (saved.brokenDiskJob !== undefined) world.emit(saved.brokenDiskJob);
  if (saved.brokenSnapshot !== null) world.emit(saved.brokenSnapshot);
  if (saved.brokenMigration === null) return;
  world.emit({
    kind: 'migration.failed',
    migration: saved.brokenMigration.id,
    reason: `VirtLab was closed while the migration ran; the VM goes on at ${vm.host}.`,
    figures: saved.brokenMigration.figures,
  });
}

/** What waited for the replica goes out: nothing will be undone any more. */
function restoreWithoutReplica(world: World, vm: VirtualMachine, event: EventBody): void {
  world.emit(event);
  const output = vm.network?.output;
  for (const frame of output?.release(output.seal()) ?? []) world.network.vmSends(vm, frame);
}

function restoreSnapshot(vm: VirtualMachine, saved: SavedSnapshot, parts: SavedParts, images: RestoredDiskImages) {
  const { memory, disk, device, ...rest } = saved;
  const image = disk === undefined ? null : images.image(disk, vm.machine.disk);
  return {
    ...rest,
    state: {
      memory: memory === undefined ? null : imageOf(vm, memory, parts),
      disk: image,
      device: device === undefined ? null : parts.device(device),
    },
  };
}

function imageOf(vm: VirtualMachine, number: number, parts: SavedParts): PageTableImage {
  const image = parts.table(number);
  const { kind, pageCount } = vm.machine.memory.table;
  if (image.kind === kind && image.pageCount === pageCount) return image;
  throw new DamagedWorld(`the memory of VM "${vm.name}" does not fit its settings.`);
}
