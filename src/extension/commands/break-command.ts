import * as vscode from 'vscode';
import type { Damage, VmInventory } from '../../simulator/index.ts';
import { brokenText, damagesOf } from '../../viewmodel/datacenter/damage-text.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { findVm, pick, pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Harms a server from within, to see it find out and to bring it back. */
export const BREAK_COMMANDS: CommandTable = { 'vm.break': breakVm };

const SNAPSHOT_FIRST = 'Take a Snapshot First';
const BREAK_IT = 'Break It';

/** Arguments: `vm`, `damage`; `confirmed: true` asks nothing where there is no snapshot. */
async function breakVm(given: CommandArguments, { world }: CommandTools): CommandResult {
  const name =
    textOf(given, 'vm') ??
    (await pickVm(
      world.inventory,
      (vm) => vm.state !== 'stopped' && damagesOf(vm.guest).length > 0,
      'Break which server?',
      'No server runs that could break. Create a VM with a key-value server or a web server first.',
    ));
  if (name === undefined) return undefined;
  const vm = findVm(world.inventory, name);
  const damage = (textOf(given, 'damage') as Damage | undefined) ?? (vm && (await pickDamage(vm)));
  if (damage === undefined) return undefined;
  if (vm?.snapshots.length === 0 && given['confirmed'] !== true) {
    const choice = await askWithoutSnapshot(name);
    if (choice === undefined) return undefined;
    if (choice === SNAPSHOT_FIRST) await vscode.commands.executeCommand('virtlab.vm.snapshot', { vm: name, name: 'Before it broke' });
  }
  const outcome = await world.apply({ kind: 'vm.break', vm: name, damage });
  const broken = outcome.ok ? outcome.events.find((event) => event.kind === 'vm.broken') : undefined;
  return report(outcome, broken ? `${brokenText(broken)} Watch its row: it finds out by itself.` : '');
}

async function pickDamage(vm: VmInventory): Promise<Damage | undefined> {
  const choices = damagesOf(vm.guest);
  // A VM without a server is told so by the data center.
  if (choices.length === 0) return 'wild-writes';
  return pick(choices.map(({ damage, ...shown }) => ({ ...shown, value: damage })), `What happens to ${vm.name}?`);
}

function askWithoutSnapshot(vm: string): Thenable<string | undefined> {
  const detail = `${vm} has no snapshot. Once it is broken, what is in its memory or its files is lost for good.`;
  return vscode.window.showWarningMessage(`Break ${vm}?`, { modal: true, detail }, SNAPSHOT_FIRST, BREAK_IT);
}
