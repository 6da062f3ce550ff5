import type { WorldOrigin } from '../../protocol/world.ts';
import { type KeptWorld, UnreadableWorld } from '../world-store.ts';
import { flatten, type FlatWorld, fromFirstLayout, restoreShape } from './flat-world.ts';
import { type FileKind, seal, unseal } from './sealed-file.ts';

/** Of version 1, in which everything but leaves was in the header, no more are written. */
const SAVED_WORLD: FileKind = {
  word: 'VIRTLAB\n',
  version: 2,
  name: 'The file',
  foreign: 'The file does not begin as a saved data center does.',
  senseless: 'The file is whole, but what is in it is no data center.',
  unreadable: UnreadableWorld,
};

interface Directory extends Omit<FlatWorld, 'leaves'> {
  readonly version: number;
  readonly origin: WorldOrigin;
  readonly pristine: boolean;
}

/** The bytes of the file, in chunks to be written in this order. */
export async function encodeWorld({ world, origin, pristine }: KeptWorld): Promise<readonly Uint8Array[]> {
  const { leaves, ...flat } = flatten(world);
  const directory: Directory = { ...flat, version: world.version, origin, pristine };
  return seal(SAVED_WORLD, directory, leaves);
}

/** Throws `UnreadableWorld` where the file is damaged, cut short, empty or from a newer VirtLab. */
export async function decodeWorld(file: Buffer): Promise<KeptWorld> {
  if (file.length === 0) throw new UnreadableWorld('The file is empty.');
  return unseal(SAVED_WORLD, file, (directory, leaves, layout) => {
    const { origin, pristine, ...flat } = directory as Directory;
    const world = layout === 1 ? fromFirstLayout(flat.header, leaves) : restoreShape({ ...flat, leaves });
    return { world, origin, pristine };
  });
}
