import type { IntervalComparison } from '../replication/interval-trials.ts';
import type { ReplicationRunEvent } from '../replication/replication-run.ts';
import type { CheckpointEvent } from './checkpoints/checkpoint-run.ts';
import type { DiskJobEvent } from './disk-jobs/disk-job-run.ts';
import type { SnapshotEvent } from './snapshot/snapshot-run.ts';

/** What the timeline can show of one VM or container in place of its migrations. */
export type Aside =
  /** Its snapshots, side by side. */
  | { readonly kind: 'snapshots'; readonly vm: string; readonly events: readonly SnapshotEvent[] }
  /** Its replication, and the intervals that were tried with it. */
  | { readonly kind: 'replication'; readonly vm: string; readonly events: readonly ReplicationRunEvent[]; readonly comparison: IntervalComparison | null }
  /** The jobs on its disk, side by side. */
  | { readonly kind: 'disk-jobs'; readonly vm: string; readonly events: readonly DiskJobEvent[] }
  /** The checkpoints and restores of a container, side by side. */
  | { readonly kind: 'checkpoints'; readonly container: string; readonly events: readonly CheckpointEvent[] };

/** Whose it is. */
export type AsideOwner = { readonly vm: string } | { readonly container: string };

/** The name of whose it is. */
export function ownerOf(owner: AsideOwner): string {
  return 'vm' in owner ? owner.vm : owner.container;
}

/** "Snapshots of web". */
export function asideTitle(aside: AsideOwner & Pick<Aside, 'kind'>): string {
  const name = ownerOf(aside);
  return { snapshots: `Snapshots of ${name}`, replication: `Replication of ${name}`, 'disk-jobs': `Jobs on the disk of ${name}`, checkpoints: `Checkpoints of ${name}` }[aside.kind];
}

/** It with what has happened since; as it was where that belongs to something else. */
export function continued(aside: Aside, more: Aside): Aside {
  if (ownerOf(aside) !== ownerOf(more)) return aside;
  if (aside.kind === 'snapshots' && more.kind === 'snapshots') return { ...aside, events: [...aside.events, ...more.events] };
  if (aside.kind === 'replication' && more.kind === 'replication') return { ...aside, events: [...aside.events, ...more.events] };
  if (aside.kind === 'disk-jobs' && more.kind === 'disk-jobs') return { ...aside, events: [...aside.events, ...more.events] };
  if (aside.kind === 'checkpoints' && more.kind === 'checkpoints') return { ...aside, events: [...aside.events, ...more.events] };
  return aside;
}
