import type { Aside, AsideOwner } from '../../viewmodel/timeline/aside.ts';
import type { WorldEvent } from '../../simulator/index.ts';
import type { IntervalComparison } from '../../viewmodel/replication/interval-trials.ts';
import { isReplicationRunEvent } from '../../viewmodel/replication/replication-run.ts';
import { isCheckpointEvent } from '../../viewmodel/timeline/checkpoints/checkpoint-run.ts';
import { isDiskJobEvent } from '../../viewmodel/timeline/disk-jobs/disk-job-run.ts';
import { isSnapshotEvent } from '../../viewmodel/timeline/snapshot/snapshot-run.ts';

/** What is shown of one VM or container in place of its migrations. */
export type ShownAside =
  | { readonly kind: 'snapshots' | 'disk-jobs'; readonly vm: string }
  | { readonly kind: 'checkpoints'; readonly container: string }
  /** With the intervals that were tried with it. */
  | { readonly kind: 'replication'; readonly vm: string; readonly comparison: IntervalComparison | null };

/** Whose it is, as commands are given it. */
export function ownedBy(shown: ShownAside): AsideOwner {
  return 'vm' in shown ? { vm: shown.vm } : { container: shown.container };
}

/** What goes on for a while is shown when it begins, as a migration is: a snapshot in the background, a job on a disk, a checkpoint, a restore. */
export function asideThatBegins(event: WorldEvent): ShownAside | undefined {
  switch (event.kind) {
    case 'disk.job-started':
      return { kind: 'disk-jobs', vm: event.vm };
    case 'snapshot.started':
      return event.method === 'background' ? { kind: 'snapshots', vm: event.vm } : undefined;
    case 'container.checkpoint-started':
    case 'container.restore-started':
      return { kind: 'checkpoints', container: event.container };
    default:
      return undefined;
  }
}

/** It with those of the events that belong to it. */
export function asideOf(shown: ShownAside, events: readonly WorldEvent[]): Aside {
  switch (shown.kind) {
    case 'snapshots':
      return { kind: shown.kind, vm: shown.vm, events: events.filter((event) => isSnapshotEvent(event, shown.vm)) };
    case 'disk-jobs':
      return { kind: shown.kind, vm: shown.vm, events: events.filter((event) => isDiskJobEvent(event, shown.vm)) };
    case 'checkpoints':
      return { ...shown, events: events.filter((event) => isCheckpointEvent(event, shown.container)) };
    case 'replication':
      return { ...shown, events: events.filter((event) => isReplicationRunEvent(event, shown.vm)) };
  }
}
