import type { MountNamespace } from '../namespaces/namespace.ts';
import type { Entry } from './entry.ts';
import type { Superblock } from './superblock.ts';

/** The flags of one mount, which a bind mount may have other than the file system itself. */
export interface MountFlags {
  readonly readOnly: boolean;
  readonly noSetuid: boolean;
  readonly noDevices: boolean;
  readonly noExecute: boolean;
}

/** Part of a file system, attached somewhere in a mount namespace: mount_namespaces(7). */
export interface Mount {
  readonly id: number;
  readonly superblock: Superblock;
  /** What shows at the mount point: the file system's root or, for a bind mount, any entry. */
  readonly root: Entry;
  /** Where it is attached; both null for a namespace's root and for what has been detached. */
  parent: Mount | null;
  mountpoint: Entry | null;
  /** null once detached. */
  namespace: MountNamespace | null;
  /** What is mounted on entries of this mount. One entry carries one mount; a second one stands on the first one's root. */
  readonly children: Map<Entry, Mount>;
  flags: MountFlags;
  /** Came from a more privileged namespace: cannot be taken off alone, nor its flags cleared. */
  isLocked: boolean;
  /** Its flags came from a more privileged namespace, too. */
  hasLockedFlags: boolean;
  /** Shared mounts with the same group forward mounts to each other. */
  peerGroup: number | null;
  /** A slave receives from this group and sends nothing back. */
  masterGroup: number | null;
  isUnbindable: boolean;
  readonly source: string;
}

/** A place in the tree of files: the kernel calls it a path. */
export interface Location {
  readonly mount: Mount;
  readonly entry: Entry;
}

/** Whether two are the same entry of the same mount. */
export function isSamePlace(first: Location, second: Location): boolean {
  return first.mount === second.mount && first.entry === second.entry;
}
