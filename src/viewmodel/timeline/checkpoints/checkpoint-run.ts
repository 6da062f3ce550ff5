import type { CheckpointPhase, Nanoseconds, WorldEvent } from '../../../simulator/index.ts';

/** What the trace tells of checkpoints being taken of a container, and of its being restored from one. */
export type CheckpointEvent = Extract<
  WorldEvent,
  {
    kind: `container.${
      | `checkpoint-${'started' | 'phase' | 'progress' | 'failed' | 'cancelled'}` | 'pre-dumped' | 'checkpointed'
      | `restore-${'started' | 'failed'}` | 'restored' | `pages-${'progress' | 'fetched'}`}`;
  }
>;

const KINDS: ReadonlySet<WorldEvent['kind']> = new Set<CheckpointEvent['kind']>([
  'container.checkpoint-started', 'container.checkpoint-phase', 'container.checkpoint-progress', 'container.pre-dumped', 'container.checkpointed', 'container.checkpoint-failed',
  'container.checkpoint-cancelled', 'container.restore-started', 'container.restored', 'container.pages-progress', 'container.pages-fetched', 'container.restore-failed',
]);

/** Whether an entry of the trace tells of a checkpoint or a restore of this container. */
export function isCheckpointEvent(event: WorldEvent, container: string): event is CheckpointEvent {
  return KINDS.has(event.kind) && 'container' in event && event.container === container;
}

/** A stretch of time in which one thing was done. Times count from the start of the run. */
export interface CheckpointSpan {
  /** A phase of a checkpoint; of a restore, until the container runs, and while its memory follows. */
  readonly phase: CheckpointPhase | 'restore' | 'lazy-pages';
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Pages of memory that went over so far, and that go over in all. */
  readonly pages: number;
  readonly allPages: number;
}

/** A look at the memory that follows a container which was restored without it. */
export interface LazySample {
  readonly time: Nanoseconds;
  readonly missingPages: number;
  readonly faults: number;
  readonly blockedTime: Nanoseconds;
}

/** The taking of a checkpoint, or a restore, from its start to its end. */
export interface CheckpointRun {
  readonly what: 'checkpoint' | 'restore';
  readonly checkpoint: string;
  readonly host: string;
  /** How often memory was to be copied first while the container ran; 0 for a restore. */
  readonly preDumps: number;
  /** Whether memory was to follow later; false for a checkpoint. */
  readonly lazyPages: boolean;
  readonly status: 'active' | 'completed' | 'cancelled' | 'failed';
  /** Why it failed. */
  readonly reason: string;
  readonly spans: readonly CheckpointSpan[];
  readonly lazy: readonly LazySample[];
  /** Bytes of the files of the checkpoint; null as long as there is none. */
  readonly bytes: number | null;
  /** Connections that were reset by a restore. */
  readonly resets: number;
  /** Time of the latest event. */
  readonly end: Nanoseconds;
}

interface Draft extends CheckpointRun {
  readonly startedAt: Nanoseconds;
  /** Pages in the files that it is restored from. */
  readonly storedPages: number;
}

type Started = Extract<CheckpointEvent, { kind: `container.${string}-started` }>;

/** What these events tell from its start, in the order in which it began. A container has one such thing at a time. */
export function checkpointRuns(events: readonly CheckpointEvent[]): readonly CheckpointRun[] {
  const drafts: Draft[] = [];
  for (const event of events) {
    const latest = drafts.at(-1);
    if (event.kind === 'container.checkpoint-started' || event.kind === 'container.restore-started') drafts.push(begun(event));
    else if (latest?.status === 'active') drafts[drafts.length - 1] = changed(latest, event);
  }
  return drafts;
}

function begun(event: Started): Draft {
  const isRestore = event.kind === 'container.restore-started';
  return {
    what: isRestore ? 'restore' : 'checkpoint', checkpoint: event.checkpoint, host: event.host,
    preDumps: isRestore ? 0 : event.preDumps, lazyPages: isRestore && event.lazyPages, storedPages: isRestore ? event.pages : 0,
    startedAt: event.time, status: 'active', reason: '', lazy: [], bytes: null, resets: 0, end: 0,
    spans: isRestore ? [{ phase: 'restore', from: 0, to: 0, pages: 0, allPages: event.lazyPages ? 0 : event.pages }] : [],
  };
}

function changed(draft: Draft, event: Exclude<CheckpointEvent, Started>): Draft {
  const end = event.time - draft.startedAt;
  const now = upTo(draft, end);
  switch (event.kind) {
    case 'container.checkpoint-phase':
      return { ...now, spans: [...now.spans, { phase: event.phase, from: end, to: end, pages: 0, allPages: event.pages }] };
    case 'container.checkpoint-progress':
      return withPages(now, event.pagesWritten);
    case 'container.pre-dumped':
      return withAllPages(now);
    case 'container.checkpointed':
      return { ...withAllPages(now), status: 'completed', bytes: event.bytes };
    case 'container.restored':
      return restored(now, event.connections.filter(({ fate }) => fate === 'reset').length);
    case 'container.pages-progress': {
      const { missingPages, faults, blockedTime } = event;
      return { ...withPages(now, now.storedPages - missingPages), lazy: [...now.lazy, { time: end, missingPages, faults, blockedTime }] };
    }
    case 'container.pages-fetched': {
      const { faults, blockedTime } = event;
      return { ...withAllPages(now), status: 'completed', lazy: [...now.lazy, { time: end, missingPages: 0, faults, blockedTime }] };
    }
    case 'container.checkpoint-cancelled':
      return { ...now, status: 'cancelled' };
    case 'container.checkpoint-failed':
    case 'container.restore-failed':
      return { ...now, status: 'failed', reason: event.reason };
  }
}

/** The container runs; its memory is there, or follows. */
function restored(draft: Draft, resets: number): Draft {
  const { lazyPages, storedPages, end } = draft;
  if (!lazyPages) return { ...withAllPages(draft), resets, status: 'completed' };
  const spans = [...draft.spans, { phase: 'lazy-pages' as const, from: end, to: end, pages: 0, allPages: storedPages }];
  return { ...draft, resets, spans, lazy: [{ time: end, missingPages: storedPages, faults: 0, blockedTime: 0 }] };
}

/** What is done lasts up to this time. */
function upTo(draft: Draft, end: Nanoseconds): Draft {
  return { ...withLast(draft, (span) => ({ ...span, to: end })), end };
}

function withPages(draft: Draft, pages: number): Draft {
  return withLast(draft, (span) => ({ ...span, pages }));
}

function withAllPages(draft: Draft): Draft {
  return withLast(draft, (span) => ({ ...span, pages: span.allPages }));
}

function withLast(draft: Draft, change: (span: CheckpointSpan) => CheckpointSpan): Draft {
  return { ...draft, spans: draft.spans.map((span, index) => (index === draft.spans.length - 1 ? change(span) : span)) };
}

/** Whether the processes stand still meanwhile. */
export function standsStill({ phase }: CheckpointSpan): boolean {
  switch (phase) {
    case 'freeze':
    case 'pre-dump':
    case 'dump':
    case 'restore':
      return true;
    case 'write':
    case 'lazy-pages':
      return false;
  }
}

/** How long the container stood still in all, but for pages that it waited for. */
export function stillTime({ spans }: CheckpointRun): Nanoseconds {
  return spans.filter(standsStill).reduce((sum, { from, to }) => sum + to - from, 0);
}

/** Pages that went over while the container ran, or while it stood still. */
export function pagesMoved({ spans }: CheckpointRun, whileStill: boolean): number {
  return spans.filter((span) => standsStill(span) === whileStill).reduce((sum, { pages }) => sum + pages, 0);
}
