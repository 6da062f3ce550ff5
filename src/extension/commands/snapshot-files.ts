import { homedir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { allVms, pick, pickHost } from '../util/pick.ts';
import { report, sayDone, sayError } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';
import { chooseSnapshot } from './choose-snapshot.ts';

const FILTERS = { 'VirtLab snapshot': ['virtsnap'] };

/** Arguments: `vm`, `snapshot` (its id), `file` (a path; asks where not given). */
export async function exportSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'export');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const path = textOf(given, 'file');
  const file = path === undefined ? await askForFile(`${vm.name}-${snapshot.id}.virtsnap`) : vscode.Uri.file(path);
  if (!file) return undefined;
  try {
    await vscode.workspace.fs.writeFile(file, await world.exportSnapshot(vm.name, snapshot.id));
  } catch (error) {
    const refusal = `The snapshot could not be saved to ${file.fsPath}: ${error instanceof Error ? error.message : String(error)}`;
    sayError(refusal);
    return { ok: false, refusal };
  }
  sayDone(`"${snapshot.name}" of ${vm.name} is saved to ${vscode.workspace.asRelativePath(file)}.`);
  return { ok: true, events: [] };
}

/**
 * Arguments: `file` (a path; asks where not given), `vm` (an existing one, or the name of a new one; asks where not
 * given), `host` for a new VM.
 */
export async function importSnapshot(given: CommandArguments, tools: CommandTools): CommandResult {
  const { world } = tools;
  const path = textOf(given, 'file');
  const file = path === undefined ? await askForSource() : vscode.Uri.file(path);
  if (!file) return undefined;
  const named = textOf(given, 'vm') ?? (await askForVm(tools));
  if (named === undefined) return undefined;
  const isNew = !allVms(world.inventory).some(({ name }) => name === named);
  const host = textOf(given, 'host') ?? (isNew ? await pickHost(world.inventory, ({ up }) => up, `On which host is ${named} to be?`, 'No host is up.') : undefined);
  if (isNew && host === undefined) return undefined;
  const bytes = await vscode.workspace.fs.readFile(file);
  const outcome = await world.importSnapshot({ file: bytes, vm: named, ...(host !== undefined && { host }) });
  return report(outcome, isNew ? `${named} was created from the snapshot. Roll it back to start it.` : `The snapshot is in the tree of ${named}.`);
}

const NEW = Symbol('new');

async function askForVm({ world }: CommandTools): Promise<string | undefined> {
  const vms = allVms(world.inventory);
  const chosen = await pick<string | typeof NEW>(
    [
      { label: '$(add) A new VM', description: 'created from the snapshot', value: NEW },
      ...vms.map(({ name, host }) => ({ label: `$(vm) ${name}`, description: `on ${host}`, value: name })),
    ],
    'Into the tree of which VM? It must have the same memory, disk and guest.',
  );
  if (chosen !== NEW) return chosen;
  const taken = vms.map(({ name }) => name);
  return ask({ title: 'Import a snapshot', prompt: 'Name of the new VM.', value: freeName('vm', taken), check: (name) => checkName(name, taken, 'VM') });
}

function askForFile(name: string): Thenable<vscode.Uri | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(join(homedir()));
  return vscode.window.showSaveDialog({ title: 'Export the snapshot', saveLabel: 'Export', filters: FILTERS, defaultUri: vscode.Uri.joinPath(folder, name) });
}

async function askForSource(): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({ title: 'Import a snapshot', openLabel: 'Import', filters: FILTERS, canSelectMany: false });
  return chosen?.[0];
}
