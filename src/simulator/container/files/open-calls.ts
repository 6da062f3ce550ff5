import { submitWrite } from '../disk/submit.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import type { Task } from '../process/task.ts';
import { demandAccess, demandWritable, READ, WRITE } from './access.ts';
import { createAt } from './directory-calls.ts';
import { inodeOf } from './entry.ts';
import { lookUp, writableInode } from './file-system.ts';
import { type Inode, isDirectory } from './inode.ts';
import type { Location } from './mount.ts';
import { closeDescriptor, descriptorOf, install, newOpenFile, type OpenFlag } from './open-file.ts';
import { newPipe } from './pipe.ts';
import { type LastName, MAX_SYMLINKS, resolve, resolveParent, topmost } from './resolve.ts';
import { newInode, setBytes } from './tmpfs.ts';

/** open(2); returns the lowest free descriptor. Without `read` and `write` it reads. */
function open(kernel: Kernel, task: Task, path: string, flags: readonly OpenFlag[] = ['read'], mode = 0o666): number {
  const wanted = new Set<OpenFlag>(flags);
  if (!wanted.has('write')) wanted.add('read');
  if (wanted.has('path')) return openPath(kernel, task, path, wanted);
  demand(!(wanted.has('create') && wanted.has('directory')), 'EINVAL');
  const { place, isNew } = wanted.has('create')
    ? findOrCreate(kernel, task, path, wanted, mode)
    : { place: resolve(kernel, task, path, { follow: !wanted.has('nofollow') }), isNew: false };
  const inode = inodeOf(place.entry);
  if (isNew) return install(task, newOpenFile({ location: place, inode }, wanted), wanted.has('cloexec'));
  demandMayOpen(task, place, inode, wanted);
  const opened = inodeToOpen(kernel, task, place, wanted);
  return install(task, newOpenFile({ location: place, inode: opened }, wanted), wanted.has('cloexec'));
}

/** O_PATH: a handle on a place, for which no rights on the file itself are needed. */
function openPath(kernel: Kernel, task: Task, path: string, flags: Set<OpenFlag>): number {
  const place = resolve(kernel, task, path, { follow: !flags.has('nofollow') });
  const inode = inodeOf(place.entry);
  demand(!flags.has('directory') || isDirectory(inode), 'ENOTDIR');
  return install(task, newOpenFile({ location: place, inode }, flags), flags.has('cloexec'));
}

function findOrCreate(
  kernel: Kernel, task: Task, path: string, flags: ReadonlySet<OpenFlag>, mode: number,
): { place: Location; isNew: boolean } {
  let last = resolveParent(kernel, task, path);
  for (let links = 0; ; links++) {
    demand(last.kind === 'plain' || !flags.has('exclusive'), 'EEXIST');
    demand(last.kind === 'plain' && !last.hasTrailingSlash, 'EISDIR');
    const entry = lookUp(kernel, last.parent.entry, last.name);
    if (entry === null) return { place: createFile(kernel, task, last, mode), isNew: true };
    demand(!flags.has('exclusive'), 'EEXIST');
    const place = topmost({ mount: last.parent.mount, entry });
    const { content } = inodeOf(place.entry);
    if (content.kind === 'magic-link') return { place: resolve(kernel, task, path), isNew: false };
    if (content.kind !== 'symlink') {
      demand(content.kind !== 'directory', 'EISDIR');
      return { place, isNew: false };
    }
    // A link that leads nowhere: the file is made where it points to.
    demand(!flags.has('nofollow') && links < MAX_SYMLINKS, 'ELOOP');
    last = resolveParent(kernel, task, content.target, last.parent);
  }
}

function createFile(kernel: Kernel, task: Task, last: LastName, mode: number): Location {
  demandWritable(last.parent);
  const entry = createAt(kernel, task, last, { kind: 'regular', bytes: new Uint8Array() }, mode & 0o7777 & ~task.fileSystem.umask);
  return { mount: last.parent.mount, entry };
}

function demandMayOpen(task: Task, place: Location, inode: Inode, flags: ReadonlySet<OpenFlag>): void {
  const { kind } = inode.content;
  demand(kind !== 'symlink', 'ELOOP');
  demand(!flags.has('directory') || kind === 'directory', 'ENOTDIR');
  const writes = flags.has('write') || flags.has('truncate');
  demand(kind !== 'directory' || !writes, 'EISDIR');
  demand(!(kind === 'character' || kind === 'block') || !place.mount.flags.noDevices, 'EACCES');
  demand(kind !== 'socket', 'ENXIO');
  demand(!flags.has('direct') || kind === 'regular' || kind === 'directory', 'EINVAL');
  // Files of proc and of cgroups are files like others here; devices and pipes are not (inode_permission, sb_permission).
  const isFile = kind === 'regular' || kind === 'synthetic';
  if (writes && isFile) demand(!place.mount.superblock.isReadOnly, 'EROFS');
  demandAccess(task, inode, (flags.has('read') ? READ : 0) | (writes ? WRITE : 0));
  if (writes && isFile) demandWritable(place);
  if (kind === 'fifo' && flags.has('write') && !flags.has('read') && inode.content.kind === 'fifo') {
    // As with O_NONBLOCK: nobody waits inside a call.
    demand((inode.content.pipe?.readers ?? 0) > 0, 'ENXIO');
  }
}

/** What the handle reads and writes from now on: in an overlay the copy where it is to be written. */
function inodeToOpen(kernel: Kernel, task: Task, place: Location, flags: ReadonlySet<OpenFlag>): Inode {
  const inode = inodeOf(place.entry);
  const { content } = inode;
  if (content.kind !== 'regular' || !(flags.has('write') || flags.has('truncate'))) {
    demandDevice(inode);
    return inode;
  }
  const written = writableInode(kernel, place.entry);
  if (flags.has('truncate')) setBytes(kernel, written, new Uint8Array());
  else if (written !== inode) submitWrite(kernel, task, written.superblock, content.bytes.length, 'cached');
  return written;
}

/** Major and minor numbers of the devices that there are: null, zero, full, random, urandom, tty. */
export const DEVICES: Readonly<Record<string, 'null' | 'zero' | 'full' | 'random' | 'tty'>> = {
  '1:3': 'null', '1:5': 'zero', '1:7': 'full', '1:8': 'random', '1:9': 'random', '5:0': 'tty',
};

function demandDevice({ content }: Inode): void {
  if (content.kind === 'block') fail('ENXIO');
  if (content.kind === 'character') demand(DEVICES[`${content.major}:${content.minor}`] !== undefined, 'ENXIO');
}

/** close(2). */
function close(_: Kernel, task: Task, descriptor: number): void {
  closeDescriptor(task, descriptor);
}

/** dup(2), or with a number dup2(2). */
function dup(_: Kernel, task: Task, descriptor: number, number?: number): number {
  const { file } = descriptorOf(task, descriptor);
  if (number === undefined) return install(task, file, false);
  if (number === descriptor) return number;
  if (task.files.descriptors.has(number)) closeDescriptor(task, number);
  return install(task, file, false, number);
}

/** pipe(2): the descriptor to read from, and the one to write to. */
function pipe(kernel: Kernel, task: Task): readonly [number, number] {
  const { superblock } = kernel.namespaceFiles;
  const content = { kind: 'fifo' as const, pipe: newPipe() };
  const { fileUid: uid, fileGid: gid } = task.credentials;
  const inode = newInode(kernel, superblock, content, { mode: 0o600, uid, gid });
  return [install(task, newOpenFile({ inode }, ['read']), false), install(task, newOpenFile({ inode }, ['write']), false)];
}

/** truncate(2). */
function truncate(kernel: Kernel, task: Task, path: string, size: number): void {
  const place = resolve(kernel, task, path);
  const inode = inodeOf(place.entry);
  demand(!isDirectory(inode), 'EISDIR');
  demand(inode.content.kind === 'regular' && size >= 0, 'EINVAL');
  demandWritable(place);
  demandAccess(task, inode, WRITE);
  const written = writableInode(kernel, place.entry);
  if (written.content.kind !== 'regular') return;
  const bytes = new Uint8Array(size);
  bytes.set(written.content.bytes.subarray(0, size));
  setBytes(kernel, written, bytes);
}

/** System calls that open and close. */
export const openCalls = { open, close, dup, pipe, truncate };
