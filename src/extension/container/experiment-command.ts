import * as vscode from 'vscode';
import { type Experiment, type ExperimentReport, EXPERIMENTS, trialsOf } from '../../simulator/index.ts';
import { EXPERIMENT_WORDS, experimentText } from '../../viewmodel/container/experiment-text.ts';
import type { CommandTools } from '../commands/registry.ts';
import type { ComparisonPages } from '../comparison/comparison-pages.ts';
import { type CommandArguments, textOf } from '../util/arguments.ts';
import { pick } from '../util/pick.ts';
import { sayDone } from '../util/report.ts';
import type { WorldClient } from '../world/world-client.ts';
import { hostOf } from './container-question.ts';

/**
 * Does something harmful in containers behind different walls and in a VM, each on a copy of the data center, and shows
 * side by side what the others noticed. Arguments: `experiment` (see `EXPERIMENTS`), `host` (or a `container` or `vm` on
 * it), `quiet: true` to show nothing. The outcome has the `report`.
 */
export async function tryExperiment(given: CommandArguments, { world }: CommandTools, pages: ComparisonPages) {
  const wanted = textOf(given, 'experiment');
  const chosen = wanted ?? (await pick(EXPERIMENTS.map((each) => ({ label: EXPERIMENT_WORDS[each].title, detail: EXPERIMENT_WORDS[each].question, value: each })), 'Try what, in a container and in a VM?'));
  if (chosen === undefined) return undefined;
  const known = EXPERIMENTS.find((each) => each === chosen);
  if (known === undefined) throw new Error(`There is no experiment "${chosen}". There are: ${EXPERIMENTS.join(', ')}.`);
  const host = await hostOf(given, world.inventory, 'Try it on a copy of which host?');
  if (host === undefined) return undefined;
  const report = await runTrials(world, known, host);
  if (report === undefined) return undefined;
  const { title } = EXPERIMENT_WORDS[known];
  if (given['quiet'] !== true) await pages.show(`${title} on ${host}`, experimentText(report));
  sayDone(`${title}: tried on copies of the data center.`);
  return { ok: true as const, events: [], report };
}

function runTrials(world: WorldClient, experiment: Experiment, host: string): Thenable<ExperimentReport | undefined> {
  const options = { location: vscode.ProgressLocation.Notification, title: `${EXPERIMENT_WORDS[experiment].title} on copies of ${host}`, cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const copy = await world.copy();
    const count = trialsOf(experiment);
    const trials: Awaited<ReturnType<typeof copy.experiment>>[] = [];
    try {
      for (let index = 0; index < count; index++) {
        if (cancellation.isCancellationRequested) return undefined;
        progress.report({ message: `trial ${index + 1} of ${count}`, increment: index === 0 ? 0 : 100 / count });
        trials.push(await copy.experiment(experiment, host, index));
      }
    } finally {
      await copy.drop();
    }
    return { experiment, host, vcpus: trials[0]?.vcpus ?? 0, setAsideBytes: trials[0]?.setAsideBytes ?? 0, unwatched: trials[0]?.unwatched ?? 0, trials };
  });
}
