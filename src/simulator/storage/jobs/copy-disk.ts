import { PageTable } from '../../memory/page-table.ts';
import { ClusterSet } from '../cluster-set.ts';
import { clustersOfAll } from '../clusters.ts';
import { chainOf } from '../disk-image.ts';
import type { BlockJob, JobContext } from './block-job.ts';
import { mirrorClusters } from './mirror-clusters.ts';

/**
 * A whole copy: everything that the chain has goes into a new image that needs no other, and the guest goes on with
 * that (live-block-operations.rst, "Live disk synchronization", sync=full). Every other image stays as it is.
 */
export function* copyDisk(context: JobContext, name: string): BlockJob {
  const { disk } = context;
  const { kind, pageCount } = disk.blocks.table;
  const target = new PageTable(kind, pageCount);
  const copied = new ClusterSet();
  yield* mirrorClusters(context, target, clustersOfAll(chainOf(disk.top)), copied);
  disk.replaceTop({ name, clusters: copied, backing: null }, target.capture());
}
