import type { PageTable, PageTableImage } from '../memory/page-table.ts';
import type { SavedState } from '../snapshot/saved-state.ts';
import type { DiskImage } from '../storage/disk-image.ts';
import { requireCommand } from './command-shape.ts';
import type { CommandOf } from './commands.ts';
import type { ExportedHeader } from './exported-snapshot.ts';
import { readExported } from './read-exported.ts';
import { Refusal, require } from './refusal.ts';
import { checkSnapshotName } from './snapshot-work.ts';
import type { VirtualMachine } from './virtual-machine.ts';
import { addVm, newVm, requireAtRest } from './vm-commands.ts';
import type { World } from './world.ts';

type Import = CommandOf<'snapshot.import'>;
type Create = CommandOf<'vm.create'>;

/** Takes a snapshot from a file into the tree of a VM; one that is not there yet is created, stopped, as the file tells. */
export function importSnapshot(world: World, command: Import): void {
  const known = world.vms.get(command.vm);
  const { header, state } = readExported(command.exported, known?.machine.disk?.imagesMade ?? 1);
  const name = checkSnapshotName(command.name ?? header.facts.name);
  const vm = known ?? newVm(world, createFor(command, header));
  requireAtRest(vm);
  requireFit(vm, header, state);
  if (known === undefined) addVm(world, vm);
  if (vm.machine.disk !== null && state.disk !== null) vm.machine.disk.imagesMade++;
  const { id } = vm.snapshots.addRoot({ ...header.facts, name, state });
  world.emit({ kind: 'snapshot.imported', vm: vm.name, snapshot: id, name });
}

/** The command that would make the machine of the snapshot. Refuses what this VirtLab could not make. */
function createFor({ vm, host }: Import, header: ExportedHeader): Create {
  // The file's machine has a name of its own.
  const { name, ...settings } = header.settings;
  require(host !== undefined, () => `There is no VM "${vm}": name the host on which it is to be created from the snapshot of ${name}.`);
  const create: Create = { kind: 'vm.create', ...settings, vm, host };
  try {
    requireCommand(create);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal('The snapshot is of a machine that this VirtLab does not know: update VirtLab to import it.');
  }
  return create;
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
