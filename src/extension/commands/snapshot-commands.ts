import type { Inventory } from '../../simulator/index.ts';
import { SNAPSHOT_CONTENTS, SNAPSHOT_METHODS } from '../../simulator/index.ts';
import { snapshotWarning } from '../../viewmodel/network/roll-back-forecast.ts';
import { lossText } from '../../viewmodel/snapshot/snapshot-text.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { ask, confirmed } from '../util/ask.ts';
import { checkSnapshotDescription, checkSnapshotName } from '../util/names.ts';
import { findVm, pickVm } from '../util/pick.ts';
import { report } from '../util/report.ts';
import { chooseSnapshot } from './choose-snapshot.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';
import { cancelSnapshot, followBackgroundSnapshot } from './snapshot-background.ts';
import { exportSnapshot, importSnapshot } from './snapshot-files.ts';
import { pickSnapshotKind, type SnapshotKind } from './snapshot-kinds.ts';

/** Taking, naming, deleting, exporting and importing snapshots. */
export const SNAPSHOT_COMMANDS: CommandTable = {
  'vm.snapshot': takeSnapshot,
  'vm.snapshotAs': takeSnapshotAs,
  'vm.snapshotInBackground': (given, tools) => takeSnapshot({ ...given, method: 'background' }, tools),
  'vm.cancelSnapshot': cancelSnapshot,
  'snapshot.rename': renameSnapshot,
  'snapshot.describe': describeSnapshot,
  'snapshot.delete': deleteSnapshot,
  'snapshot.export': exportSnapshot,
  'snapshot.import': importSnapshot,
};

/**
 * Arguments: `vm`, `name`, `description`, and what kind it is: `method`, `contents`, `quiesce`. On a VM of the tree it
 * is taken at once, without questions. One in the background shows its progress, and can be cancelled there.
 */
async function takeSnapshot(given: CommandArguments, tools: CommandTools): CommandResult {
  const { world } = tools;
  let vm = textOf(given, 'vm');
  let name = textOf(given, 'name');
  if (vm === undefined) {
    vm = await pickVm(
      world.inventory,
      ({ state, disk }) => state !== 'stopped' || (given['contents'] === 'disk' && disk !== undefined),
      'Take a snapshot of which VM?',
      'There is no VM that runs or is paused. Start one first.',
    );
    if (vm === undefined) return undefined;
    name = await askForName(world.inventory, vm);
    if (name === undefined) return undefined;
  }
  const description = textOf(given, 'description');
  const kind = kindOf(given);
  const command = { kind: 'vm.snapshot', vm, ...kind, ...(name !== undefined && { name }), ...(description !== undefined && { description }) } as const;
  if (kind.method === 'background') return followBackgroundSnapshot(world, command, given['quiet'] === true);
  const outcome = await world.apply(command);
  const taken = findVm(world.inventory, vm);
  return report(outcome, `Snapshot of ${vm} taken. ${taken ? snapshotWarning(taken) : ''}`.trim());
}

/** Asks what kind of snapshot it is to be. Argument: `vm`. */
async function takeSnapshotAs(given: CommandArguments, tools: CommandTools): CommandResult {
  const { inventory } = tools.world;
  const vm = textOf(given, 'vm') ?? (await pickVm(
    inventory, ({ state, disk }) => state !== 'stopped' || disk !== undefined, 'Take a snapshot of which VM?', 'There is no VM that runs, or has a disk of its own. Start one first.',
  ));
  const found = vm === undefined ? undefined : findVm(inventory, vm);
  if (!found) return undefined;
  const kind = await pickSnapshotKind(found);
  if (!kind) return undefined;
  const name = await askForName(inventory, found.name);
  return name === undefined ? undefined : takeSnapshot({ vm: found.name, name, ...kind }, tools);
}

function askForName(inventory: Inventory, vm: string): Promise<string | undefined> {
  return ask({
    title: `Snapshot of ${vm}`,
    prompt: 'Name of the snapshot.',
    value: `Snapshot ${(findVm(inventory, vm)?.snapshots.length ?? 0) + 1}`,
    check: checkSnapshotName,
  });
}

function kindOf(given: CommandArguments): SnapshotKind {
  const [method, contents] = [textOf(given, 'method'), textOf(given, 'contents')];
  return {
    ...(method !== undefined && { method: oneOf(SNAPSHOT_METHODS, method, 'method') }),
    ...(contents !== undefined && { contents: oneOf(SNAPSHOT_CONTENTS, contents, 'contents') }),
    ...(given['quiesce'] === true && { quiesce: true }),
  };
}

function oneOf<Choice extends string>(choices: readonly Choice[], given: string, what: string): Choice {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw new Error(`The ${what} of a snapshot is one of ${choices.join(', ')}, not "${given}".`);
  return found;
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

/** Arguments: `vm`, `snapshot` (its id), `description`. */
async function describeSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'describe');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const description =
    textOf(given, 'description') ??
    (await ask({
      title: `Describe "${snapshot.name}" of ${vm.name}`,
      prompt: 'What it is good for; shown in the tree. Leave it empty to take the description away.',
      value: snapshot.description,
      check: checkSnapshotDescription,
    }));
  if (description === undefined) return undefined;
  const outcome = await world.apply({ kind: 'snapshot.describe', vm: vm.name, snapshot: snapshot.id, description });
  return report(outcome, `"${snapshot.name}" is described.`);
}

/** Arguments: `vm`, `snapshot` (its id); `confirmed: true` asks nothing. */
async function deleteSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'delete');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const question = `Delete the snapshot "${snapshot.name}" of ${vm.name}?`;
  if (given['confirmed'] !== true && !(await confirmed(question, lossText(vm, snapshot), 'Delete'))) return undefined;
  const outcome = await world.apply({ kind: 'snapshot.delete', vm: vm.name, snapshot: snapshot.id });
  return report(outcome, `Snapshot "${snapshot.name}" of ${vm.name} deleted.`);
}
