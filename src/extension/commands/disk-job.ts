import * as vscode from 'vscode';
import type { Command, Outcome, WorldEvent } from '../../simulator/index.ts';
import { jobEndText, jobPercent, jobText, jobTitle } from '../../viewmodel/disk/disk-text.ts';
import { findVm } from '../util/pick.ts';
import { report, sayDone, sayError } from '../util/report.ts';
import type { WorldClient } from '../world/world-client.ts';

type JobStarted = Extract<WorldEvent, { kind: 'disk.job-started' }>;
type JobEnd = Extract<WorldEvent, { kind: 'disk.job-completed' | 'disk.job-cancelled' | 'disk.job-failed' }>;

/** Begins a job on a disk and shows how far it is, in a notification that can cancel it, until it has ended. */
export async function followDiskJob(world: WorldClient, command: Command & { readonly vm: string }): Promise<Outcome> {
  const outcome = await world.apply(command);
  if (!outcome.ok) return report(outcome, '');
  const started = outcome.events.find((event): event is JobStarted => event.kind === 'disk.job-started');
  if (started && !endIn(outcome.events, command.vm)) void show(world, started);
  return outcome;
}

async function show(world: WorldClient, { vm, operation, base }: JobStarted): Promise<void> {
  const options = { location: vscode.ProgressLocation.Notification, title: jobTitle(vm, { operation, base }), cancellable: true };
  await vscode.window.withProgress(options, (progress, token) => {
    token.onCancellationRequested(() => void world.apply({ kind: 'disk.cancelJob', vm }));
    return new Promise<void>((resolve) => {
      let shown = 0;
      const subscriptions = [
        world.onDidChange(() => {
          const job = findVm(world.inventory, vm)?.chain?.job;
          if (!job) return;
          const percent = jobPercent(job);
          progress.report({ message: jobText(job), increment: percent - shown });
          shown = percent;
        }),
        world.onDidReceiveEvents((events) => {
          const end = endIn(events, vm);
          if (end) finish(end);
        }),
        world.onDidOpen(() => {
          finish(undefined);
        }),
      ];
      const finish = (end: JobEnd | undefined): void => {
        for (const subscription of subscriptions) subscription.dispose();
        if (end?.kind === 'disk.job-failed') sayError(jobEndText(end));
        else if (end) sayDone(jobEndText(end));
        resolve();
      };
    });
  });
}

function endIn(events: readonly WorldEvent[], vm: string): JobEnd | undefined {
  return events.find((event): event is JobEnd =>
    (event.kind === 'disk.job-completed' || event.kind === 'disk.job-cancelled' || event.kind === 'disk.job-failed') && event.vm === vm);
}
