/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const BUSY = 5;
const LOCKED = 6;
const READ_ONLY = 8;
const INPUT_OUTPUT = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;
/** The extended code of a file that ends before it should. */
const SHORT_READ = 522;

/** Why something could not be kept: `damage` is in the file, `in-use` passes, `disk` is all else that is not VirtLab's fault. */
export type FailureKind = 'damage' | 'in-use' | 'disk';

export function kindOfFailure(error: unknown): FailureKind {
  const { code, errcode } = error as Partial<Failure>;
  // The system's codes are ENOSPC and the like; what has none is an error of the content.
  if (errcode === undefined) return code !== undefined && /^E[A-Z0-9]+$/u.test(code) ? 'disk' : 'damage';
  if (errcode === SHORT_READ) return 'damage';
  switch (errcode & 0xff) {
    case BUSY:
    case LOCKED:
      return 'in-use';
    case READ_ONLY:
    case INPUT_OUTPUT:
    case FULL:
    case CANNOT_OPEN:
      return 'disk';
    default:
      return 'damage';
  }
}

/** SQLite says that the database is not to be written. */
export function isReadOnly(error: unknown): boolean {
  return primaryCode(error) === READ_ONLY;
}

/** SQLite has no room: on the disk, or within its limit of pages. */
export function isFull(error: unknown): boolean {
  return primaryCode(error) === FULL;
}

function primaryCode(error: unknown): number | undefined {
  const { errcode } = error as Partial<Failure>;
  return errcode === undefined ? undefined : errcode & 0xff;
}

const SYSTEM_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'the file has become too large for this disk',
  EACCES: 'the folder may not be written to',
  EPERM: 'the folder may not be written to',
  EROFS: 'the folder may not be written to',
  // What Node says of a folder that it could not make where nothing may be written.
  ENOENT: 'its folder cannot be made',
  ENOTDIR: 'there is a file where its folder should be',
  EEXIST: 'there is a file where its folder should be',
};

const SQLITE_REASONS: Readonly<Record<number, string>> = {
  [READ_ONLY]: 'the folder may not be written to',
  [CANNOT_OPEN]: 'the folder may not be written to',
  [FULL]: 'the disk is full',
  [INPUT_OUTPUT]: 'the disk does not take it, and may be full',
  [CORRUPT]: 'the file is damaged',
  [NOT_A_DATABASE]: 'the file is damaged',
};

/** What is wrong, as a part of a sentence. */
export function reasonOf(error: unknown): string {
  const { code = '', errcode = 0, message } = error as Failure;
  return SYSTEM_REASONS[code] ?? SQLITE_REASONS[errcode & 0xff] ?? message.replace(/\.$/u, '');
}

interface Failure extends Error {
  readonly code?: string;
  readonly errcode?: number;
}
