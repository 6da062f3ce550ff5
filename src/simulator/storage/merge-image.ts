import { CLUSTER_BYTES } from './cluster-set.ts';
import { PageTable } from '../memory/page-table.ts';
import { seenThrough } from './clusters.ts';
import type { DiskImage, Layer } from './disk-image.ts';

/**
 * Takes an image out of its chain: every layer right above it takes over the clusters that it lacks, and is then backed
 * by what the image was backed by. All that is left reads as before. Returns the bytes that had to be copied.
 */
export function mergeImage(image: DiskImage, above: readonly Layer[]): number {
  let clusters = 0;
  for (const layer of above) {
    clusters += layer.clusters.addAll(image.clusters);
    layer.backing = image.backing;
  }
  return clusters * CLUSTER_BYTES;
}

/** The image below has changed its content: what is read through this one is its own clusters and the others' garbage. */
export function damageImage(image: DiskImage, damage: string): void {
  image.damage = damage;
  image.contents = seenThrough(PageTable.of(image.contents), image.clusters, image.backing).capture();
}
