import type { Inventory, SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { findVm, pickSnapshot, pickVm } from '../util/pick.ts';

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
