import type { Answer, Errno } from '../errno.ts';
import type { GraphBlocks } from '../graph/blocks.ts';
import type { Task } from '../process/task.ts';
import { errorText } from '../programs/error-text.ts';
import { type Calls, callsOf } from '../system-call.ts';
import type { ContainerHost } from './container-host.ts';
import { containerOf, stateOf } from './lifecycle.ts';
import { RuntimeError } from './runtime-error.ts';

/** A change of a container's files. */
export type FileChange =
  /** Writes a whole file, which is made where it is not there. */
  | { readonly change: 'write'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly change: 'make-directory'; readonly path: string }
  /** Removes a file, or a directory with all that is in it. */
  | { readonly change: 'remove'; readonly path: string }
  | { readonly change: 'rename'; readonly path: string; readonly to: string };

/**
 * Changes files by system calls that its first process could make: with its root directory, its mounts, its rights, its
 * seccomp filter and the limits of its file systems. One that fails has changed nothing.
 */
export function changeFiles(graph: GraphBlocks<{ readonly host: ContainerHost }>, name: string, change: FileChange): void {
  const { host } = graph.root;
  const container = containerOf(host, name);
  if (stateOf(container) === 'stopped') {
    throw new RuntimeError(`Container "${name}" is stopped: its files can be read, but there is nobody inside who could change them.`);
  }
  // A directory goes name by name: where one of them may not go, the others come back.
  if (change.change === 'remove') graph.attempt(() => { carryOut(host, name, change); });
  else carryOut(host, name, change);
}

function carryOut({ kernel, ...host }: ContainerHost, name: string, change: FileChange): void {
  const call = callsOf(kernel, writerLike(containerOf({ kernel, ...host }, name).init));
  const errno = perform(call, change);
  if (errno !== null) throw new RuntimeError(`${change.path} in container "${name}" cannot be ${PARTICIPLES[change.change]}: ${errorText(errno)}${mendFor(errno)}`);
}

/** A process like the first one, with no files open, that goes again at once. */
function writerLike(init: Task): Task {
  return { ...init, state: 'running', program: null, files: { descriptors: new Map(), sharedBy: 1 } };
}

const PARTICIPLES: Readonly<Record<FileChange['change'], string>> = { write: 'written', 'make-directory': 'made', remove: 'removed', rename: 'renamed' };

function mendFor(errno: Errno): string {
  switch (errno) {
    case 'EROFS':
      return '; write to another mount, or create the container without a read-only root.';
    case 'EACCES':
    case 'EPERM':
      return '; root in the container has no right to it: look at its owner, its mode and the capabilities.';
    case 'ENOSPC':
      return '; remove something first.';
    case 'ENOENT':
      return '; make the directory first.';
    default:
      return '.';
  }
}

function perform(call: Calls, change: FileChange): Errno | null {
  switch (change.change) {
    case 'write':
      return write(call, change.path, change.bytes);
    case 'make-directory':
      return errnoOf(call('mkdir', change.path, 0o755));
    case 'remove':
      return remove(call, change.path);
    case 'rename':
      return errnoOf(call('rename', change.path, change.to));
  }
}

function errnoOf(answer: Answer<unknown>): Errno | null {
  return answer.ok ? null : answer.errno;
}

/** Cut only after all is written, so that a full disk leaves the file as it was. */
function write(call: Calls, path: string, bytes: Uint8Array): Errno | null {
  const isNew = !call('lstat', path).ok;
  const opened = call('open', path, ['write', 'create'], 0o644);
  if (!opened.ok) return opened.errno;
  const written = call('write', opened.value, bytes);
  call('close', opened.value);
  if (written.ok) return errnoOf(call('truncate', path, bytes.length));
  if (isNew) call('unlink', path);
  return written.errno;
}

function remove(call: Calls, path: string): Errno | null {
  const status = call('lstat', path);
  if (!status.ok) return status.errno;
  if (status.value.kind !== 'directory') return errnoOf(call('unlink', path));
  const names = call('readdir', path);
  if (!names.ok) return names.errno;
  for (const name of names.value) {
    const errno = remove(call, `${path}/${name}`);
    if (errno !== null) return errno;
  }
  return errnoOf(call('rmdir', path));
}
