import { CLUSTER_BYTES } from '../cluster-set.ts';
import { clustersOfAll } from '../clusters.ts';
import { type DiskImage, layersAbove } from '../disk-image.ts';
import { type BlockJob, type JobContext, portionsOf, timeToCopy } from './block-job.ts';

/**
 * Stream: what the images between the top and `base` have comes up into the top, which is then backed by `base`, or
 * needs no other image where that is null (live-block-operations.rst, "Live block streaming"). Only the top is written,
 * so every other image stays valid. A cluster that the guest writes meanwhile need not come any more.
 */
export function* stream(context: JobContext, base: DiskImage | null): BlockJob {
  const { disk, bytesPerSecond, progress } = context;
  const { top } = disk;
  const between = layersAbove(top, base).slice(1);
  const wanted = clustersOfAll(between);
  progress.totalBytes = wanted.count * CLUSTER_BYTES;
  for (const portion of portionsOf(wanted, wanted.count)) {
    const missing = portion.filter((cluster) => !top.clusters.has(cluster));
    if (missing.length > 0) yield timeToCopy(missing.length, bytesPerSecond);
    for (const cluster of missing) top.clusters.add(cluster);
    progress.doneBytes += portion.length * CLUSTER_BYTES;
  }
  top.backing = base;
}
