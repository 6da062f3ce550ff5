import type { PageTable } from '../../memory/page-table.ts';
import { CLUSTER_BYTES, type ClusterSet } from '../cluster-set.ts';
import { clustersAround, copyClusters } from '../clusters.ts';
import { type BlockJob, CLUSTERS_IN_FLIGHT, type JobContext, portionsOf, timeToCopy } from './block-job.ts';

/**
 * Copies clusters of a disk into `target`, then those that the guest has written meanwhile, until so few are left that
 * they go while the disk is quiet for a moment (QEMU: bdrv_drained_begin). Afterwards `target` reads as the disk does,
 * and `copied` has every cluster that was copied; broken off, both have what was done so far.
 */
export function* mirrorClusters(context: JobContext, target: PageTable, first: ClusterSet, copied: ClusterSet): BlockJob {
  const { disk, bytesPerSecond, progress } = context;
  const { blocks } = disk;
  blocks.startDirtyLog();
  try {
    let left = first;
    progress.totalBytes += left.count * CLUSTER_BYTES;
    while (left.count > 0) {
      for (const portion of portionsOf(left, left.count)) {
        yield timeToCopy(portion.length, bytesPerSecond);
        copyClusters(blocks.table, target, portion);
        for (const cluster of portion) copied.add(cluster);
        progress.doneBytes += portion.length * CLUSTER_BYTES;
      }
      const written = clustersAround(blocks.collectDirtyLog(), blocks.table.kind);
      progress.totalBytes += written.count * CLUSTER_BYTES;
      if (written.count > CLUSTERS_IN_FLIGHT) {
        left = written;
        continue;
      }
      copyClusters(blocks.table, target, [...written]);
      copied.addAll(written);
      progress.doneBytes += written.count * CLUSTER_BYTES;
      return;
    }
  } finally {
    blocks.stopDirtyLog();
  }
}
