import { expect } from 'vitest';
import type { Disk } from '../../src/simulator/machine/disk.ts';
import { blockBytes } from '../../src/simulator/memory/block.ts';
import { hashOfMemory } from '../../src/simulator/memory/hash.ts';
import { PageTable, type PageTableImage } from '../../src/simulator/memory/page-table.ts';
import { CLUSTER_BYTES } from '../../src/simulator/storage/cluster-set.ts';
import { copyClusters } from '../../src/simulator/storage/clusters.ts';
import { chainOf, type DiskImage, type Layer } from '../../src/simulator/storage/disk-image.ts';

/** What an image reads as, to be compared. */
export function hashOfImage(contents: PageTableImage): string {
  return hashOfMemory(PageTable.of(contents));
}

/** The law of chains: whatever is read through a layer is the cluster of the highest layer that has it, else zeros. */
export function expectChainsTrue(disk: Disk, images: readonly DiskImage[]): void {
  expectChainTrue(disk.top, disk.blocks.table);
  for (const image of images) expectChainTrue(image, PageTable.of(image.contents));
}

function expectChainTrue(top: Layer, seen: PageTable): void {
  const assembled = new PageTable(seen.kind, seen.pageCount);
  const clusterCount = (seen.pageCount * blockBytes(seen.kind)) / CLUSTER_BYTES;
  const chain: readonly Layer[] = chainOf(top);
  for (let cluster = 0; cluster < clusterCount; cluster++) {
    const owner = chain.find(({ clusters }) => clusters.has(cluster));
    if (owner === undefined) continue;
    copyClusters(owner === top ? seen : PageTable.of((owner as DiskImage).contents), assembled, [cluster]);
  }
  expect([top.name, hashOfMemory(assembled)]).toEqual([top.name, hashOfMemory(seen)]);
}
