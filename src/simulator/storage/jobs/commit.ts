import { PageTable } from '../../memory/page-table.ts';
import { ClusterSet } from '../cluster-set.ts';
import { clustersOfAll } from '../clusters.ts';
import { type DiskImage, layersAbove } from '../disk-image.ts';
import type { BlockJob, JobContext } from './block-job.ts';
import { mirrorClusters } from './mirror-clusters.ts';

/** What becomes of the top: qemu-img(1), commit: it is emptied, or dropped with -d; then the base is written on. */
export type TopAfterCommit = 'emptied' | 'dropped';

/**
 * Commit: what the layers above `base` have goes down into it (qemu-img(1), commit; live-block-operations.rst, "Live
 * block commit"). The disk reads as before. But `base` holds another content than it did, so every other image that
 * reads from it, those between it and the top first of all, may return garbage from now on.
 */
export function* commit(context: JobContext, base: DiskImage, top: TopAfterCommit): BlockJob {
  const { disk } = context;
  const table = PageTable.of(base.contents);
  const copied = new ClusterSet();
  const { damage } = base;
  base.damage = 'a commit into it was broken off';
  try {
    yield* mirrorClusters(context, table, clustersOfAll(layersAbove(disk.top, base)), copied);
  } finally {
    if (copied.count === 0) base.damage = damage;
    base.clusters.addAll(copied);
    base.contents = table.capture();
  }
  base.damage = null;
  const { name, clusters, backing } = base;
  const next = top === 'dropped' ? { name, clusters: clusters.copy(), backing } : { name: disk.top.name, clusters: new ClusterSet(), backing: base };
  disk.replaceTop(next, base.contents);
}
