import type { Disk, DiskState } from '../../machine/disk.ts';

/**
 * A disk on shared storage as it was at checkpoints. The replica would find on it what the machine wrote after its last
 * one, so writes count as buffered until then, as Remus buffers them (section 3.6): going over undoes the others.
 */
export class KeptDisk {
  readonly #disk: Disk;
  readonly #kept = new Map<number, DiskState>();

  constructor(disk: Disk) {
    this.#disk = disk;
  }

  keep(checkpoint: number): void {
    this.#kept.set(checkpoint, this.#disk.capture());
  }

  /** What is older than this checkpoint is not needed any more. */
  forgetBefore(checkpoint: number): void {
    for (const kept of this.#kept.keys()) if (kept < checkpoint) this.#kept.delete(kept);
  }

  /** The disk as it was at this checkpoint. */
  goBackTo(checkpoint: number): Disk {
    const kept = this.#kept.get(checkpoint);
    if (kept === undefined) throw new Error(`The disk at checkpoint ${checkpoint} was not kept.`);
    this.#disk.goBackTo(kept);
    return this.#disk;
  }
}
