import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { type Entry, inodeOf, type OverlayLayers } from './entry.ts';
import { type Inode, type InodeContent, isDirectory, isWhiteout } from './inode.ts';
import { attach, detach, move, newInode, type Ownership } from './tmpfs.ts';

/*
 * overlayfs.rst: a directory shows what its layers hold, upper before lower. Lower layers are never written: a file is
 * copied up before its first write. A name that was removed leaves a whiteout in the upper layer (a character device
 * 0/0); a directory that hides the ones below is opaque. The upper layer is no overlay, the lower ones may be.
 */

const OPAQUE = 'trusted.overlay.opaque';
const WHITEOUT: InodeContent = { kind: 'character', major: 0, minor: 0 };

/** The parts of an overlay's root directory. */
export function overlayRoot(upper: Entry | null, lowers: readonly Entry[]): OverlayLayers {
  return { number: 1, upper, lowers };
}

/** The child of a directory by name, merged of all layers; null where none shows it. */
export function lookUpOverlay(directory: Entry, name: string): Entry | null {
  const known = directory.children.get(name);
  if (known !== undefined) return known;
  const { upper, lowers } = layersOf(directory);
  const parts = partsOf(upper, lowers, name);
  if (parts === null) return null;
  return addEntry(directory, name, parts.upper, parts.lowers);
}

/** The names that a directory shows, in alphabetical order. */
export function listOverlay(directory: Entry): readonly string[] {
  const { upper, lowers } = layersOf(directory);
  const names = new Set<string>();
  for (const layer of upper === null ? lowers : [upper, ...lowers]) {
    for (const name of rawNames(layer)) names.add(name);
  }
  return [...names].filter((name) => partsOf(upper, lowers, name) !== null).sort();
}

/** The parts of one name, topmost first; null where it is nowhere, or a whiteout stands above it. */
function partsOf(upper: Entry | null, lowers: readonly Entry[], name: string): { upper: Entry | null; lowers: Entry[] } | null {
  const inUpper = upper === null ? null : rawChild(upper, name);
  if (inUpper !== null) {
    const inode = inodeOf(inUpper);
    if (isWhiteout(inode)) return null;
    if (!isDirectory(inode) || isOpaque(inode)) return { upper: inUpper, lowers: [] };
  }
  const parts: Entry[] = [];
  for (const lower of lowers) {
    const child = rawChild(lower, name);
    if (child === null) continue;
    const inode = inodeOf(child);
    if (isWhiteout(inode)) break;
    if (!isDirectory(inode)) {
      if (parts.length === 0 && inUpper === null) parts.push(child);
      break;
    }
    parts.push(child);
    if (isOpaque(inode)) break;
  }
  return inUpper === null && parts.length === 0 ? null : { upper: inUpper, lowers: parts };
}

/** What a layer itself holds under a name, whiteouts included. */
function rawChild(directory: Entry, name: string): Entry | null {
  if (directory.layers !== null) return lookUpOverlay(directory, name);
  return directory.children.get(name) ?? null;
}

function rawNames(directory: Entry): Iterable<string> {
  return directory.layers === null ? directory.children.keys() : listOverlay(directory);
}

function isOpaque(inode: Inode): boolean {
  return inode.attributes.get(OPAQUE) === 'y';
}

function layersOf(entry: Entry): OverlayLayers {
  if (entry.layers === null) throw new Error(`"${entry.name}" is no entry of an overlay.`);
  return entry.layers;
}

function addEntry(directory: Entry, name: string, upper: Entry | null, lowers: readonly Entry[]): Entry {
  const { superblock } = directory;
  const layers = { number: superblock.nextInode++, upper, lowers };
  const entry: Entry = { name, parent: directory, superblock, inode: null, layers, children: new Map(), isRemoved: false };
  directory.children.set(name, entry);
  return entry;
}

/** Gives an entry a part in the upper layer: its directories first, then the whole file with its attributes. */
export function copyUp(kernel: Kernel, entry: Entry): Entry {
  const layers = layersOf(entry);
  if (layers.upper !== null) return layers.upper;
  // The root of an overlay without an upper layer is read-only, which was found out before.
  if (entry.parent === null) fail('EROFS');
  const directory = copyUp(kernel, entry.parent);
  const original = inodeOf(entry);
  const { content } = original;
  const copied: InodeContent = content.kind === 'regular' ? { kind: 'regular', bytes: content.bytes.slice() } : content;
  const inode = newInode(kernel, directory.superblock, copied, original);
  for (const [name, value] of original.attributes) if (name !== OPAQUE) inode.attributes.set(name, value);
  const modifiedAt = directory.inode?.modifiedAt;
  layers.upper = attach(kernel, directory, entry.name, inode);
  // Copying up is no change of the directory.
  if (directory.inode !== null && modifiedAt !== undefined) directory.inode.modifiedAt = modifiedAt;
  inode.modifiedAt = original.modifiedAt;
  return layers.upper;
}

/** Makes a file in the upper layer; a directory over a whiteout is opaque. */
export function createInOverlay(kernel: Kernel, directory: Entry, name: string, content: InodeContent, ownership: Ownership): Entry {
  const upper = copyUp(kernel, directory);
  const inode = newInode(kernel, upper.superblock, content, ownership);
  const whiteout = upper.children.get(name);
  if (whiteout !== undefined) detach(kernel, whiteout);
  if (whiteout !== undefined && content.kind === 'directory') inode.attributes.set(OPAQUE, 'y');
  return addEntry(directory, name, attach(kernel, upper, name, inode), []);
}

/** A second name in the upper layer, to which the file is copied up. */
export function linkInOverlay(kernel: Kernel, target: Entry, directory: Entry, name: string): void {
  const original = copyUp(kernel, target);
  const upper = copyUp(kernel, directory);
  const whiteout = upper.children.get(name);
  if (whiteout !== undefined) detach(kernel, whiteout);
  const inode = inodeOf(original);
  inode.links++;
  addEntry(directory, name, attach(kernel, upper, name, inode), []);
}

/** Takes a name away: from the upper layer, and by a whiteout where lower ones have it. */
export function removeFromOverlay(kernel: Kernel, entry: Entry): void {
  const { parent } = entry;
  if (parent === null) fail('EBUSY');
  const upper = copyUp(kernel, parent);
  const part = upper.children.get(entry.name);
  if (part !== undefined) detach(kernel, part);
  if (isBelowInLowers(parent, entry.name)) {
    attach(kernel, upper, entry.name, newInode(kernel, upper.superblock, WHITEOUT, { mode: 0, uid: 0, gid: 0 }));
  }
  parent.children.delete(entry.name);
  entry.isRemoved = true;
}

function isBelowInLowers(directory: Entry, name: string): boolean {
  return partsOf(null, layersOf(directory).lowers, name) !== null;
}

/** A directory that has parts in lower layers cannot be moved: EXDEV, as with redirect_dir off. */
export function isHeldByLowers(entry: Entry): boolean {
  const { upper, lowers } = layersOf(entry);
  return isDirectory(inodeOf(entry)) && (lowers.length > 0 || upper === null);
}

/**
 * Gives an entry another name, or another directory, in the upper layer. A directory that a lower layer holds, too,
 * cannot be renamed, which is EXDEV (overlayfs.rst, "renaming directories").
 */
export function moveInOverlay(kernel: Kernel, entry: Entry, directory: Entry, name: string): void {
  demand(!isHeldByLowers(entry), 'EXDEV');
  const isFolder = isDirectory(inodeOf(entry));
  const { parent } = entry;
  if (parent === null) fail('EBUSY');
  const part = copyUp(kernel, entry);
  const upper = copyUp(kernel, directory);
  const replaced = directory.children.get(name);
  const source = entry.name;
  const leavesWhiteout = isBelowInLowers(parent, source);
  move(kernel, part, upper, name);
  if (replaced !== undefined) replaced.isRemoved = true;
  parent.children.delete(source);
  entry.name = name;
  entry.parent = directory;
  directory.children.set(name, entry);
  if (isFolder && isBelowInLowers(directory, name)) inodeOf(part).attributes.set(OPAQUE, 'y');
  if (!leavesWhiteout) return;
  const from = copyUp(kernel, parent);
  attach(kernel, from, source, newInode(kernel, from.superblock, WHITEOUT, { mode: 0, uid: 0, gid: 0 }));
}
