import { formatRate } from '../../quantities.ts';
import { capital, withoutStop } from '../../words.ts';
import { preciseBytes, preciseTime } from '../units.ts';
import { type DiskJobRun, firstTotal } from './disk-job-run.ts';

/** Titles of the columns of the table. */
export const DISK_JOB_COLUMNS = ['Job', 'Took', 'Gone through', 'Added by the guest', 'At most', 'Came of it'] as const;

/** "Commit into disk", "Whole copy". */
export function jobName({ operation, base }: Pick<DiskJobRun, 'operation' | 'base'>): string {
  switch (operation) {
    case 'commit':
      return `Commit into ${base ?? 'nothing'}`;
    case 'stream':
      return base === null ? 'Stream all of the chain' : `Stream down to ${base}`;
    case 'rebase':
      return base === null ? 'Rebase onto nothing' : `Rebase onto ${base}`;
    case 'copy':
      return 'Whole copy';
  }
}

/** What stands beside its lane: how long it took. */
export function jobFigure({ status, end }: DiskJobRun): string {
  const time = preciseTime(end);
  return { active: `${time} so far`, completed: time, cancelled: `given up after ${time}`, failed: `failed after ${time}` }[status];
}

/** A job as the cells of a table row. */
export function diskJobCells(run: DiskJobRun): readonly string[] {
  const last = run.samples.at(-1);
  return [
    jobName(run),
    run.status === 'active' ? `${preciseTime(run.end)} so far` : preciseTime(run.end),
    last === undefined ? '…' : run.status === 'completed' ? preciseBytes(last.doneBytes) : `${preciseBytes(last.doneBytes)} of ${preciseBytes(last.totalBytes)}`,
    addedText(run),
    formatRate(run.bytesPerSecond),
    resultText(run),
  ];
}

/** A job in one or two sentences, as it is read out and shown beside its lane. */
export function diskJobInWords(run: DiskJobRun): string {
  const [name, took, done, added, rate] = diskJobCells(run) as [string, string, string, string, string, string];
  const more = added === 'nothing' || added === '…' ? '' : ` The guest added ${added} meanwhile.`;
  return `${name}: ${done} in ${took}, at most ${rate}.${more} ${capital(resultText(run))}.`;
}

/** What there is to see, in a sentence or two. */
export function diskJobsInWords(vm: string, runs: readonly DiskJobRun[]): string {
  const latest = runs.at(-1);
  if (latest === undefined) return `There was no job on the disk of ${vm} yet: commit, stream, rebase or copy it, in the menu of the disk.`;
  if (latest.status === 'active') return `${jobName(latest)} is under way while ${vm} may go on writing; what it writes meanwhile comes to be done as well.`;
  return `${diskJobInWords(latest)} ${meaning(latest)}`.trim();
}

/** What a job of this kind leaves behind: who may still rely on which image. */
function meaning({ operation, status, base }: DiskJobRun): string {
  if (status !== 'completed') return '';
  switch (operation) {
    case 'commit':
      return `A commit changes ${base ?? 'its base'}: whatever else reads from it cannot be trusted any more.`;
    case 'stream':
      return 'A stream writes the top image alone: every other image stays valid.';
    case 'rebase':
      return 'The disk reads as before, from another chain.';
    case 'copy':
      return 'The copy needs no other image, and every other image stays as it is.';
  }
}

function addedText(run: DiskJobRun): string {
  const [first, last] = [firstTotal(run), run.samples.at(-1)];
  if (first === null || last === undefined) return '…';
  return last.totalBytes > first ? preciseBytes(last.totalBytes - first) : 'nothing';
}

function resultText({ status, reason, written, damaged }: DiskJobRun): string {
  switch (status) {
    case 'active':
      return 'under way';
    case 'cancelled':
      return 'given up, reads as before';
    case 'failed':
      return `failed: ${withoutStop(reason)}`;
    case 'completed':
      return `from now on ${written ?? 'the disk'} is written${damaged.length === 0 ? '' : `; garbage now: ${damaged.join(', ')}`}`;
  }
}
