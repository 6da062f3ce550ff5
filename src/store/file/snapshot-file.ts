import type { ExportedSnapshot } from '../../simulator/index.ts';
import { flatten, type FlatWorld, restoreShape } from './flat-world.ts';
import { type FileKind, seal, unseal } from './sealed-file.ts';

/** A file that holds no snapshot that can be read; the message is one sentence that says why. */
class UnreadableSnapshot extends Error {
  override readonly name = 'UnreadableSnapshot';
}

const EXPORTED_SNAPSHOT: FileKind = {
  word: 'VIRTSNAP',
  version: 1,
  name: 'The file of the snapshot',
  foreign: 'The file is not an exported snapshot.',
  senseless: 'The file is whole, but what is in it is no snapshot.',
  unreadable: UnreadableSnapshot,
};

interface Directory extends Omit<FlatWorld, 'leaves' | 'trace'> {
  readonly version: ExportedSnapshot['version'];
}

/** The bytes of the file of an exported snapshot. */
export async function encodeSnapshot({ version, ...snapshot }: ExportedSnapshot): Promise<Uint8Array> {
  const { header, tables, directories, states, leaves } = flatten({ ...snapshot, version: 2, trace: [] });
  const directory: Directory = { version, header, tables, directories, states };
  return Buffer.concat(await seal(EXPORTED_SNAPSHOT, directory, leaves));
}

/** Throws `UnreadableSnapshot` where the file is damaged, cut short, of another kind or from a newer VirtLab. */
export async function decodeSnapshot(bytes: Uint8Array): Promise<ExportedSnapshot> {
  return unseal(EXPORTED_SNAPSHOT, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (directory, leaves) => {
    const { version, ...flat } = directory as Directory;
    const { header, tables, states } = restoreShape({ ...flat, trace: [], leaves });
    return { version, header, tables, states };
  });
}
