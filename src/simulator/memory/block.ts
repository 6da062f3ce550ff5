import type { ContentKind } from './contents.ts';
import { PAGE_BYTES } from './page.ts';

/** The unit in which disks are mirrored: QEMU's default granularity for images with clusters of this size (block/mirror.c). */
export const BLOCK_BYTES = 65_536;

/** Bytes of a block of a disk with contents of this kind: disks of real bytes have blocks of a page's size. */
export function blockBytes(kind: ContentKind): number {
  return kind === 'bytes' ? PAGE_BYTES : BLOCK_BYTES;
}

/** Blocks of a disk of so many bytes, a multiple of a block. */
export function blocksOf(bytes: number): number {
  return Math.ceil(bytes / BLOCK_BYTES);
}
