import type { CheckpointImage, ImageFile } from '../../container/checkpoint/checkpoint-image.ts';
import type { EventBody } from '../events.ts';
import type { PartCollection } from '../part-numbers.ts';
import type { SavedParts } from '../saved-parts.ts';
import type { World } from '../world.ts';
import type { Checkpoint } from './checkpoint.ts';

/** A checkpoint whose files are states of the saved world: they never change, and each is written once. */
export interface SavedCheckpoint extends Omit<Checkpoint, 'image'> {
  readonly image: Omit<CheckpointImage, 'files'> & { readonly files: readonly (Omit<ImageFile, 'bytes'> & { readonly state: number })[] };
}

export function saveCheckpoints(world: World, collection: PartCollection): readonly SavedCheckpoint[] {
  return [...world.checkpoints.values()].map(({ image, ...rest }) => ({
    ...rest, image: { ...image, files: image.files.map(({ bytes, ...file }) => ({ ...file, state: collection.state(bytes) })) },
  }));
}

export function restoreCheckpoints(world: World, saved: readonly SavedCheckpoint[], parts: SavedParts): void {
  for (const { image, ...rest } of saved) {
    const files = image.files.map(({ state, ...file }) => ({ ...file, bytes: parts.state(state) }));
    world.checkpoints.set(rest.name, { ...rest, image: { ...image, files } });
  }
}

/** What was under way with containers cannot be saved: it has failed in the restored world. */
export function brokenWorks(world: World): readonly EventBody[] {
  return [...world.containerWorks.values()].map((work) => work.whenClosed('VirtLab was closed before it was done.'));
}
