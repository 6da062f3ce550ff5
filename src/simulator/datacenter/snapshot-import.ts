import { PageTable, type PageTableImage } from '../memory/page-table.ts';
import type { SavedState } from '../snapshot/saved-state.ts';
import { ClusterSet } from '../storage/cluster-set.ts';
import { DiskImage } from '../storage/disk-image.ts';
import type { Command } from './commands.ts';
import type { ExportedHeader, ExportedSnapshot } from './exported-snapshot.ts';
import { Refusal, require } from './refusal.ts';
import { DamagedWorld, SavedParts } from './saved-parts.ts';
import { checkSnapshotName } from './snapshot-work.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { createVm, requireAtRest } from './vm-commands.ts';
import type { World } from './world.ts';

type Import = Extract<Command, { kind: 'snapshot.import' }>;

/** Takes a snapshot from a file into the tree of a VM; one that is not there yet is created, stopped, as the file tells. */
export function importSnapshot(world: World, command: Import): void {
  const { header, state } = read(command.exported);
  const name = checkSnapshotName(command.name ?? header.facts.name);
  const vm = world.vms.get(command.vm) ?? createFor(world, command, header);
  requireAtRest(vm);
  requireFit(vm, header, state);
  const { id } = vm.snapshots.addRoot({ ...header.facts, name, state });
  world.emit({ kind: 'snapshot.imported', vm: vm.name, snapshot: id, name });
}

function createFor(world: World, { vm: name, host }: Import, { settings }: ExportedHeader): VirtualMachine {
  require(
    host !== undefined,
    () => `There is no VM "${name}": name the host on which it is to be created from the snapshot.`,
  );
  createVm(world, { kind: 'vm.create', ...settings, vm: name, host });
  return world.vm(name);
}

/** What is in the file, or a refusal with one sentence that says what is wrong with it. */
function read(exported: ExportedSnapshot): { readonly header: ExportedHeader; readonly state: SavedState } {
  const version: unknown = exported.version;
  require(version === 1, () => `The snapshot has format ${String(version)}, and this VirtLab reads format 1: update VirtLab to import it.`);
  try {
    const header = JSON.parse(exported.header) as ExportedHeader;
    const parts = new SavedParts(exported);
    const state: SavedState = {
      memory: header.memory === null ? null : parts.table(header.memory),
      device: header.device === null ? null : parts.device(header.device),
      disk: header.disk && readDisk(header.disk, parts),
    };
    if (typeof header.facts.name !== 'string' || typeof header.settings.guest.kind !== 'string') throw new DamagedWorld('');
    return { header, state };
  } catch (error) {
    const how = error instanceof DamagedWorld && error.how !== '' ? error.how : 'its header is not complete.';
    throw new Refusal(`The snapshot is damaged: ${how}`);
  }
}

function readDisk({ contents, clusters }: NonNullable<ExportedHeader['disk']>, parts: SavedParts): DiskImage {
  const layer = { name: 'imported', clusters: ClusterSet.ofBytes(parts.state(clusters)), backing: null };
  return new DiskImage(layer, PageTable.of(parts.table(contents)).capture());
}

/** A state can be put only into a machine of its own kind. */
function requireFit(vm: VirtualMachine, { settings }: ExportedHeader, { memory, disk }: SavedState): void {
  const own = vm.machine;
  require(
    fits(memory as PageTableImage | null, own.memory.table) && vm.settings.guest.kind === settings.guest.kind,
    () => `The snapshot is of a VM with other memory or another guest than "${vm.name}": import it as a VM of its own.`,
  );
  const image = disk as DiskImage | null;
  require(
    (image === null) === (own.disk === null) && (own.disk === null || fits(image?.contents ?? null, own.disk.blocks.table)),
    () => `The disk of VM "${vm.name}" is not like that of the snapshot: import it as a VM of its own.`,
  );
}

function fits(image: PageTableImage | null, table: PageTable): boolean {
  return image === null || (image.kind === table.kind && image.pageCount === table.pageCount);
}
