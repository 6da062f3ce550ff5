import * as vscode from 'vscode';
import type { Command, Outcome, WorldEvent } from '../../simulator/index.ts';
import { jobEndText, jobPercent, jobText, jobTitle } from '../../viewmodel/disk/disk-text.ts';
import { findVm } from '../util/pick.ts';
import { report, sayDone, sayError } from '../util/report.ts';
import { beginWork } from '../world/follow-work.ts';
import type { WorldClient } from '../world/world-client.ts';

type JobEnd = Extract<WorldEvent, { kind: 'disk.job-completed' | 'disk.job-cancelled' | 'disk.job-failed' }>;

/** Begins a job on a disk and shows how far it is, on the timeline unless it is quiet, and in a notification that can cancel it. */
export async function followDiskJob(world: WorldClient, command: Command & { readonly vm: string }, isQuiet: boolean): Promise<Outcome> {
  const { vm } = command;
  const outcome = await beginWork(world, command, ({ events }) => ({
    title: titleOf(vm, events),
    cancel: { kind: 'disk.cancelJob', vm },
    progress: (inventory) => {
      const job = findVm(inventory, vm)?.chain?.job;
      return job ? { percent: jobPercent(job), message: jobText(job) } : null;
    },
    end: (heard) => endIn(heard, vm),
    tell: (end) => {
      if (end.kind === 'disk.job-failed') sayError(jobEndText(end));
      else sayDone(jobEndText(end));
    },
    show: () => {
      if (!isQuiet) void vscode.commands.executeCommand('virtlab.timeline.diskJobs', { vm });
    },
  }));
  if (!outcome.ok) report(outcome, '');
  return outcome;
}

function titleOf(vm: string, events: readonly WorldEvent[]): string {
  const started = events.find((event) => event.kind === 'disk.job-started');
  return started ? jobTitle(vm, started) : `Working on the disk of ${vm}`;
}

function endIn(events: readonly WorldEvent[], vm: string): JobEnd | undefined {
  return events.find((event): event is JobEnd =>
    (event.kind === 'disk.job-completed' || event.kind === 'disk.job-cancelled' || event.kind === 'disk.job-failed') && event.vm === vm);
}
