import * as vscode from 'vscode';
import type { RunComparison } from '../../protocol/comparison.ts';
import {
  DEFAULT_PARAMETERS,
  type Inventory,
  type MigrationParameters,
  type Nanoseconds,
  NANOSECONDS_PER_SECOND,
  type Outcome,
} from '../../simulator/index.ts';
import { activeMigration } from '../../viewmodel/datacenter/vm-row.ts';
import { everyStopRule, patienceFor } from '../../viewmodel/migration/comparison-plan.ts';
import { type ComparisonPlan, runComparison } from '../comparison/run-comparison.ts';
import { pickDestination } from '../migration/pick-destination.ts';
import { type CommandArguments, isRecord, numberOf, textOf } from '../util/arguments.ts';
import { findVm, pickVm } from '../util/pick.ts';
import { sayDone } from '../util/report.ts';
import { BACK } from '../util/steps.ts';
import type { CommandTools } from './registry.ts';

/** What comparing came to; nothing has happened in the data center, so there are no events. */
type ComparisonOutcome = Outcome & { readonly comparison?: RunComparison };

/**
 * Runs one migration under every stop rule, each from the same state on a copy of the data center, and shows the runs
 * side by side on the timeline. Arguments: `vm`, `to`, `parameters` as a command has them, `limitSeconds` for how long
 * each run is given, and `quiet: true` to show nothing. The outcome has the `comparison`.
 */
export async function compareRules(given: CommandArguments, tools: CommandTools): Promise<ComparisonOutcome | undefined> {
  const plan = await planOf(given, tools);
  const comparison = plan && (await runWithProgress(plan, tools));
  if (!comparison) return undefined;
  if (given['quiet'] !== true) await vscode.commands.executeCommand('virtlab.timeline.compare', comparison);
  sayDone(`${comparison.vm} to ${comparison.to} under ${comparison.runs.length} stop rules, on copies; ${comparison.vm} itself has not moved.`);
  return { ok: true, events: [], comparison };
}

async function planOf(given: CommandArguments, { world, settings }: CommandTools): Promise<ComparisonPlan | undefined> {
  const { inventory } = world;
  const vm =
    textOf(given, 'vm') ??
    (await pickVm(
      inventory,
      (each) => each.state !== 'stopped' && !activeMigration(each),
      'Compare the stop rules with which VM?',
      'There is no VM to migrate. Start one first.',
    ));
  if (vm === undefined) return undefined;
  const known = textOf(given, 'to');
  const to = known ?? (await pickDestination(inventory, vm, `Compare Stop Rules with ${vm}`, false));
  if (to === BACK || to === undefined) return undefined;
  // Who names all that there is to name has the defaults of a command; who is asked has the remembered settings.
  const base: MigrationParameters = known === undefined ? settings.current : DEFAULT_PARAMETERS;
  const parameters = isRecord(given['parameters']) ? { ...base, ...(given['parameters'] as Partial<MigrationParameters>) } : base;
  const seconds = numberOf(given, 'limitSeconds');
  const limit = seconds === undefined ? patience(inventory, vm, to, parameters) : seconds * NANOSECONDS_PER_SECOND;
  return { vm, to, runs: everyStopRule(parameters), limit };
}

function patience(inventory: Inventory, name: string, to: string, parameters: MigrationParameters): Nanoseconds {
  const vm = findVm(inventory, name);
  const link = inventory.links.find(({ between }) => vm && between.includes(vm.host) && between.includes(to));
  // Without a VM or link the first trial is refused with the reason.
  return vm && link ? patienceFor(vm.memoryBytes, link.bytesPerSecond, parameters) : NANOSECONDS_PER_SECOND;
}

function runWithProgress(plan: ComparisonPlan, { world }: CommandTools): Thenable<RunComparison | undefined> {
  const { vm, runs } = plan;
  const options = {
    location: vscode.ProgressLocation.Notification,
    title: `Comparing stop rules with ${vm}`,
    cancellable: true,
  };
  return vscode.window.withProgress(options, (progress, cancellation) =>
    runComparison(world, plan, {
      begins: ({ label }, index) => {
        progress.report({ message: `${label} (${index + 1} of ${runs.length})`, increment: index === 0 ? 0 : 100 / runs.length });
      },
      onCallOff: (callOff) => cancellation.onCancellationRequested(callOff),
    }),
  );
}
