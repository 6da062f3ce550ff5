import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import { LinkModel } from '../network/link-model.ts';
import type { SavedHeader, SavedSnapshot, SavedVm, SavedWorld } from './saved-world.ts';
import { VirtualMachine } from './virtual-machine.ts';
import { newMachine } from './vm-commands.ts';
import { World } from './world.ts';

type Root = PageTableImage['root'];
type Directory = NonNullable<Root['directories'][number]>;

/** Makes a world of what was saved. Throws an error with one sentence where it does not fit together. */
export function restoreWorld(saved: SavedWorld): World {
  const header = parseHeader(saved);
  const parts = new Parts(header, saved.leaves);
  const world = new World(header.seed, header.time);
  world.restoreTrace(header.trace);
  world.migrationsStarted = header.migrationsStarted;
  for (const host of header.hosts) world.hosts.set(host.name, { ...host, drain: null });
  for (const { between, up, ...settings } of header.links) {
    const model = new LinkModel(world.queue, settings);
    if (!up) model.cut();
    world.addLink(...between, model);
  }
  for (const vm of header.vms) restoreVm(world, vm, parts);
  return world;
}

function parseHeader(saved: SavedWorld): SavedHeader {
  const version: number = saved.version;
  if (version !== 1) {
    throw new Error(`The saved world has format ${version}, and this VirtLab reads format 1: update VirtLab to open it.`);
  }
  try {
    return JSON.parse(saved.header) as SavedHeader;
  } catch {
    throw new Error('The saved world is damaged: its header is not JSON.');
  }
}

/** Puts page tables together again, sharing what was shared. */
class Parts {
  readonly #leaves: SavedWorld['leaves'];
  readonly #directories: readonly Directory[];
  readonly #images: readonly PageTableImage[];

  constructor(header: SavedHeader, leaves: SavedWorld['leaves']) {
    this.#leaves = leaves;
    const nodes = leaves.map((data) => ({ owner: null, data }));
    this.#directories = header.directories.map((numbers) => ({
      owner: null,
      leaves: numbers.map((number) => (number === -1 ? undefined : part(nodes, number))),
    }));
    this.#images = header.images.map(({ kind, pageCount, directories }) => ({
      kind,
      pageCount,
      root: {
        owner: null,
        directories: directories.map((number) => (number === -1 ? undefined : part(this.#directories, number))),
      },
    }));
  }

  image(number: number): PageTableImage {
    return part(this.#images, number);
  }

  device(number: number): Uint8Array {
    const state = part(this.#leaves, number);
    if (state instanceof Uint8Array) return state;
    throw new Error('The saved world is damaged: a device state is not made of bytes.');
  }
}

function part<Part>(parts: readonly Part[], number: number): Part {
  const found = parts[number];
  if (found === undefined) throw new Error(`The saved world is damaged: part ${number} is missing.`);
  return found;
}

function restoreVm(world: World, saved: SavedVm, parts: Parts): void {
  const vm = new VirtualMachine(saved.settings, saved.host, newMachine(world, saved.settings));
  vm.machine.restoreMemory(PageTable.of(parts.image(saved.memory)).capture());
  vm.machine.loadDeviceState(parts.device(saved.device));
  vm.machine.throttleRemainder = saved.throttleRemainder;
  vm.snapshots.restore(
    saved.snapshots.map((snapshot) => restoreSnapshot(snapshot, parts)),
    saved.currentSnapshot,
    saved.snapshotsTaken,
  );
  vm.state = saved.state;
  if (vm.state === 'running') vm.machine.resume();
  vm.lastMigration = saved.brokenMigration ?? saved.lastMigration;
  world.vms.set(vm.name, vm);
  if (saved.brokenMigration === null) return;
  world.emit({
    kind: 'migration.failed',
    migration: saved.brokenMigration.id,
    reason: `VirtLab was closed while the migration ran; the VM goes on at ${vm.host}.`,
    figures: saved.brokenMigration.figures,
  });
}

function restoreSnapshot(saved: SavedSnapshot, parts: Parts) {
  const { memory, device, ...rest } = saved;
  return { ...rest, state: { memory: parts.image(memory), device: parts.device(device) } };
}
