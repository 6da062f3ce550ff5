import * as vscode from 'vscode';
import type { ContainerInventory } from '../../simulator/index.ts';
import type { CommandResult, CommandTable, CommandTools } from '../commands/registry.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask, confirmed } from '../util/ask.ts';
import { type Choice, pick } from '../util/pick.ts';
import { report, sayNothingToDo } from '../util/report.ts';
import { pickContainer } from './container-question.ts';
import type { ContainerFilesView } from './container-files-view.ts';
import { type ContainerPlace, containerUri } from './container-uri.ts';

/** Opening the files of containers in the Explorer, and making, renaming and removing them. */
export function containerFileCommands(view: ContainerFilesView): CommandTable {
  return {
    'container.files': (given, tools) => openFiles(given, tools, view),
    'container.closeFiles': (given) => closeFiles(given, view),
    'container.newFile': (given, tools) => make(given, tools, 'file'),
    'container.newFolder': (given, tools) => make(given, tools, 'folder'),
    'container.renameFile': rename,
    'container.deleteFile': remove,
  };
}

const DONE = { ok: true, events: [] } as const;
const ALIVE: readonly ContainerInventory['state'][] = ['created', 'running'];

async function chosen(given: CommandArguments, { world }: CommandTools, verb: string, states: readonly ContainerInventory['state'][]): Promise<string | undefined> {
  const name = textOf(given, 'container');
  if (name !== undefined) return name;
  return pickContainer(world.inventory, ({ state }) => states.includes(state), `${verb} of which container?`, `There is no container that is ${states.join(' or ')}. Create one first.`);
}

/** Arguments: `container`; with `path` that file is opened, without it the files are shown in the Explorer. */
async function openFiles(given: CommandArguments, tools: CommandTools, view: ContainerFilesView): CommandResult {
  const container = await chosen(given, tools, 'Open the files', ['running', 'created', 'stopped']);
  if (container === undefined) return undefined;
  const path = textOf(given, 'path');
  if (path === undefined) await view.open({ container, path: '/' });
  else await vscode.commands.executeCommand('vscode.open', containerUri({ container, path }));
  return DONE;
}

/** Argument: `container`. */
async function closeFiles(given: CommandArguments, view: ContainerFilesView): CommandResult {
  if (view.roots.length === 0) {
    sayNothingToDo('No files of a container are open.');
    return undefined;
  }
  const container = textOf(given, 'container') ?? (await pick(view.roots.map(({ container: value }) => ({ label: `$(package) ${value}`, value })), 'Close the files of which container?'));
  if (container === undefined) return undefined;
  await view.close({ container, path: '/' });
  return DONE;
}

/** Arguments: `container`, `path` (of the directory that it is made in), `name`. */
async function make(given: CommandArguments, tools: CommandTools, what: 'file' | 'folder'): CommandResult {
  const container = await chosen(given, tools, `Make a ${what} among the files`, ALIVE);
  if (container === undefined) return undefined;
  const directory = textOf(given, 'path') ?? '/';
  const name = textOf(given, 'name') ?? (await ask({ title: `New ${what} in container ${container}`, prompt: `Name of the ${what}, in ${directory}.`, check: checkName }));
  if (name === undefined) return undefined;
  const path = `${directory === '/' ? '' : directory}/${name}`;
  const outcome = await tools.world.apply(what === 'file' ? { kind: 'container.writeFile', container, path, text: '' } : { kind: 'container.makeDirectory', container, path });
  if (outcome.ok && what === 'file') await vscode.window.showTextDocument(containerUri({ container, path }));
  return report(outcome, `${path} is in container ${container}.`);
}

/** Arguments: `container`, `path`, `to` (the new path). */
async function rename(given: CommandArguments, tools: CommandTools): CommandResult {
  const place = await choosePlace(given, tools, 'Rename');
  if (place === undefined) return undefined;
  const { container, path } = place;
  const parent = path.slice(0, path.lastIndexOf('/') + 1);
  let to = textOf(given, 'to');
  if (to === undefined) {
    const name = await ask({ title: `Rename ${path} in container ${container}`, prompt: 'New name.', value: path.slice(parent.length), check: checkName });
    if (name === undefined) return undefined;
    to = parent + name;
  }
  return report(await tools.world.apply({ kind: 'container.renameFile', container, path, to }), `${path} is ${to} now.`);
}

/** Arguments: `container`, `path`; `confirmed: true` asks nothing. */
async function remove(given: CommandArguments, tools: CommandTools): CommandResult {
  const place = await choosePlace(given, tools, 'Delete');
  if (place === undefined) return undefined;
  const { container, path } = place;
  if (given['confirmed'] !== true && !(await confirmed(`Delete ${path} in container ${container}?`, 'With a directory goes all that is in it.', 'Delete'))) return undefined;
  return report(await tools.world.apply({ kind: 'container.removeFile', container, path }), `${path} is deleted in container ${container}.`);
}

async function choosePlace(given: CommandArguments, tools: CommandTools, verb: string): Promise<ContainerPlace | undefined> {
  const container = await chosen(given, tools, `${verb} a file`, ALIVE);
  if (container === undefined) return undefined;
  const path = textOf(given, 'path') ?? (await walk(container, tools, verb));
  return path === undefined ? undefined : { container, path };
}

/** Goes through a container's directories to a file, or to a directory that is meant itself. */
async function walk(container: string, { world }: CommandTools, verb: string): Promise<string | undefined> {
  for (let folder = ''; ; ) {
    const answer = await world.lookIntoContainer(container, { ask: 'list', path: folder === '' ? '/' : folder });
    const entries = answer.kind === 'list' ? answer.entries : [];
    const here: Choice<string>[] = folder === '' ? [] : [
      { label: `$(check) ${verb} ${folder}`, value: folder },
      { label: '$(arrow-up) ..', value: `${folder.slice(0, folder.lastIndexOf('/'))}/` },
    ];
    const next = await pick([...here, ...entries.map(({ name, kind }) => ({
      label: `$(${kind === 'directory' ? 'folder' : 'file'}) ${name}`, value: `${folder}/${name}${kind === 'directory' ? '/' : ''}`,
    }))], `${container}:${folder}/`);
    if (next === undefined || !next.endsWith('/')) return next;
    folder = next.slice(0, -1);
  }
}

function checkName(name: string): string | undefined {
  if (name === '') return 'It needs a name.';
  return name.includes('/') ? 'A name has no slash in it.' : undefined;
}
