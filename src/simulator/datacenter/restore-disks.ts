import type { Disk } from '../machine/disk.ts';
import { blockBytes } from '../memory/block.ts';
import { CLUSTER_BYTES, ClusterSet } from '../storage/cluster-set.ts';
import { DiskImage, type Layer } from '../storage/disk-image.ts';
import { DamagedWorld, type SavedParts } from './saved-parts.ts';
import type { SavedDisk, SavedDiskImage, SavedLayer } from './saved-world.ts';

/** The images of disks of a saved world, put together so that chains share again what they shared. */
export class RestoredDiskImages {
  readonly #images = new Map<number, DiskImage>();
  readonly #saved: readonly (SavedDiskImage | null)[];
  readonly #parts: SavedParts;

  constructor(saved: readonly (SavedDiskImage | null)[], parts: SavedParts) {
    this.#saved = saved;
    this.#parts = parts;
  }

  /** The image at this place of the list. It must fit the disk of its VM. */
  image(place: number, disk: Disk | null): DiskImage {
    const image = this.#at(place);
    expectFit(image.contents, disk);
    return image;
  }

  /** Puts the saved chain in place of the disk's own. */
  restore(disk: Disk, saved: SavedDisk | undefined): void {
    if (saved === undefined) throw new DamagedWorld('a disk is missing.');
    const contents = this.#parts.table(saved.contents);
    expectFit(contents, disk);
    disk.replaceTop(this.#layer(saved), contents);
    disk.imagesMade = saved.imagesMade;
  }

  /** Made when it is first asked for: one that is damaged harms only those that need it. */
  #at(place: number): DiskImage {
    const known = this.#images.get(place);
    if (known !== undefined) return known;
    const saved = this.#saved[place];
    if (!saved) throw new DamagedWorld(`image ${place} of a disk is missing.`);
    if (saved.backing !== null && saved.backing >= place) {
      throw new DamagedWorld('an image of a disk comes before the one it is backed by.');
    }
    const image = new DiskImage(this.#layer(saved), this.#parts.table(saved.contents));
    image.damage = saved.damage;
    this.#images.set(place, image);
    return image;
  }

  #layer({ name, contents, clusters, backing }: SavedLayer): Layer {
    const below = backing === null ? null : this.#at(backing);
    return { name, clusters: this.#clusters(clusters, contents), backing: below };
  }

  #clusters(state: number | null, contents: number): ClusterSet {
    if (state !== null) return ClusterSet.ofBytes(this.#parts.state(state));
    const { kind, pageCount } = this.#parts.table(contents);
    return ClusterSet.upTo(Math.ceil((pageCount * blockBytes(kind)) / CLUSTER_BYTES));
  }
}

function expectFit({ kind, pageCount }: { readonly kind: string; readonly pageCount: number }, disk: Disk | null): void {
  const table = disk?.blocks.table;
  if (table?.kind !== kind || table.pageCount !== pageCount) throw new DamagedWorld('a disk does not fit the settings of its VM.');
}
