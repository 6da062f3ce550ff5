import type { PidNamespace, UserNamespace } from '../namespaces/namespace.ts';
import type { Entry } from './entry.ts';

/** The kinds of file systems, each with what it shows. */
export type FileSystemKind =
  | { readonly type: 'tmpfs' }
  /** On the disk of the host. */
  | { readonly type: 'ext4' }
  | { readonly type: 'overlay'; readonly lowers: readonly Entry[]; readonly upper: Entry | null; readonly work: Entry | null }
  | { readonly type: 'proc'; readonly pidNamespace: PidNamespace }
  | { readonly type: 'nsfs' }
  | { readonly type: 'cgroup2' };

/** One file system: what a mount shows. */
export interface Superblock {
  /** The device number that stat(2) shows. */
  readonly device: number;
  readonly fileSystem: FileSystemKind;
  /** Whose ids may own files here, and whose privileges count. */
  readonly owner: UserNamespace;
  readonly root: Entry;
  nextInode: number;
  isReadOnly: boolean;
  /** The most bytes that its files may hold together; null without limit. */
  readonly sizeLimit: number | null;
  /** What the files that have names hold now. */
  usedBytes: number;
}
