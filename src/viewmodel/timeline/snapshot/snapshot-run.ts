import type { MigrationFigures, Nanoseconds, SnapshotContents, SnapshotMethod, WorldEvent } from '../../../simulator/index.ts';

/** What the trace tells of the taking of snapshots; each names its VM and, from its start on, its snapshot. */
export type SnapshotEvent = Extract<
  WorldEvent,
  { kind: `snapshot.${'started' | 'protected' | 'progress' | 'taken' | 'copied' | 'failed' | 'cancelled'}` }
>;

const KINDS: ReadonlySet<WorldEvent['kind']> = new Set<SnapshotEvent['kind']>([
  'snapshot.started', 'snapshot.protected', 'snapshot.progress', 'snapshot.taken', 'snapshot.copied', 'snapshot.failed', 'snapshot.cancelled',
]);

/** Whether an entry of the trace tells of a snapshot of this VM being taken. */
export function isSnapshotEvent(event: WorldEvent, vm: string): event is SnapshotEvent {
  return KINDS.has(event.kind) && 'vm' in event && event.vm === vm;
}

/** A look at a background snapshot under way. Times count from the start of the snapshot. */
export interface SavingSample {
  readonly time: Nanoseconds;
  readonly savedPages: number;
  readonly savedOnFault: number;
  readonly savedBytes: number;
  readonly remainingPages: number;
  readonly writeFaults: number;
  readonly blocked: Nanoseconds;
}

/** A look at what copy on write put off. */
export interface CopySample {
  readonly time: Nanoseconds;
  readonly copiedPages: number;
  readonly copiedBytes: number;
}

/** The taking of one snapshot, and what it cost the guest then and later. */
export interface SnapshotRun {
  readonly snapshot: string;
  readonly name: string;
  readonly method: SnapshotMethod;
  readonly contents: SnapshotContents;
  readonly quiesced: boolean;
  readonly memoryBytes: number;
  readonly diskBytes: number;
  readonly status: 'active' | 'taken' | 'failed' | 'cancelled';
  /** Why it failed. */
  readonly reason: string;
  /** How long the vCPUs stood still; null as long as they do. */
  readonly pause: Nanoseconds | null;
  /** From its start to its end; null while it is under way. */
  readonly took: Nanoseconds | null;
  /** Bytes that taking it moved. */
  readonly copiedBytes: number;
  readonly saving: readonly SavingSample[];
  readonly copies: readonly CopySample[];
  readonly figures: MigrationFigures | null;
  /** Time of the latest event. */
  readonly end: Nanoseconds;
}

interface Draft extends SnapshotRun {
  readonly startedAt: Nanoseconds;
}

/** The snapshots of a VM whose start these events tell, in the order in which they began. */
export function snapshotRuns(events: readonly SnapshotEvent[]): readonly SnapshotRun[] {
  const drafts: Draft[] = [];
  for (const event of events) {
    if (event.kind === 'snapshot.started') drafts.push(begun(event));
    else {
      const place = drafts.findLastIndex(({ snapshot }) => snapshot === event.snapshot);
      const draft = drafts[place];
      if (draft) drafts[place] = changed(draft, event);
    }
  }
  return drafts;
}

function begun(event: Extract<SnapshotEvent, { kind: 'snapshot.started' }>): Draft {
  const { snapshot, name, method, contents, quiesce, memoryBytes, diskBytes, time } = event;
  return {
    snapshot, name, method, contents, quiesced: quiesce, memoryBytes, diskBytes, startedAt: time,
    status: 'active', reason: '', pause: null, took: null, copiedBytes: 0, saving: [], copies: [], figures: null, end: 0,
  };
}

function changed(draft: Draft, event: Exclude<SnapshotEvent, { kind: 'snapshot.started' }>): Draft {
  const time = event.time - draft.startedAt;
  switch (event.kind) {
    case 'snapshot.protected':
      return { ...draft, pause: event.pause, end: time };
    case 'snapshot.progress': {
      const { savedPages, savedOnFault, savedBytes, remainingPages, writeFaults, blocked } = event;
      const sample = { time, savedPages, savedOnFault, savedBytes, remainingPages, writeFaults, blocked };
      return { ...draft, copiedBytes: savedBytes, saving: [...draft.saving, sample], end: time };
    }
    case 'snapshot.taken':
      return {
        ...draft, status: 'taken', pause: event.pause, took: time, end: time,
        copiedBytes: event.copiedBytes ?? draft.copiedBytes, figures: event.figures ?? null,
      };
    case 'snapshot.copied':
      return { ...draft, copies: [...draft.copies, { time, copiedPages: event.copiedPages, copiedBytes: event.copiedBytes }], end: time };
    case 'snapshot.failed':
      return { ...draft, status: 'failed', reason: event.reason, took: time, end: time };
    case 'snapshot.cancelled':
      return { ...draft, status: 'cancelled', took: time, end: time };
  }
}
