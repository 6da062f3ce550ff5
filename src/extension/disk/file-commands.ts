import * as vscode from 'vscode';
import { type FileDifference, fileDifferences } from '../../viewmodel/disk/file-differences.ts';
import type { PathStat } from '../../simulator/index.ts';
import { chooseDisk, type DiskVm } from '../commands/disk-commands.ts';
import type { CommandResult, CommandTable, CommandTools } from '../commands/registry.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { type Choice, pick } from '../util/pick.ts';
import { sayDone, sayNothingToDo } from '../util/report.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { DiskFilesView } from './disk-files-view.ts';
import { type DiskPlace, diskUri } from './disk-uri.ts';

/** Looking at the files on disks. */
export function fileCommands(view: DiskFilesView): CommandTable {
  return {
    'disk.open': (given, tools) => openDisk(given, tools, view),
    'disk.close': (given) => closeDisk(given, view),
    'disk.check': checkDisk,
    'disk.compareFiles': compareFiles,
  };
}

const DONE = { ok: true, events: [] } as const;
const hasFiles = ({ vm }: DiskVm): boolean => vm.disk?.files === true;
const NO_FILES = 'No VM has a disk with files: create one with a key-value or web server, or with "files" in a scenario.';

/** A disk as it is now, or in a snapshot. */
interface Moment {
  readonly snapshot: string | null;
  readonly name: string;
}

/** Opens a disk in the Explorer. Arguments: `vm`, `snapshot` (its id; now where not given). */
async function openDisk(given: CommandArguments, tools: CommandTools, view: DiskFilesView): CommandResult {
  const found = await chooseDisk(given, tools, 'Open the disk', hasFiles, NO_FILES);
  if (!found) return undefined;
  const { vm } = found;
  const moment = momentOf(found, textOf(given, 'snapshot'));
  const answer = await tools.world.lookIntoDisk(vm.name, moment.snapshot, { ask: 'list', path: '/' });
  if (answer.kind === 'refused') throw new Error(answer.message);
  await view.open({ vm: vm.name, snapshot: moment.snapshot, path: '/' });
  sayDone(`The disk of ${vm.name}, ${moment.name}, is in the Explorer.`);
  return DONE;
}

/** Arguments: `vm`, `snapshot`. */
async function closeDisk(given: CommandArguments, view: DiskFilesView): CommandResult {
  const named = textOf(given, 'vm');
  const disk = named !== undefined ? { vm: named, snapshot: textOf(given, 'snapshot') ?? null } : await pickOpen(view);
  if (!disk) return undefined;
  await view.close({ ...disk, path: '/' });
  return DONE;
}

function pickOpen(view: DiskFilesView): Promise<Omit<DiskPlace, 'path'> | undefined> {
  const choices = view.roots.map((value) => ({ label: `$(database) Disk of ${value.vm}`, description: value.snapshot ?? 'now', value }));
  return pick(choices, 'Close which disk?');
}

/** Checks the file system on a disk, as fsck does. Arguments: `vm`, `snapshot` (its id; now where not given). */
async function checkDisk(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Check the disk', hasFiles, NO_FILES);
  if (!found) return undefined;
  const { vm } = found;
  const moment = momentOf(found, textOf(given, 'snapshot'));
  const answer = await tools.world.lookIntoDisk(vm.name, moment.snapshot, { ask: 'check' });
  if (answer.kind !== 'check') throw new Error(`The disk of ${vm.name} cannot be checked.`);
  const { problems, files, directories } = answer.report;
  const whose = `The disk of ${vm.name}, ${moment.name},`;
  if (problems.length === 0) {
    sayNothingToDo(`${whose} is whole: ${files} ${files === 1 ? 'file' : 'files'} in ${directories} ${directories === 1 ? 'directory' : 'directories'}, every checksum fits.`);
    return DONE;
  }
  void tellDamage(whose, problems);
  return DONE;
}

/** Nobody who asked waits until this is read. */
async function tellDamage(whose: string, problems: readonly string[]): Promise<void> {
  const count = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  const choice = await vscode.window.showWarningMessage(`${whose} is damaged: ${problems[0]}${count}`, 'Show All');
  if (choice === undefined) return;
  const content = `${whose} is damaged:\n\n${problems.join('\n')}\n`;
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content }));
}

/**
 * Shows which files differ between two moments of a disk, in the editor for several differences. Arguments: `vm`,
 * `snapshot` and `with` (ids of snapshots, or "now").
 */
async function compareFiles(given: CommandArguments, tools: CommandTools): CommandResult {
  const found = await chooseDisk(given, tools, 'Compare files on the disk', (disk) => hasFiles(disk) && disk.vm.snapshots.length > 0, 'No VM with files on its disk has a snapshot yet.');
  if (!found) return undefined;
  const first = await chooseMoment(found, textOf(given, 'snapshot'), 'Compare the files of which moment?', null);
  if (!first) return undefined;
  const second = await chooseMoment(found, textOf(given, 'with'), `Compare ${first.name} with what?`, first);
  if (!second) return undefined;
  const [one, other] = [await treeOf(tools.world, found, first), await treeOf(tools.world, found, second)];
  const differences = fileDifferences(one, other);
  const title = `${found.vm.name}: files, ${first.name} ↔ ${second.name}`;
  if (differences.length === 0) sayNothingToDo(`The files of ${found.vm.name} are the same in ${first.name} and ${second.name}.`);
  else await vscode.commands.executeCommand('vscode.changes', title, differences.map((difference) => sidesOf(found, difference, first, second)));
  return DONE;
}

function momentOf({ vm }: DiskVm, id: string | undefined): Moment {
  if (id === undefined || id === 'now') return { snapshot: null, name: 'now' };
  const snapshot = vm.snapshots.find((each) => each.id === id);
  if (!snapshot) throw new Error(`${vm.name} has no snapshot with the id "${id}".`);
  return { snapshot: id, name: `"${snapshot.name}"` };
}

async function chooseMoment(disk: DiskVm, given: string | undefined, placeHolder: string, not: Moment | null): Promise<Moment | undefined> {
  if (given !== undefined) return momentOf(disk, given);
  const moments = [undefined, ...disk.vm.snapshots.map(({ id }) => id)].map((id) => momentOf(disk, id));
  const choices: Choice<Moment>[] = moments
    .filter(({ snapshot }) => not === null ? snapshot !== null : snapshot !== not.snapshot)
    .map((value) => ({ label: value.snapshot === null ? '$(location) Now' : `$(device-camera) ${value.name}`, value }));
  return pick(choices, placeHolder);
}

async function treeOf(world: WorldClient, { vm }: DiskVm, { snapshot }: Moment): Promise<readonly PathStat[]> {
  const answer = await world.lookIntoDisk(vm.name, snapshot, { ask: 'tree' });
  if (answer.kind === 'tree') return answer.paths;
  throw new Error(answer.kind === 'refused' ? answer.message : `The files of ${vm.name} cannot be read.`);
}

/** What `vscode.changes` takes: what it is called by, and both sides, of which one may be missing. */
function sidesOf({ vm }: DiskVm, { path, inFirst, inSecond }: FileDifference, first: Moment, second: Moment) {
  const at = ({ snapshot }: Moment): vscode.Uri => diskUri({ vm: vm.name, snapshot, path });
  return [at(inSecond ? second : first), inFirst ? at(first) : undefined, inSecond ? at(second) : undefined];
}
