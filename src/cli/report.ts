import {
  type DataCenter,
  infoMigrate,
  type MonitoredMigration,
  queryMigrate,
  type VmInventory,
  type WorldEvent,
} from '../simulator/index.ts';

/**
 * A migration that happened in a world, as its monitor would see it now. To a monitor a background snapshot is one too:
 * from nowhere, to a file.
 */
interface MigrationReport extends MonitoredMigration {
  readonly vm: string;
  readonly from?: string;
  readonly to: string;
}

/** Every migration of a world, in the order in which they began. */
export function migrationReports(world: DataCenter): MigrationReport[] {
  const standing = new Map(world.inventory().hosts.flatMap(({ vms, containers = [] }) => [...vms, ...containers].flatMap(monitoredNow)));
  for (const event of world.trace) {
    if (event.kind === 'migration.postcopy-paused') setStatus(standing, event.migration, 'postcopy-paused');
    if (event.kind === 'migration.postcopy-recovered') setStatus(standing, event.migration, 'postcopy-active');
    const ended = ending(event);
    if (ended !== null && 'migration' in event) standing.set(event.migration, ended);
  }
  return world.trace.flatMap((event): MigrationReport[] => {
    if (event.kind === 'snapshot.started' && event.method === 'background') return snapshotReport(world.trace, event);
    if (event.kind !== 'migration.started') return [];
    const monitored = standing.get(event.migration);
    return monitored === undefined ? [] : [{ vm: event.vm, from: event.from, to: event.to, ...monitored }];
  });
}

/** Nothing where the snapshot is still under way: its figures come with its end. */
function snapshotReport(trace: readonly WorldEvent[], started: Extract<WorldEvent, { kind: 'snapshot.started' }>): MigrationReport[] {
  const { vm, snapshot, name } = started;
  const named = { vm, to: `file:${name}` };
  for (const event of trace) {
    if (event.sequence < started.sequence || !('snapshot' in event) || !('vm' in event) || event.vm !== vm || event.snapshot !== snapshot) continue;
    if (event.kind === 'snapshot.taken' && event.figures !== undefined) return [{ ...named, status: 'completed', figures: event.figures }];
    if (event.kind === 'snapshot.failed' && event.figures !== undefined) return [{ ...named, status: 'failed', reason: event.reason, figures: event.figures }];
    if (event.kind === 'snapshot.cancelled' && event.figures !== undefined) return [{ ...named, status: 'cancelled', figures: event.figures }];
  }
  return [];
}

function monitoredNow({ migration }: { readonly migration?: VmInventory['migration'] }): [string, MonitoredMigration][] {
  if (!migration) return [];
  const { id, status, phase, figures } = migration;
  const isPostCopy = status === 'active' && phase === 'post-copy';
  return [[id, { status: isPostCopy ? 'postcopy-active' : status, figures }]];
}

function setStatus(standing: Map<string, MonitoredMigration>, id: string, status: MonitoredMigration['status']): void {
  const monitored = standing.get(id);
  if (monitored !== undefined) standing.set(id, { ...monitored, status });
}

function ending(event: WorldEvent): MonitoredMigration | null {
  switch (event.kind) {
    case 'migration.completed':
      return { status: 'completed', figures: event.figures };
    case 'migration.cancelled':
      return { status: 'cancelled', figures: event.figures };
    case 'migration.failed':
      return { status: 'failed', figures: event.figures, reason: event.reason };
    default:
      return null;
  }
}

/** One line a migration: which it was, then what `query-migrate` answers. */
export function asJson(reports: readonly MigrationReport[]): string {
  return reports
    .map((report) => {
      const { vm, from, to } = report;
      return `${JSON.stringify({ vm, ...(from !== undefined && { from }), to, ...queryMigrate(report) })}\n`;
    })
    .join('');
}

/** What `info migrate` prints; with several migrations, each under a line that says which it is. */
export function asText(reports: readonly MigrationReport[]): string {
  if (reports.length === 1) return reports.map(infoMigrate).join('');
  return reports.map((report) => `# ${report.vm}: ${report.from === undefined ? '' : `${report.from} `}-> ${report.to}\n${infoMigrate(report)}`).join('\n');
}

/** The trace: one event a line. */
export function asTrace(events: readonly WorldEvent[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}
