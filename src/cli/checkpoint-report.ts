import type { Nanoseconds, WorldEvent } from '../simulator/index.ts';

/** Figures under the names that CRIU's stats-dump and stats-restore have; those of lazy pages are not CRIU's. Times in microseconds. */
type Figures = Readonly<Record<string, number>>;

/** A checkpoint that was taken of a container, one of its pre-dumps, or a restore, and how it ended. */
export interface CheckpointReport {
  readonly what: 'pre-dump' | 'dump' | 'restore';
  readonly container: string;
  readonly checkpoint: string;
  readonly status: 'active' | 'completed' | 'cancelled' | 'failed';
  readonly reason?: string;
  readonly figures: Figures;
}

type EventOf<Kind extends WorldEvent['kind']> = Extract<WorldEvent, { kind: Kind }>;
type Change = Pick<CheckpointReport, 'what' | 'status' | 'figures'> & { readonly reason?: string };

/** All checkpoints and restores of a world, in the order in which they began; pre-dumps before what they belong to. */
export function checkpointReports(trace: readonly WorldEvent[]): readonly CheckpointReport[] {
  const reports: CheckpointReport[] = [];
  for (const event of trace) {
    const change = changeOf(event);
    if (change === null || !('checkpoint' in event) || !('container' in event)) continue;
    const { container, checkpoint } = event;
    const report: CheckpointReport = { container, checkpoint, ...change };
    const open = reports.findLastIndex((each) => each.container === container && each.what !== 'pre-dump');
    if (event.kind === 'container.checkpoint-started' || event.kind === 'container.restore-started') reports.push(report);
    else if (report.what === 'pre-dump') reports.splice(open, 0, report);
    else reports[open] = { ...report, figures: { ...reports[open]?.figures, ...report.figures } };
  }
  return reports;
}

/** What an event says of the report that is open; null where it says nothing. */
function changeOf(event: WorldEvent): Change | null {
  switch (event.kind) {
    case 'container.checkpoint-started':
      return { what: 'dump', status: 'active', figures: {} };
    case 'container.pre-dumped':
      return { what: 'pre-dump', status: 'completed', figures: { frozen_time: inMicroseconds(event.frozenTime), ...pagesOf(event) } };
    case 'container.checkpointed': {
      const { freezingTime, frozenTime, finalDump } = event.figures;
      return { what: 'dump', status: 'completed', figures: { freezing_time: inMicroseconds(freezingTime), frozen_time: inMicroseconds(frozenTime), ...pagesOf(finalDump) } };
    }
    case 'container.checkpoint-cancelled':
      return { what: 'dump', status: 'cancelled', figures: {} };
    case 'container.checkpoint-failed':
      return { what: 'dump', status: 'failed', reason: event.reason, figures: {} };
    case 'container.restore-started':
      return { what: 'restore', status: 'active', figures: {} };
    case 'container.restored':
      return { what: 'restore', status: 'completed', figures: { restore_time: inMicroseconds(event.totalTime) } };
    case 'container.pages-fetched':
      return { what: 'restore', status: 'completed', figures: { lazy_faults: event.faults, lazy_blocked_time: inMicroseconds(event.blockedTime), lazy_total_time: inMicroseconds(event.totalTime) } };
    case 'container.restore-failed':
      return { what: 'restore', status: 'failed', reason: event.reason, figures: {} };
    default:
      return null;
  }
}

function pagesOf({ pagesScanned, pagesSkippedParent, pagesWritten }: Pick<EventOf<'container.pre-dumped'>, 'pagesScanned' | 'pagesSkippedParent' | 'pagesWritten'>): Figures {
  return { pages_scanned: pagesScanned, pages_skipped_parent: pagesSkippedParent, pages_written: pagesWritten };
}

function inMicroseconds(time: Nanoseconds): number {
  return Math.round(time / 1_000);
}

/** One line each. */
export function checkpointsAsJson(reports: readonly CheckpointReport[]): string {
  return reports
    .map(({ what, container, checkpoint, status, reason, figures }) => `${JSON.stringify({ container, checkpoint, what, status, ...(reason !== undefined && { reason }), ...figures })}\n`)
    .join('');
}

/** Each under a line that says which it is, a figure a line. */
export function checkpointsAsText(reports: readonly CheckpointReport[]): string {
  return reports
    .map(({ what, container, checkpoint, status, reason, figures }) => [
      `# ${what} of ${container}, ${checkpoint}: ${status}${reason === undefined ? '' : `: ${reason}`}`,
      ...Object.entries(figures).map(([name, value]) => `${name}: ${value}${name.endsWith('_time') ? ' us' : ''}`), '',
    ].join('\n'))
    .join('\n');
}
