import { check, type CheckReport } from '../../storage/file-system/check.ts';
import { FileSystemError, type FileSystemErrorCode } from '../../storage/file-system/file-system-error.ts';
import { type DirectoryEntry, type FileStat, type FileSystem, mount } from '../../storage/file-system/file-system.ts';
import { ImageDevice } from '../../storage/image-device.ts';
import { ScratchDevice } from '../../storage/scratch-device.ts';
import type { BlockDevice } from '../../storage/block-device.ts';
import { require } from '../refusal.ts';
import { snapshotOf } from '../snapshot-work.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import { diskOf, imageOf } from './disk-layers.ts';

/** What can be asked of the files on a disk. Paths begin at its root. */
export type DiskQuestion =
  | { readonly ask: 'stat' | 'list' | 'read'; readonly path: string }
  /** Every file and directory. */
  | { readonly ask: 'tree' }
  | { readonly ask: 'check' };

/** A file or directory with its path from the root. */
export interface PathStat extends FileStat {
  readonly path: string;
}

/** What a question about a disk is answered with. */
export type DiskAnswer =
  | { readonly kind: 'stat'; readonly stat: FileStat }
  | { readonly kind: 'list'; readonly entries: readonly DirectoryEntry[] }
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'tree'; readonly paths: readonly PathStat[] }
  | { readonly kind: 'check'; readonly report: CheckReport }
  /** In one sentence. */
  | { readonly kind: 'refused'; readonly code: FileSystemErrorCode; readonly message: string };

/**
 * Looks at the files on the disk of a VM as it is now, or as it is in a snapshot, and changes nothing: what a crash left
 * in the journal is taken as done. Throws a `Refusal` where there is no such disk.
 */
export function lookIntoDisk(vm: VirtualMachine, snapshot: string | null, question: DiskQuestion): DiskAnswer {
  const device = deviceAt(vm, snapshot);
  if (question.ask === 'check') return { kind: 'check', report: check(device) };
  try {
    return answer(mount(new ScratchDevice(device)), question);
  } catch (error) {
    if (error instanceof FileSystemError) return { kind: 'refused', code: error.code, message: error.message };
    throw error;
  }
}

function deviceAt(vm: VirtualMachine, snapshot: string | null): BlockDevice {
  const { device } = diskOf(vm);
  require(device !== null, () => `The disk of VM "${vm.name}" holds no files: create the VM with a disk that does.`);
  if (snapshot === null) {
    vm.machine.catchUp();
    return device;
  }
  const node = snapshotOf(vm, snapshot);
  const image = imageOf(node);
  require(image !== null, () => `The snapshot "${node.name}" has no disk in it.`);
  return new ImageDevice(image.contents);
}

function answer(files: FileSystem, question: Exclude<DiskQuestion, { ask: 'check' }>): DiskAnswer {
  switch (question.ask) {
    case 'stat':
      return { kind: 'stat', stat: files.stat(question.path) };
    case 'list':
      return { kind: 'list', entries: files.list(question.path) };
    case 'read':
      return { kind: 'read', bytes: files.readFile(question.path) };
    case 'tree':
      return { kind: 'tree', paths: pathsBelow(files, '') };
  }
}

function pathsBelow(files: FileSystem, directory: string): readonly PathStat[] {
  return files.list(directory).flatMap(({ name, ...stat }) => {
    const path = `${directory}/${name}`;
    return [{ path, ...stat }, ...(stat.type === 'directory' ? pathsBelow(files, path) : [])];
  });
}
