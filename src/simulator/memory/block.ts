/** The unit in which disks are mirrored: QEMU's default granularity for images with clusters of this size (block/mirror.c). */
export const BLOCK_BYTES = 65_536;

/** Blocks of a disk of so many bytes, a multiple of a block. */
export function blocksOf(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES);
}
