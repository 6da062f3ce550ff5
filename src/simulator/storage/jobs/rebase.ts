import { PageTable } from '../../memory/page-table.ts';
import { CLUSTER_BYTES, ClusterSet } from '../cluster-set.ts';
import { clustersOfAll, sameCluster, seenThrough } from '../clusters.ts';
import { chainOf, type DiskImage, type Layer } from '../disk-image.ts';
import { type BlockJob, type JobContext, type JobDisk, portionsOf, timeToCopy } from './block-job.ts';

/**
 * Rebase in safe mode: the top gets another backing image, and what differs between the old one and the new one is
 * copied into the top before, so that it reads as it did (qemu-img(1), rebase: "an expensive operation"). Both chains are
 * read. The guest must not write meanwhile.
 */
export function* rebase({ disk, bytesPerSecond, progress }: JobContext, onto: DiskImage | null): BlockJob {
  const { top, blocks } = disk;
  const target = onto === null ? new PageTable(blocks.table.kind, blocks.table.pageCount) : PageTable.of(onto.contents);
  const looked = clustersToCompare(top, onto);
  progress.totalBytes = looked.count * CLUSTER_BYTES;
  for (const portion of portionsOf(looked, looked.count)) {
    const differing = portion.filter((cluster) => !sameCluster(blocks.table, target, cluster));
    // Reading from the old chain and from the new one, and writing what differs.
    yield timeToCopy(portion.length + differing.length, bytesPerSecond);
    for (const cluster of differing) top.clusters.add(cluster);
    progress.doneBytes += portion.length * CLUSTER_BYTES;
  }
  top.backing = onto;
}

/** Clusters that either chain has and the top has not. */
function clustersToCompare(top: Layer, onto: DiskImage | null): ClusterSet {
  const both = clustersOfAll([...chainOf(top).slice(1), ...(onto === null ? [] : chainOf<DiskImage>(onto))]);
  const looked = new ClusterSet();
  for (const cluster of both) if (!top.clusters.has(cluster)) looked.add(cluster);
  return looked;
}

/**
 * Rebase in unsafe mode: only the name of the backing image changes (qemu-img(1), rebase -u). Where the new one has
 * another content than the old one, what the guest reads is corrupted.
 */
export function rebaseUnsafely(disk: JobDisk, onto: DiskImage | null): void {
  const { name, clusters } = disk.top;
  disk.replaceTop({ name, clusters, backing: onto }, seenThrough(disk.blocks.table, clusters, onto).capture());
}
