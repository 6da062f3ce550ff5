import type { DiskEvent, Nanoseconds, WorldEvent } from '../../../simulator/index.ts';

/** What the trace tells of the jobs on the disk of a VM. */
export type DiskJobEvent = Extract<WorldEvent, { kind: DiskEvent['kind'] & `disk.job-${string}` }>;

type JobStarted = Extract<DiskJobEvent, { kind: 'disk.job-started' }>;

/** A look at a job. Time counts from its start; what is to be done grows where the guest writes meanwhile. */
export interface JobSample {
  readonly time: Nanoseconds;
  readonly doneBytes: number;
  readonly totalBytes: number;
}

/** A job on a disk from its start to its end. */
export interface DiskJobRun {
  readonly operation: JobStarted['operation'];
  /** The image that was on top when it began. */
  readonly image: string;
  /** What it commits into, streams down to or rebases onto. */
  readonly base: string | null;
  /** How much it may read and write again in a second. */
  readonly bytesPerSecond: number;
  readonly status: 'active' | 'completed' | 'cancelled' | 'failed';
  /** Why it failed. */
  readonly reason: string;
  readonly samples: readonly JobSample[];
  /** The image that is written since it is through; null before that. */
  readonly written: string | null;
  /** Images that hold garbage since then. */
  readonly damaged: readonly string[];
  /** Time of the latest event, from its start. */
  readonly end: Nanoseconds;
}

interface Draft extends DiskJobRun {
  readonly startedAt: Nanoseconds;
}

/** Whether an entry of the trace tells of a job on the disk of this VM. */
export function isDiskJobEvent(event: WorldEvent, vm: string): event is DiskJobEvent {
  return event.kind.startsWith('disk.job-') && 'vm' in event && event.vm === vm;
}

/** The jobs on a disk whose start these events tell, in the order in which they began. A disk has one at a time. */
export function diskJobRuns(events: readonly DiskJobEvent[]): readonly DiskJobRun[] {
  const drafts: Draft[] = [];
  for (const event of events) {
    const latest = drafts.at(-1);
    if (event.kind === 'disk.job-started') drafts.push(begun(event));
    else if (latest?.status === 'active') drafts[drafts.length - 1] = changed(latest, event);
  }
  return drafts;
}

function begun({ operation, image, base, bytesPerSecond, time }: JobStarted): Draft {
  return { operation, image, base, bytesPerSecond, startedAt: time, status: 'active', reason: '', samples: [], written: null, damaged: [], end: 0 };
}

function changed(draft: Draft, event: Exclude<DiskJobEvent, JobStarted>): Draft {
  const time = event.time - draft.startedAt;
  const looked = (doneBytes: number, totalBytes: number): Draft => ({ ...draft, samples: [...draft.samples, { time, doneBytes, totalBytes }], end: time });
  switch (event.kind) {
    case 'disk.job-progress':
      return looked(event.doneBytes, event.totalBytes);
    case 'disk.job-completed':
      return { ...looked(event.copiedBytes, event.copiedBytes), status: 'completed', written: event.image, damaged: event.damaged };
    case 'disk.job-cancelled':
      return { ...looked(event.doneBytes, event.totalBytes), status: 'cancelled' };
    case 'disk.job-failed':
      return { ...draft, status: 'failed', reason: event.reason, end: time };
  }
}

/** Bytes that were to be done as far as was known when it was first looked at; null before that. */
export function firstTotal({ samples }: DiskJobRun): number | null {
  return samples[0]?.totalBytes ?? null;
}
