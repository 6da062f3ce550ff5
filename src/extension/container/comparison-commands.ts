import * as vscode from 'vscode';
import type { CostReport } from '../../simulator/index.ts';
import { costsText } from '../../viewmodel/container/costs-text.ts';
import { systemsText } from '../../viewmodel/container/systems-text.ts';
import type { CommandTable, CommandTools } from '../commands/registry.ts';
import type { ComparisonPages } from '../comparison/comparison-pages.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { sayDone } from '../util/report.ts';
import { hostOf } from './container-question.ts';
import { tryExperiment } from './experiment-command.ts';

/** Containers beside VMs, and beside what other systems have. */
export function comparisonCommands(pages: ComparisonPages): CommandTable {
  return {
    'container.experiment': (given, tools) => tryExperiment(given, tools, pages),
    'container.costs': (given, tools) => showCosts(given, tools, pages),
    'container.systems': async () => {
      await pages.show('Containers, jails and zones', systemsText());
      return { ok: true, events: [] };
    },
  };
}

/**
 * Shows what a container and a VM of a host cost: time to start, memory, how many fit. Arguments: `host` (or a `container`
 * or `vm` on it), `quiet: true` to show nothing. The outcome has the `costs`.
 */
async function showCosts(given: CommandArguments, { world }: CommandTools, pages: ComparisonPages) {
  const host = textOf(given, 'host') ?? (await hostOf(given, world.inventory, 'On a copy of which host?'));
  if (host === undefined) return undefined;
  const options = { location: vscode.ProgressLocation.Notification, title: `Filling copies of ${host} with containers and VMs`, cancellable: true };
  const costs = await vscode.window.withProgress(options, async (_, cancellation): Promise<CostReport | undefined> => {
    const copy = await world.copy();
    // Where the worker is gone, so is the copy.
    cancellation.onCancellationRequested(() => void copy.drop().catch(() => undefined));
    try {
      return await copy.costs(host);
    } catch (error) {
      if (cancellation.isCancellationRequested) return undefined;
      throw error;
    } finally {
      await copy.drop();
    }
  });
  if (costs === undefined) return undefined;
  if (given['quiet'] !== true) await pages.show(`Containers and VMs on ${host}`, costsText(costs));
  sayDone(`Measured on copies; ${host} itself was not touched.`);
  return { ok: true as const, events: [], costs };
}
