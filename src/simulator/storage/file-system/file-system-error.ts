/** What went wrong: the names of POSIX's errors in words. `damaged` is what a check of the file system finds. */
export type FileSystemErrorCode =
  | 'not-found'
  | 'exists'
  | 'is-a-directory'
  | 'not-a-directory'
  | 'not-empty'
  | 'no-space'
  | 'bad-name'
  | 'out-of-range'
  | 'damaged';

/** A file system refuses; the message is one sentence that names the place. */
export class FileSystemError extends Error {
  override readonly name = 'FileSystemError';
  readonly code: FileSystemErrorCode;

  constructor(code: FileSystemErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
