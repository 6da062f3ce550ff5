import type { IntervalComparison } from '../replication/interval-trials.ts';
import type { ReplicationRunEvent } from '../replication/replication-run.ts';
import type { DiskJobEvent } from './disk-jobs/disk-job-run.ts';
import type { SnapshotEvent } from './snapshot/snapshot-run.ts';

/** What the timeline can show of one VM in place of its migrations. */
export type Aside =
  /** Its snapshots, side by side. */
  | { readonly kind: 'snapshots'; readonly vm: string; readonly events: readonly SnapshotEvent[] }
  /** Its replication, and the intervals that were tried with it. */
  | { readonly kind: 'replication'; readonly vm: string; readonly events: readonly ReplicationRunEvent[]; readonly comparison: IntervalComparison | null }
  /** The jobs on its disk, side by side. */
  | { readonly kind: 'disk-jobs'; readonly vm: string; readonly events: readonly DiskJobEvent[] };

/** "Snapshots of web". */
export function asideTitle({ kind, vm }: Pick<Aside, 'kind' | 'vm'>): string {
  return { snapshots: `Snapshots of ${vm}`, replication: `Replication of ${vm}`, 'disk-jobs': `Jobs on the disk of ${vm}` }[kind];
}

/** It with what has happened since; as it was where that belongs to something else. */
export function continued(aside: Aside, more: Aside): Aside {
  if (aside.vm !== more.vm) return aside;
  if (aside.kind === 'snapshots' && more.kind === 'snapshots') return { ...aside, events: [...aside.events, ...more.events] };
  if (aside.kind === 'replication' && more.kind === 'replication') return { ...aside, events: [...aside.events, ...more.events] };
  if (aside.kind === 'disk-jobs' && more.kind === 'disk-jobs') return { ...aside, events: [...aside.events, ...more.events] };
  return aside;
}
