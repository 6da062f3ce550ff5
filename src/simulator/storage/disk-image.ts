import type { PageTableImage } from '../memory/page-table.ts';
import type { ClusterSet } from './cluster-set.ts';

/** What makes a layer of a chain: clusters of its own, and below it the image that has all others. */
export interface Layer {
  readonly name: string;
  /** Clusters that it has of its own; the others are read from the backing image. */
  readonly clusters: ClusterSet;
  /** Null where there is none: then the other clusters are zeros. */
  backing: DiskImage | null;
}

/**
 * An image that is no longer written: the state of a disk at one moment, and the backing image of what came after.
 *
 * `contents` is what is read through it, its own clusters and those of the images below in one persistent table, so
 * that a read is one look however long the chain is. The tables of a chain share what is equal.
 */
export class DiskImage implements Layer {
  readonly name: string;
  readonly clusters: ClusterSet;
  backing: DiskImage | null;
  contents: PageTableImage;
  /** Why it holds garbage, as the end of a sentence; null while it can be trusted. */
  damage: string | null = null;

  constructor(layer: Layer, contents: PageTableImage) {
    this.name = layer.name;
    this.clusters = layer.clusters;
    this.backing = layer.backing;
    this.contents = contents;
  }

  get blockCount(): number {
    return this.contents.pageCount;
  }
}

/** A layer and all below it, the top first. */
export function chainOf<Top extends Layer>(top: Top): readonly [Top, ...DiskImage[]] {
  const chain: [Top, ...DiskImage[]] = [top];
  for (let image = top.backing; image !== null; image = image.backing) chain.push(image);
  return chain;
}

/** The layers of a chain from the top down to just above `base`; all of them where `base` is null. */
export function layersAbove(top: Layer, base: DiskImage | null): readonly Layer[] {
  const chain: readonly Layer[] = chainOf(top);
  const place = chain.findIndex((layer) => layer === base);
  return place === -1 ? chain : chain.slice(0, place);
}
