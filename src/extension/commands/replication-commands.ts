import * as vscode from 'vscode';
import type { Inventory, VmInventory } from '../../simulator/index.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import { COMPARED_INTERVALS, type IntervalComparison, type IntervalTrial } from '../../viewmodel/replication/interval-trials.ts';
import { pickDestination } from '../migration/pick-destination.ts';
import { type CommandArguments, numberOf, textOf } from '../util/arguments.ts';
import { type Choice, pick, pickVm } from '../util/pick.ts';
import { report, sayDone } from '../util/report.ts';
import { BACK } from '../util/steps.ts';
import type { CommandResult, CommandTable, CommandTools } from './registry.ts';

/** Keeping a replica of a VM on another host, and going over to it. */
export const REPLICATION_COMMANDS: CommandTable = {
  'vm.replicate': replicate,
  'vm.stopReplication': stopReplication,
  'vm.failOver': failOver,
  'vm.compareIntervals': compareIntervals,
};

const INTERVALS: readonly Choice<number>[] = [
  { label: 'Every 25 ms', description: 'answers soon, the guest stands still often', value: 25 },
  { label: 'Every 100 ms', description: 'as Remus’ authors mostly did', value: 100 },
  { label: 'Every 500 ms', description: 'the guest hardly notices, clients wait', value: 500 },
];

/** So long each interval is tried after its first copy, in simulated nanoseconds. */
const TRIED_FOR = 5e9;

/**
 * Keeps a replica of a running VM on another host. Arguments: `vm`, `to`, `everyMilliseconds`; `quiet: true` does not
 * show it on the timeline.
 */
async function replicate(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickFree(world.inventory, 'Replicate which VM?'));
  if (vm === undefined) return undefined;
  const to = textOf(given, 'to') ?? (await pickDestination(world.inventory, vm, `Replicate ${vm}`, false));
  if (to === BACK || to === undefined) return undefined;
  const isTold = textOf(given, 'to') !== undefined;
  const every = numberOf(given, 'everyMilliseconds') ?? (isTold ? 100 : await pick(INTERVALS, `How often does ${to} get a checkpoint of ${vm}?`));
  if (every === undefined) return undefined;
  const outcome = await world.apply({ kind: 'vm.replicate', vm, to, everyMilliseconds: every });
  report(outcome, `${vm} is copied to ${to}, and then gets a checkpoint every ${every} ms.`);
  if (outcome.ok && given['quiet'] !== true) void vscode.commands.executeCommand('virtlab.timeline.replication', { vm });
  return outcome;
}

/** Argument: `vm`. */
async function stopReplication(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickReplicated(world.inventory, 'Stop the replication of which VM?'));
  if (vm === undefined) return undefined;
  return report(await world.apply({ kind: 'vm.stopReplication', vm }), `${vm} runs on without a replica.`);
}

/** Powers a VM off where it is and goes over to its replica. Argument: `vm`. */
async function failOver(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickReplicated(world.inventory, 'Go over to the replica of which VM?'));
  if (vm === undefined) return undefined;
  const outcome = await world.apply({ kind: 'vm.failOver', vm });
  const lost = outcome.ok ? outcome.events.find((event) => event.kind === 'replication.primary-lost') : undefined;
  return report(outcome, `${vm} is powered off on ${lost?.from ?? ''}; its replica on ${lost?.to ?? ''} takes over.`);
}

/**
 * Replicates a VM at several intervals, each on a copy of the data center, and shows what each costs the guest and the
 * clients. Arguments: `vm`, `to`, `intervals` (milliseconds), `quiet: true` to show nothing. The outcome has the `comparison`.
 */
async function compareIntervals(given: CommandArguments, { world }: CommandTools): CommandResult {
  const vm = textOf(given, 'vm') ?? (await pickFree(world.inventory, 'Compare checkpoint intervals with which VM?'));
  if (vm === undefined) return undefined;
  const to = textOf(given, 'to') ?? (await pickDestination(world.inventory, vm, `Compare Checkpoint Intervals with ${vm}`, false));
  if (to === BACK || to === undefined) return undefined;
  const intervals = Array.isArray(given['intervals']) ? (given['intervals'] as readonly number[]) : COMPARED_INTERVALS;
  const comparison = await tryIntervals(vm, to, intervals, world);
  if (comparison === undefined) return undefined;
  if (given['quiet'] !== true) await vscode.commands.executeCommand('virtlab.timeline.replication', { vm, comparison });
  sayDone(`Replication of ${vm} tried at ${intervals.length} intervals, on copies.`);
  return { ok: true, events: [], comparison } as Awaited<CommandResult> & { readonly comparison: IntervalComparison };
}

function tryIntervals(vm: string, to: string, intervals: readonly number[], world: CommandTools['world']): Thenable<IntervalComparison | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title: `Comparing checkpoint intervals with ${vm}`, cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const copy = await world.copy();
    const trials: IntervalTrial[] = [];
    try {
      for (const [index, everyMilliseconds] of intervals.entries()) {
        if (cancellation.isCancellationRequested) return undefined;
        progress.report({ message: `every ${everyMilliseconds} ms (${index + 1} of ${intervals.length})`, increment: index === 0 ? 0 : 100 / intervals.length });
        trials.push(await copy.replicate({ kind: 'vm.replicate', vm, to, everyMilliseconds }, TRIED_FOR));
      }
    } finally {
      await copy.drop();
    }
    return { vm, to, duration: TRIED_FOR, trials };
  });
}

function pickFree(inventory: Inventory, placeHolder: string): Promise<string | undefined> {
  const isFree = (vm: VmInventory): boolean => vm.state === 'running' && !activeMigration(vm) && !vm.replication;
  return pickVm(inventory, isFree, placeHolder, 'There is no VM to replicate. Start one first.');
}

function pickReplicated(inventory: Inventory, placeHolder: string): Promise<string | undefined> {
  return pickVm(inventory, ({ replication }) => replication !== undefined, placeHolder, 'No VM is replicated. Replicate one first.');
}
