import { mix } from '../../kernel/random.ts';
import { flushToDisk, submitRead, submitWrite } from '../disk/submit.ts';
import { demand, fail } from '../errno.ts';
import type { Kernel } from '../kernel.ts';
import { receiveBytes, sendBytes } from '../network/stream.ts';
import { raise, raiseGroup } from '../process/end.ts';
import { isOrphaned } from '../process/process-group.ts';
import type { Task } from '../process/task.ts';
import { canBeRead } from '../scheduler/ready.ts';
import { decodeUtf8, encodeUtf8 } from '../../kernel/utf8.ts';
import type { Inode } from './inode.ts';
import { DEVICES } from './open-calls.ts';
import { withBytesAt } from './file-bytes.ts';
import { descriptorOf, openedInode, type OpenFile } from './open-file.ts';
import { type Pipe, PIPE_ATOMIC_BYTES, PIPE_BYTES } from './pipe.ts';
import { readSynthetic } from './synthetic-read.ts';
import { writeSynthetic } from './synthetic-write.ts';
import { isInBackground, type Terminal } from './terminal.ts';
import { setBytes } from './tmpfs.ts';

const NOTHING = new Uint8Array();

/** The logical block size of the disk. */
const BLOCK_BYTES = 512;
const NEW_LINE = 0x0a;

/** read(2): at most `count` bytes, none at the end. Where Linux would wait, EAGAIN. */
function read(kernel: Kernel, task: Task, descriptor: number, count = 65_536): Uint8Array {
  const { file } = descriptorOf(task, descriptor);
  demand(file.flags.has('read') && !file.flags.has('path'), 'EBADF');
  if (file.socket !== null) return receiveBytes(file.socket, count);
  const inode = openedInode(file) ?? fail('EINVAL');
  const { content } = inode;
  switch (content.kind) {
    case 'regular':
      return readFile(kernel, task, file, inode, count);
    case 'synthetic':
      return readAt(file, encodeUtf8(readSynthetic(kernel, task, content.file)), count);
    case 'fifo':
      demandForeground(kernel, task, content.pipe?.terminal);
      return readPipe(content.pipe ?? fail('ENXIO'), count);
    case 'character':
      return readDevice(kernel, DEVICES[`${content.major}:${content.minor}`], count);
    case 'directory':
      return fail('EISDIR');
    case 'block':
    case 'magic-link':
    case 'namespace':
    case 'socket':
    case 'symlink':
      return fail('EINVAL');
  }
}

function readFile(kernel: Kernel, task: Task, file: OpenFile, inode: Inode, count: number): Uint8Array {
  if (inode.content.kind !== 'regular') return NOTHING;
  demandAligned(file, count);
  const part = readAt(file, inode.content.bytes, count);
  submitRead(kernel, task, inode.superblock, part.length, file.flags.has('direct') ? 'direct' : 'cached');
  return part;
}

/** O_DIRECT moves whole blocks (open(2), notes). */
function demandAligned(file: OpenFile, count: number): void {
  demand(!file.flags.has('direct') || (file.offset % BLOCK_BYTES === 0 && count % BLOCK_BYTES === 0), 'EINVAL');
}

function readAt(file: OpenFile, bytes: Uint8Array, count: number): Uint8Array {
  const part = bytes.slice(file.offset, file.offset + count);
  file.offset += part.length;
  return part;
}

/** Who reads its terminal from the background is stopped, or refused where that cannot be (tty_ioctl(4), credentials(7)). */
function demandForeground(kernel: Kernel, task: Task, terminal: Terminal | undefined): void {
  if (!isInBackground(task, terminal)) return;
  const isStoppable = task.actions.get('TTIN') !== 'ignore' && !task.blocked.has('TTIN') && !isOrphaned(kernel, task.processGroup);
  if (!isStoppable) fail('EIO');
  raiseGroup(kernel, task.processGroup, 'TTIN');
  fail('EAGAIN');
}

function readPipe(pipe: Pipe, count: number): Uint8Array {
  if (pipe.bytes.length === 0) {
    const isEnd = pipe.writers === 0 || pipe.saysEnd === true;
    pipe.saysEnd = false;
    return isEnd ? NOTHING : fail('EAGAIN');
  }
  // A terminal hands over line by line.
  const line = pipe.terminal === undefined ? -1 : pipe.bytes.indexOf(NEW_LINE);
  const part = pipe.bytes.slice(0, line < 0 ? count : Math.min(count, line + 1));
  pipe.bytes = pipe.bytes.slice(part.length);
  return part;
}

function readDevice(kernel: Kernel, device: (typeof DEVICES)[string] | undefined, count: number): Uint8Array {
  switch (device) {
    case 'null':
      return NOTHING;
    case 'zero':
    case 'full':
      return new Uint8Array(count);
    case 'random':
      return Uint8Array.from({ length: count }, () => (kernel.randomState = mix(kernel.randomState + 0x9e37_79b9)) & 0xff);
    case 'tty':
    case undefined:
      return fail('ENXIO');
  }
}

/** poll(2) without waiting: whether something can be read, or the end. */
function poll(_: Kernel, task: Task, descriptor: number): boolean {
  descriptorOf(task, descriptor);
  return canBeRead(task, descriptor);
}

/** write(2): returns how many bytes were taken. A pipe without readers ends in SIGPIPE and EPIPE. */
function write(kernel: Kernel, task: Task, descriptor: number, bytes: Uint8Array): number {
  const { file } = descriptorOf(task, descriptor);
  demand(file.flags.has('write') && !file.flags.has('path'), 'EBADF');
  if (file.socket !== null) return sendBytes(kernel, task, file.socket, bytes);
  const inode = openedInode(file) ?? fail('EINVAL');
  const { content } = inode;
  switch (content.kind) {
    case 'regular':
      return writeAt(kernel, task, file, inode, bytes);
    case 'synthetic':
      writeSynthetic(kernel, task, content.file, decodeUtf8(bytes));
      return bytes.length;
    case 'fifo':
      return writePipe(kernel, task, content.pipe ?? fail('ENXIO'), bytes);
    case 'character':
      return DEVICES[`${content.major}:${content.minor}`] === 'full' ? fail('ENOSPC') : bytes.length;
    case 'directory':
      return fail('EISDIR');
    case 'block':
    case 'magic-link':
    case 'namespace':
    case 'socket':
    case 'symlink':
      return fail('EINVAL');
  }
}

function writeAt(kernel: Kernel, task: Task, file: OpenFile, inode: Inode, bytes: Uint8Array): number {
  if (inode.content.kind !== 'regular') return 0;
  const old = inode.content.bytes;
  if (file.flags.has('append')) file.offset = old.length;
  demandAligned(file, bytes.length);
  setBytes(kernel, inode, withBytesAt(old, file.offset, bytes));
  file.offset += bytes.length;
  submitWrite(kernel, task, inode.superblock, bytes.length, file.flags.has('direct') || file.flags.has('sync') ? 'direct' : 'cached');
  return bytes.length;
}

function writePipe(kernel: Kernel, task: Task, pipe: Pipe, bytes: Uint8Array): number {
  if (pipe.readers === 0) {
    raise(kernel, task, 'PIPE');
    fail('EPIPE');
  }
  const room = PIPE_BYTES - pipe.bytes.length;
  // A short write is never split (pipe(7)).
  demand(room > 0 && (bytes.length > PIPE_ATOMIC_BYTES || bytes.length <= room), 'EAGAIN');
  const taken = bytes.subarray(0, room);
  const joined = new Uint8Array(pipe.bytes.length + taken.length);
  joined.set(pipe.bytes);
  joined.set(taken, pipe.bytes.length);
  pipe.bytes = joined;
  return taken.length;
}

/** lseek(2) from the beginning. */
function lseek(_: Kernel, task: Task, descriptor: number, offset: number): number {
  const { file } = descriptorOf(task, descriptor);
  demand(file.socket === null && file.inode?.content.kind !== 'fifo', 'ESPIPE');
  demand(offset >= 0, 'EINVAL');
  file.offset = offset;
  return offset;
}

/** fsync(2): the process goes on when the disk has what was written. EINVAL for what lies on none. */
function fsync(_: Kernel, task: Task, descriptor: number): void {
  const { file } = descriptorOf(task, descriptor);
  const kind = openedInode(file)?.content.kind;
  demand(kind === 'regular' || kind === 'directory', 'EINVAL');
  flushToDisk(task);
}

/** sync(2). */
function sync(_: Kernel, task: Task): void {
  flushToDisk(task);
}

/** System calls on the contents of open files. */
export const readWriteCalls = { read, poll, write, lseek, fsync, sync };
