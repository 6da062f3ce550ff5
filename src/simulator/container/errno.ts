/** The errors of errno(3) that system calls of this kernel return, by their names. */
const ERRORS = [
  'E2BIG', 'EACCES', 'EADDRINUSE', 'EADDRNOTAVAIL', 'EAGAIN', 'EBADF', 'EBUSY', 'ECHILD', 'ECONNREFUSED', 'ECONNRESET',
  'EDESTADDRREQ', 'EEXIST', 'EFAULT', 'EHOSTUNREACH', 'EINVAL', 'EIO', 'EISDIR', 'ELOOP', 'EMFILE', 'EMLINK', 'EMSGSIZE', 'ENAMETOOLONG', 'ENETUNREACH',
  'ENODEV', 'ENOENT', 'ENOEXEC', 'ENOMEM', 'ENOSPC', 'ENOSYS', 'ENOTCONN', 'ENOTDIR', 'ENOTEMPTY', 'ENOTSUP', 'ENOTTY', 'ENXIO',
  'EOVERFLOW', 'EPERM', 'EPIPE', 'ERANGE', 'EROFS', 'ESPIPE', 'ESRCH', 'ESTALE', 'EUSERS', 'EXDEV',
] as const;
/** One of them. */
export type Errno = (typeof ERRORS)[number];

/** A system call that fails; thrown inside the kernel and turned into an answer at its border. */
export class SystemError extends Error {
  override readonly name = 'SystemError';
  readonly errno: Errno;

  constructor(errno: Errno) {
    super(errno);
    this.errno = errno;
  }
}

/** Each made once: they come so often that noting where from would cost more than the calls. */
const MADE = new Map<Errno, SystemError>(ERRORS.map((errno) => [errno, new SystemError(errno)]));

/** What a system call returns. */
export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly errno: Errno };

/** Ends the system call under way with this error. */
export function fail(errno: Errno): never {
  throw MADE.get(errno) ?? new SystemError(errno);
}

/** Ends the system call under way with this error unless the condition holds. */
export function demand(condition: boolean, errno: Errno): asserts condition {
  if (!condition) fail(errno);
}
