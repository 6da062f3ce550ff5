import { interfaceFiles, interfaceMode } from '../cgroup/interface.ts';
import type { Cgroup } from '../cgroup/cgroup.ts';
import type { Kernel } from '../kernel.ts';
import { cgroupOf } from './cgroup-folder.ts';
import type { Entry } from './entry.ts';
import { newEntry, newInode } from './tmpfs.ts';

/* The hierarchy of cgroup v2 as files: a folder for each group, in it the files that its controllers have. */

/** The folder of a group, or a file of one, by its name; null where there is none. */
export function lookUpCgroup(kernel: Kernel, directory: Entry, name: string): Entry | null {
  const cgroup = cgroupOf(directory);
  if (cgroup === null) return null;
  const below = cgroup.children.get(name);
  if (below === undefined && !interfaceFiles(cgroup).includes(name)) return null;
  const known = directory.children.get(name);
  const owner = below ?? cgroup;
  if (known?.inode && cgroupOf(known) === (below ?? null)) return known;
  const content = below === undefined
    ? { kind: 'synthetic' as const, file: { of: 'cgroup' as const, cgroup, name } }
    : { kind: 'directory' as const, shows: { of: 'cgroup' as const, cgroup: below } };
  const mode = below === undefined ? interfaceMode(name) : 0o755;
  const inode = newInode(kernel, directory.superblock, content, { mode, uid: owner.uid, gid: owner.gid });
  const entry = newEntry(name, directory, directory.superblock, inode);
  directory.children.set(name, entry);
  return entry;
}

/** The names in a group's folder, in alphabetical order. */
export function listCgroup(directory: Entry): readonly string[] {
  const cgroup = cgroupOf(directory);
  return cgroup === null ? [] : [...interfaceFiles(cgroup), ...cgroup.children.keys()].sort();
}

/** The folder of a group in the one file system of cgroups. */
export function cgroupFolder(kernel: Kernel, cgroup: Cgroup): Entry {
  if (cgroup.parent === null) return kernel.cgroupFiles.root;
  const folder = lookUpCgroup(kernel, cgroupFolder(kernel, cgroup.parent), cgroup.name);
  if (folder === null) throw new Error(`The cgroup "${cgroup.name}" has no folder.`);
  return folder;
}
