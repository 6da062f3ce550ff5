import type { Errno } from '../errno.ts';

const TEXTS: Record<Errno, string> = {
  E2BIG: 'Argument list too long', EACCES: 'Permission denied', EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address', EAGAIN: 'Resource temporarily unavailable', EBADF: 'Bad file descriptor',
  EBUSY: 'Device or resource busy', ECHILD: 'No child processes', ECONNREFUSED: 'Connection refused', ECONNRESET: 'Connection reset by peer',
  EDESTADDRREQ: 'Destination address required', EMSGSIZE: 'Message too long', EEXIST: 'File exists', EFAULT: 'Bad address', EHOSTUNREACH: 'No route to host', EINVAL: 'Invalid argument', EIO: 'Input/output error', EISDIR: 'Is a directory',
  ELOOP: 'Too many levels of symbolic links', EMFILE: 'Too many open files', EMLINK: 'Too many links', ENAMETOOLONG: 'File name too long',
  ENETUNREACH: 'Network is unreachable', ENODEV: 'No such device', ENOENT: 'No such file or directory', ENOEXEC: 'Exec format error',
  ENOMEM: 'Cannot allocate memory', ENOSPC: 'No space left on device', ENOSYS: 'Function not implemented',
  ENOTCONN: 'Transport endpoint is not connected', ENOTDIR: 'Not a directory', ENOTEMPTY: 'Directory not empty', ENOTSUP: 'Operation not supported', ENOTTY: 'Inappropriate ioctl for device',
  ENXIO: 'No such device or address', EOVERFLOW: 'Value too large for defined data type', EPERM: 'Operation not permitted', EPIPE: 'Broken pipe',
  ERANGE: 'Numerical result out of range', EROFS: 'Read-only file system', ESPIPE: 'Illegal seek', ESRCH: 'No such process',
  ESTALE: 'Stale file handle', EUSERS: 'Too many users', EXDEV: 'Invalid cross-device link',
};

/** What strerror(3) says of an error. */
export function errorText(errno: Errno): string {
  return TEXTS[errno];
}
