import type { Aside } from '../../viewmodel/timeline/aside.ts';
import type { WorldEvent } from '../../simulator/index.ts';
import type { IntervalComparison } from '../../viewmodel/replication/interval-trials.ts';
import { isReplicationRunEvent } from '../../viewmodel/replication/replication-run.ts';
import { isDiskJobEvent } from '../../viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { isSnapshotEvent } from '../../viewmodel/timeline/snapshot/snapshot-run.ts';

/** What is shown of one VM in place of its migrations. */
export type ShownAside =
  | { readonly kind: 'snapshots' | 'disk-jobs'; readonly vm: string }
  /** With the intervals that were tried with it. */
  | { readonly kind: 'replication'; readonly vm: string; readonly comparison: IntervalComparison | null };

/** It with those of the events that belong to it. */
export function asideOf(shown: ShownAside, events: readonly WorldEvent[]): Aside {
  const { kind, vm } = shown;
  switch (kind) {
    case 'snapshots':
      return { kind, vm, events: events.filter((event) => isSnapshotEvent(event, vm)) };
    case 'disk-jobs':
      return { kind, vm, events: events.filter((event) => isDiskJobEvent(event, vm)) };
    case 'replication':
      return { ...shown, events: events.filter((event) => isReplicationRunEvent(event, vm)) };
  }
}
