import { blockBytes } from '../memory/block.ts';
import type { ContentKind } from '../memory/contents.ts';
import type { PageBitmap } from '../memory/page-bitmap.ts';
import { PageTable } from '../memory/page-table.ts';
import { CLUSTER_BYTES, ClusterSet } from './cluster-set.ts';
import type { DiskImage, Layer } from './disk-image.ts';

/** Copies these clusters of one disk's blocks to the same places of another of the same size. */
export function copyClusters(from: PageTable, to: PageTable, clusters: readonly number[]): void {
  to.write(from.read(blocksIn(clusters, from.kind)));
}

/** Whether two disks have the same content in this cluster. */
export function sameCluster(one: PageTable, other: PageTable, cluster: number): boolean {
  const blocks = blocksIn([cluster], one.kind);
  const [first, second] = [one.read(blocks).contents.data, other.read(blocks).contents.data];
  return first.every((element, index) => element === second[index]);
}

/** The clusters around the blocks that are set. */
export function clustersAround(written: PageBitmap, kind: ContentKind): ClusterSet {
  const clusters = new ClusterSet();
  for (const block of written.pages()) clusters.add(Math.floor(block / blocksPerCluster(kind)));
  return clusters;
}

/** Clusters that any of these layers has. */
export function clustersOfAll(layers: readonly Layer[]): ClusterSet {
  const all = new ClusterSet();
  for (const { clusters } of layers) all.addAll(clusters);
  return all;
}

/** What is read through a layer that has these contents of its own, over this image. */
export function seenThrough(own: PageTable, clusters: ClusterSet, backing: DiskImage | null): PageTable {
  const seen = backing === null ? new PageTable(own.kind, own.pageCount) : PageTable.of(backing.contents);
  copyClusters(own, seen, [...clusters]);
  return seen;
}

function blocksIn(clusters: readonly number[], kind: ContentKind): Uint32Array {
  const each = blocksPerCluster(kind);
  const blocks = new Uint32Array(clusters.length * each);
  clusters.forEach((cluster, place) => {
    for (let index = 0; index < each; index++) blocks[place * each + index] = cluster * each + index;
  });
  return blocks;
}

function blocksPerCluster(kind: ContentKind): number {
  return CLUSTER_BYTES / blockBytes(kind);
}
