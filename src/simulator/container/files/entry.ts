import type { Inode } from './inode.ts';
import type { Superblock } from './superblock.ts';

/** A name in a directory with what it names: the kernel calls it a dentry. The root of a file system is its own parent. */
export interface Entry {
  name: string;
  parent: Entry | null;
  readonly superblock: Superblock;
  /** null for the entries of an overlay, whose inode is the one of the topmost layer. */
  readonly inode: Inode | null;
  readonly layers: OverlayLayers | null;
  /** The names below, for directories: all of them in tmpfs, those looked at so far elsewhere. */
  readonly children: Map<string, Entry>;
  /** Its name is gone; open handles and working directories may still stand on it. */
  isRemoved: boolean;
}

/** Where an entry of an overlay has its parts: topmost first. */
export interface OverlayLayers {
  /** The number that stat(2) shows; it survives a copy-up. */
  readonly number: number;
  upper: Entry | null;
  /** For a directory all merged ones; for others at most one. */
  lowers: readonly Entry[];
}

/** The inode that holds the attributes now. */
export function inodeOf(entry: Entry): Inode {
  if (entry.inode !== null) return entry.inode;
  const top = entry.layers?.upper ?? entry.layers?.lowers[0];
  if (top === undefined) throw new Error(`The overlay entry "${entry.name}" has no layer.`);
  return inodeOf(top);
}

/** Whether an entry of an overlay is a directory that shows what several layers, or a lower one, hold. */
export function isMerged({ layers }: Entry): boolean {
  if (layers === null) return false;
  const parts = layers.upper === null ? layers.lowers : [layers.upper, ...layers.lowers];
  return parts.length > 1;
}

/** Where an entry stands in its own file system, whatever is mounted where; "" for the root. */
export function pathInFileSystem(entry: Entry): string {
  return entry.parent === null ? '' : `${pathInFileSystem(entry.parent)}/${entry.name}`;
}

/** Whether an entry stands below another one, or is it. */
export function isBelow(entry: Entry, ancestor: Entry): boolean {
  for (let step: Entry | null = entry; step !== null; step = step.parent) {
    if (step === ancestor) return true;
  }
  return false;
}
