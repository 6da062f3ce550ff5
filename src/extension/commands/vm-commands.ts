import * as vscode from 'vscode';
import type { Command, VmInventory } from '../../simulator/index.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { confirmed } from '../util/ask.ts';
import { findVm, pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Commands that need to know nothing but the VM. */
export const VM_COMMANDS: CommandTable = {
  'vm.start': onVm({
    fits: ({ state }) => state === 'stopped',
    question: 'Start which VM?',
    none: 'There is no stopped VM to start.',
    command: (vm) => ({ kind: 'vm.start', vm }),
    done: (vm) => `${vm} runs.`,
  }),
  'vm.pause': onVm({
    fits: ({ state }) => state === 'running',
    question: 'Pause which VM?',
    none: 'There is no running VM to pause.',
    command: (vm) => ({ kind: 'vm.pause', vm }),
    done: (vm) => `${vm} is paused; its memory stays.`,
  }),
  'vm.resume': onVm({
    fits: ({ state }) => state === 'paused',
    question: 'Resume which VM?',
    none: 'There is no paused VM to resume.',
    command: (vm) => ({ kind: 'vm.resume', vm }),
    done: (vm) => `${vm} goes on.`,
  }),
  'vm.stop': onVm({
    fits: ({ state }) => state !== 'stopped',
    question: 'Stop which VM? Its memory is lost, as when the power goes off.',
    none: 'There is no VM to stop.',
    command: (vm) => ({ kind: 'vm.stop', vm }),
    done: (vm) => `${vm} is stopped.`,
  }),
  'vm.cancelMigration': onVm({
    fits: (vm) => activeMigration(vm) !== null,
    question: "Cancel which VM's migration?",
    none: 'No migration is under way.',
    command: (vm) => ({ kind: 'vm.cancelMigration', vm }),
    done: (vm) => `The migration of ${vm} is cancelled; it runs on where it was.`,
  }),
  'vm.startPostCopy': onVm({
    fits: (vm) => goesOverOnRequest(vm),
    question: 'Which VM goes over to post-copy?',
    none: 'No hybrid migration is in its rounds. Choose the strategy hybrid when you migrate.',
    command: (vm) => ({ kind: 'vm.startPostCopy', vm }),
    done: (vm) => `${vm} goes over to post-copy: it moves first, and its memory follows.`,
  }),
  'vm.recoverMigration': onVm({
    fits: (vm) => activeMigration(vm)?.awaitsRecovery === true,
    question: "Recover which VM's migration?",
    none: 'No post-copy is paused.',
    command: (vm) => ({ kind: 'vm.recoverMigration', vm }),
    done: (vm) => `The migration of ${vm} goes on.`,
  }),
  'vm.delete': onVm({
    fits: ({ state }) => state === 'stopped',
    question: 'Delete which VM?',
    none: 'There is no stopped VM. Stop a VM before you delete it.',
    command: (vm) => ({ kind: 'vm.delete', vm }),
    done: (vm) => `${vm} is deleted.`,
    confirm: (vm) => confirmed(`Delete the VM "${vm.name}"?`, whatGoesWithIt(vm), 'Delete'),
  }),
};

function goesOverOnRequest(vm: VmInventory): boolean {
  const migration = activeMigration(vm);
  return migration?.parameters.strategy === 'hybrid' && migration.phase !== 'post-copy';
}

interface VmAction {
  readonly fits: (vm: VmInventory) => boolean;
  readonly question: string;
  readonly none: string;
  readonly command: (vm: string) => Command;
  readonly done: (vm: string) => string;
  readonly confirm?: (vm: VmInventory) => Promise<boolean>;
}

function onVm({ fits, question, none, command, done, confirm }: VmAction) {
  return async (given: CommandArguments, { world }: CommandTools): CommandResult => {
    const name = textOf(given, 'vm') ?? (await pickVm(world.inventory, fits, question, none));
    if (name === undefined) return undefined;
    const vm = findVm(world.inventory, name);
    // A VM that cannot be deleted now is refused without a question.
    if (vm && confirm && fits(vm) && given['confirmed'] !== true && !(await confirm(vm))) return undefined;
    return report(await world.apply(command(name)), done(name));
  };
}

function whatGoesWithIt({ snapshots }: VmInventory): string {
  if (snapshots.length === 0) return 'It has no snapshots.';
  return snapshots.length === 1 ? 'Its snapshot is deleted with it.' : `Its ${snapshots.length} snapshots are deleted with it.`;
}

/** Opens what is known of a VM as a document that follows the VM. */
export async function inspectVm(given: CommandArguments, { world }: CommandTools): CommandResult {
  const name =
    textOf(given, 'vm') ?? (await pickVm(world.inventory, () => true, 'Inspect which VM?', 'There is no VM to inspect.'));
  if (name === undefined) return undefined;
  if (!findVm(world.inventory, name)) return report({ ok: false, refusal: `There is no VM "${name}".` }, '');
  const document = await vscode.workspace.openTextDocument(inspectionUri(name));
  await vscode.window.showTextDocument(document, { preview: true });
  return { ok: true, events: [] };
}

/** Scheme of the documents that `virtlab.vm.inspect` opens. */
export const INSPECTION_SCHEME = 'virtlab-inspect';

function inspectionUri(vm: string): vscode.Uri {
  return vscode.Uri.from({ scheme: INSPECTION_SCHEME, path: `/${vm}.json` });
}
