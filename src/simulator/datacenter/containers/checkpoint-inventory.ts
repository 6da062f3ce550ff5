import type { World } from '../world.ts';
import { bytesOf, type Checkpoint } from './checkpoint.ts';

/** A checkpoint as plain data. */
export interface CheckpointInventory extends Omit<Checkpoint, 'image'> {
  /** Ports of the host that led to it, and will again; absent where there were none. */
  readonly published?: readonly string[];
  readonly processes: number;
  /** Of the memory of all its processes, those of zeros too. */
  readonly pages: number;
  readonly bytes: number;
  /** Its files, as CRIU calls them, with the bytes that they would have on a disk. */
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
}

/** All checkpoints, in the order in which they were taken. */
export function checkpointInventory(world: World): readonly CheckpointInventory[] {
  return [...world.checkpoints.values()].map(({ image, ...checkpoint }) => ({
    ...checkpoint, ...(image.published && { published: image.published }), processes: image.processes, pages: image.pages, bytes: bytesOf(image), files: image.files.map(({ name, size }) => ({ name, bytes: size })),
  }));
}
