import * as vscode from 'vscode';
import type { CommandOf, WorldEvent } from '../../simulator/index.ts';
import { formatBytes, formatTime } from '../../viewmodel/quantities.ts';
import { savedPercent, savingText } from '../../viewmodel/snapshot/snapshot-text.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { findVm, pickVm } from '../util/pick.ts';
import { report, sayDone, sayError } from '../util/report.ts';
import { beginWork } from '../world/follow-work.ts';
import type { WorldClient } from '../world/world-client.ts';
import type { CommandResult, CommandTools } from './registry.ts';

/** Argument: `vm`. */
export async function cancelSnapshot(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickVm(
    world.inventory, ({ snapshotWork }) => snapshotWork?.snapshot !== undefined, 'Cancel the snapshot of which VM?', 'No snapshot is being taken.',
  ));
  if (vm === undefined) return undefined;
  return report(await world.apply({ kind: 'vm.cancelSnapshot', vm }), `The snapshot of ${vm} is given up; ${vm} runs on.`);
}

/** Begins a background snapshot and shows how far it is, on the timeline unless it is quiet, and in a notification that can cancel it. */
export async function followBackgroundSnapshot(world: WorldClient, command: CommandOf<'vm.snapshot'>, isQuiet: boolean): CommandResult {
  const { vm } = command;
  const outcome = await beginWork(world, command, () => ({
    title: `Saving ${vm} to a file while it runs`,
    cancel: { kind: 'vm.cancelSnapshot', vm },
    progress: (inventory) => {
      const found = findVm(inventory, vm);
      const percent = found ? savedPercent(found) : null;
      return found && percent !== null ? { percent, message: savingText(found) ?? '' } : null;
    },
    end: (events) => ended(events, vm),
    tell: (end) => {
      tell(vm, end);
    },
    show: () => {
      if (!isQuiet) void vscode.commands.executeCommand('virtlab.timeline.snapshots', { vm });
    },
  }));
  if (!outcome.ok) report(outcome, '');
  return outcome;
}

type SnapshotEnd = Extract<WorldEvent, { kind: 'snapshot.taken' | 'snapshot.failed' | 'snapshot.cancelled' }>;

function ended(events: readonly WorldEvent[], vm: string): SnapshotEnd | undefined {
  return events.find((event): event is SnapshotEnd =>
    (event.kind === 'snapshot.taken' || event.kind === 'snapshot.failed' || event.kind === 'snapshot.cancelled') && event.vm === vm);
}

function tell(vm: string, end: SnapshotEnd): void {
  if (end.kind === 'snapshot.failed') sayError(`The snapshot of ${vm} failed: ${end.reason} ${vm} runs on unharmed.`);
  else if (end.kind === 'snapshot.taken') {
    sayDone(`${vm} is saved in a file of ${formatBytes(end.copiedBytes ?? 0)}; it stood still for ${formatTime(end.pause)}.`);
  }
}
