import * as vscode from 'vscode';
import type { SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { rollBackSentences } from '../../viewmodel/network/roll-back-forecast.ts';
import type { CommandArguments } from '../util/arguments.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';
import { chooseSnapshot } from './choose-snapshot.ts';

const SNAPSHOT_FIRST = 'Take a Snapshot, Then Roll Back';
const ROLL_BACK = 'Roll Back';

/**
 * Puts a VM back to a snapshot, after saying what is lost and offering to take a snapshot of it first.
 * Arguments: `vm`, `snapshot` (its id); `confirmed: true` asks nothing.
 */
export async function rollBack(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'roll back to');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const choice = given['confirmed'] === true ? ROLL_BACK : await askFirst(vm, snapshot);
  if (choice === undefined) return undefined;
  if (choice === SNAPSHOT_FIRST) {
    const name = `Before rolling back to ${snapshot.name}`;
    // Of a VM that is powered off there is only the disk to keep.
    const taken = await world.apply({ kind: 'vm.snapshot', vm: vm.name, name, ...(vm.state === 'stopped' && { contents: 'disk' }) });
    if (!taken.ok) return report(taken, '');
  }
  const outcome = await world.apply({ kind: 'snapshot.rollback', vm: vm.name, snapshot: snapshot.id });
  return report(outcome, `${vm.name} is back at "${snapshot.name}".`);
}

async function askFirst(vm: VmInventory, snapshot: SnapshotInventory) {
  return vscode.window.showWarningMessage(
    `Roll ${vm.name} back to "${snapshot.name}"?`,
    { modal: true, detail: [whatIsLost(vm, snapshot), rollBackSentences(vm, snapshot).join('\n')].join('\n\n').trim() },
    SNAPSHOT_FIRST,
    ROLL_BACK,
  );
}

function whatIsLost(vm: VmInventory, snapshot: SnapshotInventory): string {
  const base = vm.snapshots.find(({ id }) => id === vm.currentSnapshot);
  const since = base ? `since "${base.name}"` : 'since it was created';
  return `All that ${vm.name} did ${since} is lost, unless you take a snapshot of it first. Its snapshots stay.${snapshot.contents === 'disk' ? ` The snapshot has only the disk: ${vm.name} is powered off, and the next start finds its disk as after a loss of power.` : ''}`;
}
