import type { Inventory, SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask, confirmed } from '../util/ask.ts';
import { checkSnapshotName } from '../util/names.ts';
import { findVm, pickSnapshot, pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Taking, renaming and deleting snapshots. */
export const SNAPSHOT_COMMANDS: CommandTable = {
  'vm.snapshot': takeSnapshot,
  'snapshot.rename': renameSnapshot,
  'snapshot.delete': deleteSnapshot,
};

/** Arguments: `vm`, `name`, `description`. On a VM of the tree it is taken at once, without questions. */
async function takeSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  let vm = textOf(given, 'vm');
  let name = textOf(given, 'name');
  if (vm === undefined) {
    vm = await pickVm(
      world.inventory,
      ({ state }) => state !== 'stopped',
      'Take a snapshot of which VM?',
      'There is no VM that runs or is paused. Start one first.',
    );
    if (vm === undefined) return undefined;
    name = await ask({
      title: `Snapshot of ${vm}`,
      prompt: 'Name of the snapshot.',
      value: `Snapshot ${(findVm(world.inventory, vm)?.snapshots.length ?? 0) + 1}`,
      check: checkSnapshotName,
    });
    if (name === undefined) return undefined;
  }
  const description = textOf(given, 'description');
  const outcome = await world.apply({
    kind: 'vm.snapshot',
    vm,
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
  });
  return report(outcome, `Snapshot of ${vm} taken.`);
}

/** Arguments: `vm`, `snapshot` (its id), `name`. */
async function renameSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'rename');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const name =
    textOf(given, 'name') ??
    (await ask({
      title: `Rename a snapshot of ${vm.name}`,
      prompt: 'New name of the snapshot.',
      value: snapshot.name,
      check: checkSnapshotName,
    }));
  if (name === undefined) return undefined;
  const outcome = await world.apply({ kind: 'snapshot.rename', vm: vm.name, snapshot: snapshot.id, name });
  return report(outcome, `The snapshot is called "${name}".`);
}

/** Arguments: `vm`, `snapshot` (its id); `confirmed: true` asks nothing. */
async function deleteSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'delete');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const question = `Delete the snapshot "${snapshot.name}" of ${vm.name}?`;
  const detail = 'You can no longer roll back to it. Snapshots taken after it stay.';
  if (given['confirmed'] !== true && !(await confirmed(question, detail, 'Delete'))) return undefined;
  const outcome = await world.apply({ kind: 'snapshot.delete', vm: vm.name, snapshot: snapshot.id });
  return report(outcome, `Snapshot "${snapshot.name}" of ${vm.name} deleted.`);
}

/** The snapshot that the arguments name, or that the user picks. Throws one sentence where there is no such snapshot. */
export async function chooseSnapshot(
  given: CommandArguments,
  inventory: Inventory,
  verb: string,
): Promise<{ readonly vm: VmInventory; readonly snapshot: SnapshotInventory } | undefined> {
  const hasSnapshots = ({ snapshots }: VmInventory): boolean => snapshots.length > 0;
  const name =
    textOf(given, 'vm') ??
    (await pickVm(inventory, hasSnapshots, `Of which VM is the snapshot to ${verb}?`, 'No VM has a snapshot yet.'));
  if (name === undefined) return undefined;
  const vm = findVm(inventory, name);
  if (!vm) throw new Error(`There is no VM "${name}".`);
  if (!hasSnapshots(vm)) throw new Error(`${name} has no snapshot yet.`);
  const id = textOf(given, 'snapshot');
  if (id === undefined) {
    const snapshot = await pickSnapshot(vm, `Which snapshot of ${name} to ${verb}?`);
    return snapshot && { vm, snapshot };
  }
  const snapshot = vm.snapshots.find((each) => each.id === id);
  if (!snapshot) throw new Error(`${name} has no snapshot with the id "${id}".`);
  return { vm, snapshot };
}
