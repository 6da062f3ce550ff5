import * as vscode from 'vscode';
import type { SnapshotInventory, VmInventory } from '../../simulator/index.ts';
import { differenceTexts } from '../../viewmodel/snapshot/difference-text.ts';
import { formatTime } from '../../viewmodel/quantities.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { pick } from '../util/pick.ts';
import { sayDone, sayNothingToDo } from '../util/report.ts';
import type { CommandResult, CommandTools } from './registry.ts';
import { chooseSnapshot } from './choose-snapshot.ts';

const SCHEME = 'virtlab-snapshot';
/** Comparisons whose documents are kept; older ones are empty when they are looked at again. */
const KEPT = 20;

/** The texts of comparisons, for the diff editor. */
const documents = new Map<string, string>();

export function registerComparisons(): vscode.Disposable {
  return vscode.workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) => documents.get(path) ?? 'This comparison is no longer kept: compare again.\n',
  });
}

/**
 * Shows how a snapshot differs from another one, or from the VM as it is now, in the diff editor: registers, pages of
 * memory, blocks of the disk; or, of a VM with files, its files. Arguments: `vm`, `snapshot` (its id), `with` (the id of
 * another one, or "now"), `level` ("state" or "files"; asks where there are files).
 */
export async function compareSnapshots(given: CommandArguments, { world }: CommandTools): CommandResult {
  const found = await chooseSnapshot(given, world.inventory, 'compare');
  if (!found) return undefined;
  const { vm, snapshot } = found;
  const other = otherOf(vm, snapshot, textOf(given, 'with')) ?? (await pickOther(vm, snapshot));
  if (!other) return undefined;
  const level = vm.disk?.files === true ? (textOf(given, 'level') ?? (await pickLevel())) : 'state';
  if (level === undefined) return undefined;
  const [first, second] = inOrder(snapshot, other);
  if (level === 'files') {
    await vscode.commands.executeCommand('virtlab.disk.compareFiles', { vm: vm.name, snapshot: first.id, with: second.id ?? 'now' });
    return { ok: true, events: [] };
  }
  const difference = await world.compareSnapshots(vm.name, first.id, second.id);
  const texts = differenceTexts(difference, first.name, second.name);
  if (texts.isEmpty) sayNothingToDo(texts.summary);
  else sayDone(texts.summary);
  const stamp = `${documents.size}-${Date.now().toString(36)}`;
  const [left, right] = [keep(`/${stamp}/${vm.name}/${fileName(first.name)}`, texts.first), keep(`/${stamp}/${vm.name}/${fileName(second.name)}`, texts.second)];
  await vscode.commands.executeCommand('vscode.diff', left, right, `${vm.name}: ${first.name} ↔ ${second.name}`, { preview: false });
  return { ok: true, events: [] };
}

function pickLevel(): Promise<string | undefined> {
  return pick(
    [
      { label: '$(files) Files', description: 'which files on its disk differ, and how', value: 'files' },
      { label: '$(file-binary) Pages, blocks and registers', description: 'all of its state', value: 'state' },
    ],
    'Compare what?',
  );
}

/** A side of the comparison; `id` is null for the VM as it is now. */
interface Side {
  readonly id: string | null;
  readonly name: string;
  readonly takenAt: number;
}

function nowOf(vm: VmInventory): Side {
  return { id: null, name: `${vm.name} now`, takenAt: Number.POSITIVE_INFINITY };
}

function otherOf(vm: VmInventory, snapshot: SnapshotInventory, given: string | undefined): Side | undefined {
  if (given === undefined) return undefined;
  const found = given === 'now' ? nowOf(vm) : vm.snapshots.find(({ id }) => id === given);
  if (!found) throw new Error(`${vm.name} has no snapshot with the id "${given}" to compare "${snapshot.name}" with.`);
  return found;
}

function pickOther(vm: VmInventory, snapshot: SnapshotInventory): Promise<Side | undefined> {
  const others = vm.snapshots.filter(({ id }) => id !== snapshot.id);
  return pick<Side>(
    [
      { label: '$(location) The VM as it is now', description: vm.state, value: nowOf(vm) },
      ...others.map((other) => ({ label: `$(device-camera) ${other.name}`, description: `at ${formatTime(other.takenAt)}`, value: other })),
    ],
    `Compare "${snapshot.name}" with what?`,
  );
}

/** The older one is on the left. Of the two at most the newer is the VM as it is now. */
function inOrder(snapshot: SnapshotInventory, other: Side): readonly [Side & { readonly id: string }, Side] {
  return other.id !== null && other.takenAt < snapshot.takenAt ? [{ ...other, id: other.id }, snapshot] : [snapshot, other];
}

function keep(path: string, text: string): vscode.Uri {
  documents.set(path, text);
  for (const old of [...documents.keys()].slice(0, Math.max(0, documents.size - 2 * KEPT))) documents.delete(old);
  return vscode.Uri.from({ scheme: SCHEME, path });
}

function fileName(name: string): string {
  return `${name.replace(/[/\\]/g, '-')}.txt`;
}
