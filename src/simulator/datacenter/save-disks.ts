import type { Disk } from '../machine/disk.ts';
import type { PageTableImage } from '../memory/page-table.ts';
import type { DiskImage, Layer } from '../storage/disk-image.ts';
import type { PartCollection } from './part-numbers.ts';
import type { SavedDisk, SavedDiskImage, SavedLayer } from './saved-world.ts';

/** Collects the images of disks so that one which several chains share is saved once. */
export class DiskImageList {
  readonly saved: SavedDiskImage[] = [];
  readonly #places = new Map<DiskImage, number>();
  readonly #parts: PartCollection;

  constructor(parts: PartCollection) {
    this.#parts = parts;
  }

  disk(disk: Disk): SavedDisk {
    return { ...this.#layer(disk.top, disk.blocks.table.capture()), imagesMade: disk.imagesMade };
  }

  /** Place of this image in the list; those below it come before. */
  image(image: DiskImage): number {
    const known = this.#places.get(image);
    if (known !== undefined) return known;
    const place = this.saved.push({ ...this.#layer(image, image.contents), damage: image.damage }) - 1;
    this.#places.set(image, place);
    return place;
  }

  #layer({ name, clusters, backing }: Layer, contents: PageTableImage): SavedLayer {
    const below = backing && this.image(backing);
    return { name, contents: this.#parts.table(contents), clusters: this.#parts.state(clusters.toBytes()), backing: below };
  }
}
