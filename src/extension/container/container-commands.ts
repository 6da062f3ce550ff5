import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { type ContainerInventory, type Inventory, WALL_PRESETS, type Walls } from '../../simulator/index.ts';
import { type CommandArguments, isRecord, textOf } from '../util/arguments.ts';
import { ask, confirmed } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { type Choice, pick, pickHost } from '../util/pick.ts';
import { report } from '../util/report.ts';
import type { CommandResult, CommandTable, CommandTools } from '../commands/registry.ts';
import { wallsSentence } from '../../viewmodel/container/walls-sentence.ts';
import { allContainers, pickContainer } from './container-question.ts';
import { ContainerTerminal } from './container-terminal.ts';
import { askForPorts } from './ports-question.ts';
import { wallsUri } from './register-containers.ts';
import { pickWalls } from './walls-question.ts';

/** Creating, running and entering containers. */
export const CONTAINER_COMMANDS: CommandTable = {
  'container.create': createContainer,
  'container.start': startContainer,
  'container.stop': stopContainer,
  'container.delete': deleteContainer,
  'container.shell': openShell,
  'container.walls': showWalls,
};

const IMAGES: readonly Choice<string>[] = [
  { label: 'base', description: 'waits; for a shell', value: 'base' },
  { label: 'web', description: 'listens on port 80 for one connection', value: 'web' },
  { label: 'worker', description: 'computes on one vCPU', value: 'worker' },
];

/** Arguments: `container`, `host`, `image`, `walls` (a preset's name, or an object), `publish` (ports such as "8080:80"). */
async function createContainer(given: CommandArguments, { world, reveal }: CommandTools): CommandResult {
  const host = textOf(given, 'host') ?? (await pickHost(world.inventory, ({ up }) => up, 'Create a container on which host?', 'No host is up. Add one first.'));
  if (host === undefined) return undefined;
  const taken = allContainers(world.inventory).map(({ name }) => name);
  const container =
    textOf(given, 'container') ??
    (await ask({ title: 'Create a Container', prompt: 'Name of the container.', value: freeName('box', taken), check: (answer) => checkName(answer, taken, 'container') }));
  if (container === undefined) return undefined;
  const isAsked = given['container'] === undefined;
  const image = textOf(given, 'image') ?? (isAsked ? await pick(IMAGES, 'From which image?') : 'base');
  if (image === undefined) return undefined;
  const walls = wallsOf(given) ?? (isAsked ? await pickWalls() : 'full');
  if (walls === undefined) return undefined;
  const publish = portsOf(given) ?? (isAsked ? await pickPorts(world.inventory, host, walls) : []);
  if (publish === undefined) return undefined;
  const outcome = await world.apply({ kind: 'container.create', container, host, image, walls, ...(publish.length > 0 && { publish }) });
  if (outcome.ok && isAsked) await world.apply({ kind: 'container.start', container });
  if (!outcome.ok) return report(outcome, '');
  await reveal(`container/${container}`);
  const made = allContainers(world.inventory).find(({ name }) => name === container);
  if (!isAsked || made === undefined) return report(outcome, `Container ${container} created on ${host}.`);
  void offerEntry(container, `Container ${container} runs on ${host}. ${wallsSentence(made.walls)}`);
  return outcome;
}

const OPEN_SHELL = 'Open Shell';
const LOOK = 'What Can It See?';

/** Says which walls stand, with what one does next. */
async function offerEntry(container: string, sentence: string): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(sentence, OPEN_SHELL, LOOK);
  if (chosen === OPEN_SHELL) await vscode.commands.executeCommand('virtlab.container.shell', { container });
  if (chosen === LOOK) await vscode.commands.executeCommand('virtlab.container.walls', { container });
}

function portsOf({ publish }: CommandArguments): readonly string[] | undefined {
  return Array.isArray(publish) ? publish.map(String) : undefined;
}

/** One that has the network of its host has its ports, too. */
function pickPorts({ hosts }: Inventory, name: string, walls: Walls | string): Promise<readonly string[] | undefined> {
  const { namespaces }: Partial<Walls> = typeof walls === 'string' ? ((WALL_PRESETS as Readonly<Record<string, Walls>>)[walls] ?? {}) : walls;
  const host = hosts.find((each) => each.name === name);
  return host !== undefined && namespaces?.includes('net') === true ? askForPorts(host) : Promise.resolve([]);
}

function wallsOf(given: CommandArguments): Walls | string | undefined {
  const { walls } = given;
  return isRecord(walls) ? (walls as unknown as Walls) : textOf(given, 'walls');
}

function chosen(given: CommandArguments, { world }: CommandTools, verb: string, states: readonly ContainerInventory['state'][]): Promise<string | undefined> {
  const name = textOf(given, 'container');
  if (name !== undefined) return Promise.resolve(name);
  return pickContainer(world.inventory, ({ state }) => states.includes(state), `${verb} which container?`, `There is no container that is ${states.join(' or ')}. Create one first.`);
}

/** Argument: `container`. */
async function startContainer(given: CommandArguments, tools: CommandTools): CommandResult {
  const container = await chosen(given, tools, 'Start', ['created']);
  if (container === undefined) return undefined;
  return report(await tools.world.apply({ kind: 'container.start', container }), `Container ${container} runs.`);
}

/** Argument: `container`. */
async function stopContainer(given: CommandArguments, tools: CommandTools): CommandResult {
  const container = await chosen(given, tools, 'Stop', ['created', 'running']);
  if (container === undefined) return undefined;
  return report(await tools.world.apply({ kind: 'container.stop', container }), `Container ${container} stopped: its first process was killed.`);
}

/** Argument: `container`. One that runs is stopped first. */
async function deleteContainer(given: CommandArguments, tools: CommandTools): CommandResult {
  const container = await chosen(given, tools, 'Delete', ['created', 'running', 'stopped']);
  if (container === undefined) return undefined;
  const { world } = tools;
  const state = allContainers(world.inventory).find(({ name }) => name === container)?.state;
  const isAlive = state === 'running' || state === 'created';
  // Who calls from the tree may have slipped; who names it in code has not.
  const isSure = !isAlive || given['kind'] !== 'container' || (await confirmed(`Delete the container ${container}?`, 'Its processes are killed, and its files are gone.', 'Delete'));
  if (!isSure) return undefined;
  if (isAlive) await world.apply({ kind: 'container.stop', container });
  return report(await world.apply({ kind: 'container.delete', container }), `Container ${container} deleted.`);
}

/** Argument: `container`. Each terminal has a shell of its own. */
async function openShell(given: CommandArguments, tools: CommandTools): CommandResult {
  const container = await chosen(given, tools, 'Open a shell in', ['running', 'created']);
  if (container === undefined) return undefined;
  const pty = new ContainerTerminal(tools.world, container, randomUUID());
  vscode.window.createTerminal({ name: container, pty, iconPath: new vscode.ThemeIcon('package') }).show();
  return { ok: true, events: [] };
}

/** Shows what the container can see, beside what its host sees. Argument: `container`. */
async function showWalls(given: CommandArguments, tools: CommandTools): CommandResult {
  const container = await chosen(given, tools, 'What can be seen from', ['running', 'created']);
  if (container === undefined) return undefined;
  await vscode.commands.executeCommand('markdown.showPreview', wallsUri(container));
  return { ok: true, events: [] };
}
