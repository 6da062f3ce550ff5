import { putPage } from '../../container/process/address-space.ts';
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

/** All checkpoints for the header of a saved world; their files go into the collection. */
export function saveCheckpoints(world: World, collection: PartCollection): readonly SavedCheckpoint[] {
  return [...world.checkpoints.values()].map(({ image, ...rest }) => ({
    ...rest, image: { ...image, files: image.files.map(({ bytes, ...file }) => ({ ...file, state: collection.state(bytes) })) },
  }));
}

/** Puts saved checkpoints on the shared storage of a world again. */
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

/** Memory that was still to come when the world was saved, and is there when it is opened. */
export interface SavedMissingPages {
  readonly container: string;
  /** Number of the state: process, page and content of each, as words. */
  readonly state: number;
}

/** What running containers still lack of their memory; nothing for those that have all of it. */
export function saveMissingPages(world: World, collection: PartCollection): readonly SavedMissingPages[] {
  return [...world.containerWorks.values()].flatMap((work) => {
    const words = work.missingPages?.() ?? new Uint32Array(0);
    return words.length === 0 ? [] : [{ container: work.container, state: collection.state(new Uint8Array(words.buffer)) }];
  });
}

/** Brings what was missing, so that nobody waits for it. */
export function restoreMissingPages(world: World, saved: readonly SavedMissingPages[], parts: SavedParts): void {
  for (const { container: name, state } of saved) {
    const words = new Uint32Array(parts.state(state).slice().buffer);
    for (const { host } of world.containerKernels.values()) {
      const tasks = host.containers.get(name)?.init.pidNamespace.tasks;
      for (let index = 0; index < words.length; index += 3) {
        const space = tasks?.get(words[index] ?? 0)?.addressSpace;
        if (space) putPage(space, words[index + 1] ?? 0, words[index + 2] ?? 0);
      }
    }
  }
}
