import * as vscode from 'vscode';
import { chooseDisk, type DiskVm } from '../commands/disk-commands.ts';
import type { CommandResult, CommandTable, CommandTools } from '../commands/registry.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask, confirmed } from '../util/ask.ts';
import { pick } from '../util/pick.ts';
import { report } from '../util/report.ts';
import { diskUri } from './disk-uri.ts';

/** Making, renaming and removing files on the disk of a VM that is powered off. */
export const EDIT_COMMANDS: CommandTable = {
  'disk.newFile': (given, tools) => make(given, tools, 'file'),
  'disk.newFolder': (given, tools) => make(given, tools, 'folder'),
  'disk.renameFile': rename,
  'disk.deleteFile': remove,
};

const canEdit = ({ vm }: DiskVm): boolean => vm.disk?.files === true && vm.state === 'stopped';
const NONE = 'No VM that is powered off has a disk with files: stop the VM first.';

/** Arguments: `vm`, `path` (of the directory that it is made in, or its own where `name` is not asked for), `name`. */
async function make(given: CommandArguments, tools: CommandTools, what: 'file' | 'folder'): CommandResult {
  const found = await chooseDisk(given, tools, `Make a ${what} on the disk`, canEdit, NONE);
  if (!found) return undefined;
  const directory = textOf(given, 'path') ?? '/';
  const name = textOf(given, 'name') ?? (await ask({ title: `New ${what} on the disk of ${found.vm.name}`, prompt: `Name of the ${what}, in ${directory}.`, check: checkName }));
  if (name === undefined) return undefined;
  const path = `${directory === '/' ? '' : directory}/${name}`;
  const { world } = tools;
  const vm = found.vm.name;
  const outcome = await world.apply(what === 'file' ? { kind: 'disk.writeFile', vm, path, bytes: [] } : { kind: 'disk.makeDirectory', vm, path });
  if (outcome.ok && what === 'file') await vscode.window.showTextDocument(diskUri({ vm, snapshot: null, path }));
  return report(outcome, `${path} is on the disk of ${vm}.`);
}

/** Arguments: `vm`, `path`, `to` (the new path). */
async function rename(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseFile(given, tools, 'Rename');
  if (!found) return undefined;
  const { vm, path } = found;
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  const to = textOf(given, 'to') ?? (await askNewPath(vm, path, parent));
  if (to === undefined) return undefined;
  return report(await tools.world.apply({ kind: 'disk.renameFile', vm, path, to }), `${path} is ${to} now.`);
}

async function askNewPath(vm: string, path: string, parent: string): Promise<string | undefined> {
  const name = await ask({ title: `Rename ${path} on the disk of ${vm}`, prompt: 'New name.', value: path.slice(parent.length), check: checkName });
  return name === undefined ? undefined : `${parent}${name}`;
}

/** Arguments: `vm`, `path`; `confirmed: true` asks nothing. */
async function remove(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseFile(given, tools, 'Delete');
  if (!found) return undefined;
  const { vm, path } = found;
  const detail = 'With a directory goes all that is in it. A snapshot taken before still has it.';
  if (given['confirmed'] !== true && !(await confirmed(`Delete ${path} from the disk of ${vm}?`, detail, 'Delete'))) return undefined;
  return report(await tools.world.apply({ kind: 'disk.removeFile', vm, path }), `${path} is deleted from the disk of ${vm}.`);
}

async function chooseFile(given: CommandArguments, tools: CommandTools, what: string): Promise<{ readonly vm: string; readonly path: string } | undefined> {
  const found = await chooseDisk(given, tools, `${what} a file on the disk`, canEdit, NONE);
  if (!found) return undefined;
  const vm = found.vm.name;
  const named = textOf(given, 'path');
  if (named !== undefined) return { vm, path: named };
  const answer = await tools.world.lookIntoDisk(vm, null, { ask: 'tree' });
  const paths = answer.kind === 'tree' ? answer.paths : [];
  const path = await pick(paths.map((each) => ({ label: `$(${each.type === 'file' ? 'file' : 'folder'}) ${each.path}`, value: each.path })), `${what} what?`);
  return path === undefined ? undefined : { vm, path };
}

function checkName(name: string): string | undefined {
  if (name === '') return 'It needs a name.';
  return name.includes('/') ? 'A name has no slash in it.' : undefined;
}
