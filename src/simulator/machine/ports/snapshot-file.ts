import type { PageBatch } from '../../memory/contents.ts';
import type { DeviceState } from '../device-state.ts';
import type { MemoryImage } from '../memory-image.ts';
import { ask, type Process } from './effect.ts';

/** What is written to the file of a snapshot. */
export type FileMessage =
  | { readonly kind: 'pages'; readonly batch: PageBatch }
  | { readonly kind: 'device-state'; readonly state: DeviceState };

/** What can be read from a finished file. */
export interface FileContent {
  readonly memory: MemoryImage;
  readonly device: DeviceState;
  readonly bytes: number;
}

/** What can be asked of the file of a snapshot. */
export type FileEffect =
  | { readonly kind: 'write-file'; readonly message: FileMessage; readonly bytes: number }
  | { readonly kind: 'close-file' }
  | { readonly kind: 'delete-file' };

/** A file on the host's storage to which a snapshot is written. Every call may throw what the storage has to say. */
export class SnapshotFile {
  /**
   * Writes pages in their order, `bytes` long in all. As write(2) may, it can come back early: it returns how many
   * pages have been written, at least one. It does so as soon as somebody waits to write a protected page.
   */
  writePages(batch: PageBatch, bytes: number): Process<number> {
    return ask({ kind: 'write-file', message: { kind: 'pages', batch }, bytes });
  }

  /** Writes registers and devices. */
  writeDeviceState(state: DeviceState): Process<void> {
    return ask({ kind: 'write-file', message: { kind: 'device-state', state }, bytes: state.length });
  }

  /** The file is complete; returns what is in it. */
  close(): Process<FileContent> {
    return ask({ kind: 'close-file' });
  }

  /** Gives the room back that an unfinished file takes. */
  delete(): Process<void> {
    return ask({ kind: 'delete-file' });
  }
}
