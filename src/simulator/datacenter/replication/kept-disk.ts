import type { Disk } from '../../machine/disk.ts';
import type { PageTableImage } from '../../memory/page-table.ts';
import { ClusterSet } from '../../storage/cluster-set.ts';

/**
 * A disk on shared storage as it was at checkpoints. The replica would find on it what the machine wrote after its last
 * one, so writes count as buffered until then, as Remus buffers them (section 3.6): going over undoes the others.
 */
export class KeptDisk {
  readonly #disk: Disk;
  readonly #kept = new Map<number, { readonly top: Disk['top']; readonly contents: PageTableImage }>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  keep(checkpoint: number): void {
    const { top, blocks } = this.#disk;
    this.#kept.set(checkpoint, { top: { ...top, clusters: copyOf(top.clusters) }, contents: blocks.table.capture() });
  }

  /** What is older than this checkpoint is not needed any more. */
  forgetBefore(checkpoint: number): void {
    for (const kept of this.#kept.keys()) if (kept < checkpoint) this.#kept.delete(kept);
  }

  /** The disk as it was at this checkpoint. */
  goBackTo(checkpoint: number): Disk {
    const kept = this.#kept.get(checkpoint);
    if (kept === undefined) throw new Error(`The disk at checkpoint ${checkpoint} was not kept.`);
    this.#disk.replaceTop(kept.top, kept.contents);
    return this.#disk;
  }
}

function copyOf(clusters: ClusterSet): ClusterSet {
  const copy = new ClusterSet();
  copy.addAll(clusters);
  return copy;
}
