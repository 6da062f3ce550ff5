import * as vscode from 'vscode';
import type { CheckpointInventory, ContainerInventory, Inventory, Outcome, WorldEvent } from '../../simulator/index.ts';
import { checkpointedText, checkpointingPercent, checkpointingText, restoredText } from '../../viewmodel/container/checkpoint-text.ts';
import { takenPorts } from '../../viewmodel/container/published-ports.ts';
import { formatBytes } from '../../viewmodel/quantities.ts';
import type { CommandResult, CommandTable, CommandTools } from '../commands/registry.ts';
import { type CommandArguments, numberOf, textOf } from '../util/arguments.ts';
import { ask, confirmed } from '../util/ask.ts';
import { checkName, freeName } from '../util/names.ts';
import { pick } from '../util/pick.ts';
import { report, sayDone, sayError, sayNothingToDo } from '../util/report.ts';
import { throughWork } from '../world/follow-work.ts';
import { allContainers, pickContainer } from './container-question.ts';
import { askForPorts } from './ports-question.ts';

/** Checkpoints of containers: taking, giving up, restoring and deleting them. */
export const CHECKPOINT_COMMANDS: CommandTable = {
  'container.checkpoint': takeCheckpoint,
  'container.cancelCheckpoint': cancelCheckpoint,
  'container.restore': restoreCheckpoint,
  'container.deleteCheckpoint': deleteCheckpoint,
};

interface CheckpointOptions {
  readonly preDumps: number;
  readonly leaveRunning: boolean;
  readonly tcpEstablished: boolean;
}

type Toggle = vscode.QuickPickItem & { readonly toggle: 'run' | 'pre-dump' | 'tcp' };

const TOGGLES: readonly Toggle[] = [
  { label: 'Let it run on', description: 'otherwise it is stopped, as CRIU does', toggle: 'run', picked: true },
  { label: 'Pre-dump twice', description: 'copies memory while it runs, so that it stands still for less', toggle: 'pre-dump' },
  { label: 'Take established connections along', description: 'refused otherwise, where there are any', toggle: 'tcp' },
];

/**
 * Saves all that a running container is. Arguments: `container`, `checkpoint` (its name), `preDumps`, `leaveRunning`,
 * `tcpEstablished`. Called on a row or from the palette it asks how.
 */
async function takeCheckpoint(given: CommandArguments, { world, reveal }: CommandTools): CommandResult {
  const named = textOf(given, 'container');
  const fits = ({ state, work }: ContainerInventory): boolean => state === 'running' && work === undefined;
  const container = named ?? (await pickContainer(world.inventory, fits, 'Checkpoint which container?', 'No container runs. Start one first.'));
  if (container === undefined) return undefined;
  const options = named === undefined || given['kind'] === 'container' ? await askForOptions(container) : optionsOf(given);
  if (options === undefined) return undefined;
  const checkpoint = textOf(given, 'checkpoint');
  const outcome = await throughWork(world, { kind: 'container.checkpoint', container, ...options, ...(checkpoint !== undefined && { checkpoint }) }, {
    title: `Checkpointing ${container}`,
    cancel: { kind: 'container.cancelCheckpoint', container },
    progress: (inventory) => {
      const checkpointing = allContainers(inventory).find(({ name }) => name === container)?.checkpointing;
      return checkpointing ? { percent: checkpointingPercent(checkpointing), message: checkpointingText(checkpointing) } : null;
    },
  });
  if (!outcome.ok) return report(outcome, '');
  const failed = found(outcome.events, 'container.checkpoint-failed');
  const taken = found(outcome.events, 'container.checkpointed');
  if (failed !== undefined) sayError(`The checkpoint of ${container} failed: ${failed.reason}`);
  if (taken !== undefined) {
    sayDone(checkpointedText(taken));
    await reveal(`checkpoint/${taken.checkpoint}`);
  }
  return outcome;
}

/** Argument: `container`. */
async function cancelCheckpoint(given: CommandArguments, { world }: CommandTools): CommandResult {
  const fits = ({ work }: ContainerInventory): boolean => work === 'checkpoint';
  const container = textOf(given, 'container') ?? (await pickContainer(world.inventory, fits, 'Cancel the checkpoint of which container?', 'No checkpoint is being taken.'));
  if (container === undefined) return undefined;
  return report(await world.apply({ kind: 'container.cancelCheckpoint', container }), `The checkpoint of ${container} is given up; ${container} runs on.`);
}

function optionsOf(given: CommandArguments): CheckpointOptions {
  return { preDumps: numberOf(given, 'preDumps') ?? 0, leaveRunning: given['leaveRunning'] === true, tcpEstablished: given['tcpEstablished'] === true };
}

async function askForOptions(container: string): Promise<CheckpointOptions | undefined> {
  const chosen = await vscode.window.showQuickPick(TOGGLES, { canPickMany: true, title: `Checkpoint ${container}`, placeHolder: 'How?' });
  const has = (toggle: Toggle['toggle']): boolean => chosen?.some((item) => item.toggle === toggle) === true;
  return chosen && { preDumps: has('pre-dump') ? 2 : 0, leaveRunning: has('run'), tcpEstablished: has('tcp') };
}

/**
 * Makes a container of a checkpoint again. Arguments: `checkpoint`, `host`, `container` (its name), `publish` (ports in
 * place of those it had), `lazyPages`. Called on a row or from the palette it asks for the host, and for a name and ports
 * where the old ones are taken.
 */
async function restoreCheckpoint(given: CommandArguments, { world, reveal }: CommandTools): CommandResult {
  const { inventory } = world;
  const name = textOf(given, 'checkpoint') ?? (await pickCheckpoint(inventory, 'Restore which checkpoint?'));
  const checkpoint = inventory.checkpoints?.find((each) => each.name === name);
  if (name === undefined) return undefined;
  const isAsked = textOf(given, 'checkpoint') === undefined || given['kind'] === 'checkpoint';
  const host = textOf(given, 'host') ?? (isAsked && checkpoint ? await pickHostFor(inventory, name, checkpoint.host) : checkpoint?.host);
  if (isAsked && host === undefined) return undefined;
  const container = textOf(given, 'container') ?? (isAsked && checkpoint ? await askForName(inventory, checkpoint.container) : undefined);
  if (isAsked && container === undefined) return undefined;
  const publish = Array.isArray(given['publish']) ? given['publish'].map(String) : await otherPorts(inventory, isAsked ? checkpoint : undefined, host);
  if (publish === undefined) return undefined;
  const outcome = await working(`Restoring ${name}`, () =>
    world.apply({
      kind: 'container.restore', checkpoint: name, ...(host !== undefined && { host }), ...(container !== undefined && { container }),
      ...(publish !== null && { publish }),
      ...(given['lazyPages'] === true && { lazyPages: true }),
    }));
  if (!outcome.ok) return report(outcome, '');
  const failed = found(outcome.events, 'container.restore-failed');
  const restored = found(outcome.events, 'container.restored');
  if (failed !== undefined) sayError(`Restoring ${name} failed: ${failed.reason}`);
  if (restored !== undefined) {
    sayDone(restoredText(restored));
    await reveal(`container/${restored.container}`);
  }
  return outcome;
}

/** The host where it was comes first. */
function pickHostFor({ hosts }: Inventory, checkpoint: string, before: string): Promise<string | undefined> {
  const choices = hosts.filter(({ up }) => up).toSorted((one, other) => Number(other.name === before) - Number(one.name === before)).map((host) => ({
    label: `$(server) ${host.name}`, description: `${formatBytes(host.freeBytes)} free${host.name === before ? ' · where it was taken' : ''}`, value: host.name,
  }));
  return pick(choices, `Restore ${checkpoint} on which host?`);
}

/** Others where those that led to it are taken on the host; null for the same ones. Undefined if the user thinks better of it. */
async function otherPorts({ hosts }: Inventory, checkpoint: CheckpointInventory | undefined, name: string | undefined): Promise<readonly string[] | null | undefined> {
  const { published = [] } = checkpoint ?? {};
  const host = hosts.find((each) => each.name === name);
  return host !== undefined && takenPorts(published, host).length > 0 ? askForPorts(host, published) : null;
}

function askForName(inventory: Inventory, before: string): Promise<string | undefined> {
  const { checkpoints = [] } = inventory;
  const taken = allContainers(inventory).map(({ name }) => name);
  if (!taken.includes(before)) return Promise.resolve(before);
  return ask({
    title: 'Restore a Container', prompt: `There is a container ${before} already: a name for this one.`,
    // A checkpoint's name for a container would be confusing.
    value: freeName(before, [...taken, ...checkpoints.map(({ name }) => name)]),
    check: (answer) => checkName(answer, taken, 'container'),
  });
}

/** Argument: `checkpoint`; `confirmed: true` asks nothing. */
async function deleteCheckpoint(given: CommandArguments, { world }: CommandTools): CommandResult {
  const checkpoint = textOf(given, 'checkpoint') ?? (await pickCheckpoint(world.inventory, 'Delete which checkpoint?'));
  if (checkpoint === undefined) return undefined;
  const isSure = given['confirmed'] === true || (await confirmed(`Delete the checkpoint ${checkpoint}?`, 'What it saved can not be restored any more.', 'Delete'));
  if (!isSure) return undefined;
  return report(await world.apply({ kind: 'container.deleteCheckpoint', checkpoint }), `Checkpoint ${checkpoint} deleted.`);
}

async function pickCheckpoint({ checkpoints = [] }: Inventory, placeHolder: string): Promise<string | undefined> {
  const choices = checkpoints.map(({ name, container, bytes }) => ({ label: `$(archive) ${name}`, description: `of ${container} · ${formatBytes(bytes)}`, value: name }));
  if (choices.length > 0) return pick(choices, placeHolder);
  sayNothingToDo('There is no checkpoint yet. Take one of a running container first.');
  return undefined;
}

/** It takes moments; where memory is large, some seconds. */
function working<Answer extends Outcome>(title: string, work: () => Promise<Answer>): Thenable<Answer> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
}

function found<Kind extends WorldEvent['kind']>(events: readonly WorldEvent[], kind: Kind): Extract<WorldEvent, { kind: Kind }> | undefined {
  return events.find((event): event is Extract<WorldEvent, { kind: Kind }> => event.kind === kind);
}
