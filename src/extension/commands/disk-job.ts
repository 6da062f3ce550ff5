import type { Command, Outcome, WorldEvent } from '../../simulator/index.ts';
import { jobEndText, jobPercent, jobText, jobTitle } from '../../viewmodel/disk/disk-text.ts';
import { findVm } from '../util/pick.ts';
import { report, sayDone, sayError } from '../util/report.ts';
import { followWork } from '../world/follow-work.ts';
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

function show(world: WorldClient, { vm, operation, base }: JobStarted): Promise<void> {
  return followWork(world, {
    title: jobTitle(vm, { operation, base }),
    cancel: { kind: 'disk.cancelJob', vm },
    progress: (inventory) => {
      const job = findVm(inventory, vm)?.chain?.job;
      return job ? { percent: jobPercent(job), message: jobText(job) } : null;
    },
    end: (events) => endIn(events, vm),
    tell: (end) => (end.kind === 'disk.job-failed' ? sayError(jobEndText(end)) : sayDone(jobEndText(end))),
  });
}

function endIn(events: readonly WorldEvent[], vm: string): JobEnd | undefined {
  return events.find((event): event is JobEnd =>
    (event.kind === 'disk.job-completed' || event.kind === 'disk.job-cancelled' || event.kind === 'disk.job-failed') && event.vm === vm);
}
