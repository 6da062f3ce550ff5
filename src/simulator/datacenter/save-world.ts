import type { MachineImage } from '../machine/model-machine.ts';
import type { DeviceState } from '../machine/ports.ts';
import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import type { SnapshotNode } from '../snapshot/snapshot-tree.ts';
import { brokenDrain } from './drain.ts';
import { keptTrace } from './kept-trace.ts';
import type { SavedHeader, SavedHost, SavedImage, SavedSnapshot, SavedVm, SavedWorld } from './saved-world.ts';
import type { EndedMigration, VirtualMachine } from './virtual-machine.ts';
import type { Host, World } from './world.ts';

type Directory = NonNullable<PageTableImage['root']['directories'][number]>;
type Leaf = NonNullable<Directory['leaves'][number]>;

/** Collects page tables and device states so that whatever is shared is stored once. */
class Collection {
  readonly images: SavedImage[] = [];
  readonly directories: number[][] = [];
  readonly leaves: (Uint32Array | Uint8Array)[] = [];
  readonly #directoryNumbers = new Map<Directory, number>();
  readonly #leafNumbers = new Map<Leaf, number>();

  image(image: PageTableImage): number {
    const { kind, pageCount, root } = image;
    const directories = Array.from(root.directories, (directory) => this.#directory(directory));
    return this.images.push({ kind, pageCount, directories }) - 1;
  }

  device(state: DeviceState): number {
    return this.leaves.push(state) - 1;
  }

  #directory(directory: Directory | undefined): number {
    if (directory === undefined) return -1;
    const known = this.#directoryNumbers.get(directory);
    if (known !== undefined) return known;
    const number = this.directories.push(Array.from(directory.leaves, (leaf) => this.#leaf(leaf))) - 1;
    this.#directoryNumbers.set(directory, number);
    return number;
  }

  #leaf(leaf: Leaf | undefined): number {
    if (leaf === undefined) return -1;
    const known = this.#leafNumbers.get(leaf);
    if (known !== undefined) return known;
    // What a leaf shows may be a window into memory that the guest goes on writing.
    const number = this.leaves.push(leaf.data.slice()) - 1;
    this.#leafNumbers.set(leaf, number);
    return number;
  }
}

/** Saves a world without disturbing it: memory is captured, so the guests may run on while it is written. */
export function saveWorld(world: World): SavedWorld {
  const collection = new Collection();
  const vms = [...world.vms.values()].map((vm) => saveVm(vm, collection));
  const header: SavedHeader = {
    seed: world.seed,
    time: world.queue.now,
    migrationsStarted: world.migrationsStarted,
    hosts: [...world.hosts.values()].map((host) => saveHost(world, host)),
    links: [...world.links.values()].map(({ between, model }) => ({ between, ...model.settings, up: model.isUp })),
    vms,
    images: collection.images,
    directories: collection.directories,
    trace: keptTrace(world.trace),
  };
  return { version: 1, header: JSON.stringify(header), leaves: collection.leaves };
}

function saveHost(world: World, host: Host): SavedHost {
  const { name, memoryBytes, cpuFeatures, up, drain } = host;
  return { name, memoryBytes, ...(cpuFeatures && { cpuFeatures }), up, brokenDrain: drain && brokenDrain(world, host, drain) };
}

function saveVm(vm: VirtualMachine, collection: Collection): SavedVm {
  const { machine, snapshots } = vm;
  return {
    settings: vm.settings,
    host: vm.host,
    state: vm.state,
    lost: vm.lost,
    memory: collection.image(wholeMemory(vm)),
    ...(machine.disk && { disk: collection.image(machine.disk.blocks.table.capture()) }),
    device: collection.device(machine.vcpu.save(0)),
    clients: vm.clients?.settings ?? null,
    snapshots: snapshots.nodes().map((node) => saveSnapshot(node, collection)),
    currentSnapshot: snapshots.current,
    snapshotsTaken: snapshots.taken,
    lastMigration: vm.lastMigration,
    brokenMigration: brokenMigration(vm),
    brokenSnapshot: vm.snapshotWork?.whenClosed ?? null,
  };
}

/** In post-copy the part of the memory that is still at the source is fetched at once. */
function wholeMemory({ machine, activeMigration }: VirtualMachine): PageTableImage {
  const image = machine.captureMemory();
  if (activeMigration === null || !activeMigration.isHandedOver) return image;
  const table = PageTable.of(image);
  table.write(activeMigration.source.readPages(activeMigration.missing().pages()));
  return table.capture();
}

function saveSnapshot(node: SnapshotNode, collection: Collection): SavedSnapshot {
  const { state, ...rest } = node;
  const memory = state.memory as MachineImage;
  return {
    ...rest,
    memory: collection.image(memory),
    ...(memory.disk && { disk: collection.image(memory.disk) }),
    device: collection.device(state.device),
  };
}

/** A process cannot be saved, so a migration under way is saved as what it will be when nobody goes on with it. */
function brokenMigration(vm: VirtualMachine): EndedMigration | null {
  if (vm.activeMigration === null) return null;
  const { id, from, to, parameters, phase } = vm.activeMigration;
  return { id, from, to, parameters, phase, status: 'failed', figures: vm.activeMigration.figures() };
}
