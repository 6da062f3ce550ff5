import { isCapable } from '../credentials/credentials.ts';
import { toOutside } from '../credentials/id-map.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { cgroupFolder } from './cgroup-files.ts';
import { type Entry, inodeOf, isBelow } from './entry.ts';
import { parseBytes } from './parse-bytes.ts';
import { isDirectory } from './inode.ts';
import type { Location, MountFlags } from './mount.ts';
import { mountsOf, newMount } from './mount-tree.ts';
import { overlayRoot } from './overlay.ts';
import { attachPropagated } from './propagation.ts';
import { resolve } from './resolve.ts';
import type { Superblock } from './superblock.ts';
import type { SyntheticDirectory } from './synthetic.ts';
import { newSuperblock } from './tmpfs.ts';

/** A new file system that is asked for. */
export interface MountRequest {
  readonly source: string;
  readonly type: string;
  /** Options, comma-separated, as in `size=1m,mode=700`. */
  readonly data: string;
  readonly flags: MountFlags;
  readonly place: Location;
}

/** Mounts a tmpfs, overlay, proc or cgroup2, the kinds that also a user namespace's root may mount. */
export function mountNewFileSystem(kernel: Kernel, task: Task, request: MountRequest): void {
  const { place } = request;
  demand(request.type !== '', 'EINVAL');
  const superblock = superblockFor(kernel, task, request);
  demand(!place.entry.isRemoved, 'ENOENT');
  demand(place.mount.namespace === task.namespaces.mnt, 'EINVAL');
  const root = superblock === kernel.cgroupFiles ? cgroupFolder(kernel, task.namespaces.cgroup.root) : superblock.root;
  demand(place.entry !== place.mount.root || place.mount.superblock !== superblock || place.mount.root !== root, 'EBUSY');
  demand(isDirectory(inodeOf(place.entry)), 'ENOTDIR');
  attachPropagated(kernel, newMount(kernel, superblock, root, request.flags, request.source), place);
}

function superblockFor(kernel: Kernel, task: Task, request: MountRequest): Superblock {
  const options = new Map(request.data.split(',').filter((option) => option !== '').map(splitOption));
  const { userNamespace } = task.credentials;
  switch (request.type) {
    case 'tmpfs':
      return newTmpfs(kernel, task, options);
    case 'proc':
      demand(isCapable(task.credentials, task.pidNamespace.owner, 'SYS_ADMIN'), 'EPERM');
      demand(userNamespace === kernel.userNamespace || seesAll(task, 'proc'), 'EPERM');
      return newProc(kernel, task);
    case 'cgroup2':
      demand(isCapable(task.credentials, task.namespaces.cgroup.owner, 'SYS_ADMIN'), 'EPERM');
      return kernel.cgroupFiles;
    case 'overlay':
      return newOverlay(kernel, task, options);
    default:
      return fail('ENODEV');
  }
}

function splitOption(option: string): [string, string] {
  const at = option.indexOf('=');
  return at < 0 ? [option, ''] : [option.slice(0, at), option.slice(at + 1)];
}

function newTmpfs(kernel: Kernel, task: Task, options: ReadonlyMap<string, string>): Superblock {
  const size = options.get('size');
  const limit = size === undefined ? null : (parseBytes(size) ?? fail('EINVAL'));
  const mode = options.get('mode') ?? '1777';
  demand(/^[0-7]+$/.test(mode), 'EINVAL');
  const { userNamespace, fileUid, fileGid } = task.credentials;
  return newSuperblock(kernel, { type: 'tmpfs' }, userNamespace, { mode: parseInt(mode, 8) & 0o7777, uid: fileUid, gid: fileGid }, limit);
}

/** Everything in it is made up, so each mount of the same pid namespace shows the same. */
function newProc(kernel: Kernel, task: Task): Superblock {
  const pidNamespace = task.pidNamespace;
  const fileSystem = { type: 'proc' as const, pidNamespace };
  const superblock = newSuperblock(kernel, fileSystem, pidNamespace.owner, { mode: 0o555, uid: 0, gid: 0 });
  return withShown(superblock, { of: 'proc' });
}

/** Says what the root directory of a made-up file system lists. */
export function withShown(superblock: Superblock, shows: SyntheticDirectory): Superblock {
  return withRoot(superblock, { ...superblock.root, inode: { ...inodeOf(superblock.root), content: { kind: 'directory', shows } } });
}

function withRoot(superblock: Superblock, root: Entry): Superblock {
  const changed = superblock as { -readonly [Key in keyof Superblock]: Superblock[Key] };
  changed.root = root;
  return superblock;
}

/** A mount of proc needs one that hides nothing already in the namespace (mount_too_revealing). */
function seesAll(task: Task, type: 'proc'): boolean {
  return mountsOf(task.namespaces.mnt).some(
    (mount) => mount.superblock.fileSystem.type === type && mount.root === mount.superblock.root && mount.children.size === 0,
  );
}

function newOverlay(kernel: Kernel, task: Task, options: ReadonlyMap<string, string>): Superblock {
  const known = new Set(['lowerdir', 'upperdir', 'workdir']);
  demand([...options.keys()].every((option) => known.has(option)), 'EINVAL');
  const folder = (path: string): Location => {
    const place = resolve(kernel, task, path);
    demand(isDirectory(inodeOf(place.entry)), 'ENOTDIR');
    return place;
  };
  const lowerPaths = options.get('lowerdir') ?? fail('EINVAL');
  const upperPath = options.get('upperdir');
  const workPath = options.get('workdir');
  const lowers = lowerPaths.split(':').map((path) => folder(path).entry);
  demand(upperPath === undefined ? lowers.length > 1 : workPath !== undefined, 'EINVAL');
  const upper = upperPath === undefined ? null : folder(upperPath);
  const work = upper === null || workPath === undefined ? null : folder(workPath);
  if (upper !== null && work !== null) demandUsable(upper, work);
  demand(lowers.every((lower) => depth(lower) < 2), 'EINVAL');
  const fileSystem = { type: 'overlay' as const, lowers, upper: upper?.entry ?? null, work: work?.entry ?? null };
  const { userNamespace } = task.credentials;
  const superblock = newSuperblock(kernel, fileSystem, userNamespace, { mode: 0o755, uid: toOutside(userNamespace.uidMap, 0) ?? 0, gid: 0 });
  superblock.isReadOnly = upper === null;
  return withRoot(superblock, { ...superblock.root, inode: null, layers: overlayRoot(upper?.entry ?? null, lowers) });
}

/** overlayfs.rst: upper and work directory on the same mount, apart from each other, writable, and no overlay. */
function demandUsable(upper: Location, work: Location): void {
  demand(upper.mount === work.mount && upper.entry !== work.entry, 'EINVAL');
  demand(!isBelow(upper.entry, work.entry) && !isBelow(work.entry, upper.entry), 'EINVAL');
  demand(!upper.mount.flags.readOnly && !upper.mount.superblock.isReadOnly, 'EINVAL');
  demand(['ext4', 'tmpfs'].includes(upper.mount.superblock.fileSystem.type), 'EINVAL');
}

/** How many overlays stand on each other at an entry: the kernel allows two. */
function depth(entry: Entry): number {
  const { fileSystem } = entry.superblock;
  return fileSystem.type === 'overlay' ? 1 + Math.max(...fileSystem.lowers.map(depth)) : 0;
}
