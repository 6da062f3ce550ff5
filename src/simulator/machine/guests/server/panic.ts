/**
 * What a server guest finds wrong with itself. It stops for good then, as a kernel does that panics: whoever goes on
 * with damaged data only damages more. The code stands in a register, so that the machine can tell why.
 */
const REASONS = {
  'no-disk': () => 'it has no disk with files on it',
  'status-page': () => 'its status page was overwritten',
  'table-slot': (address: number) => `a record in its table at ${hex(address)} has a wrong checksum: memory was overwritten`,
  'table-full': () => 'its table has no free place where there must be one: memory was overwritten',
  'log-buffer': (record: number) => `record ${record} of the log in its memory has a wrong checksum: memory was overwritten`,
  'log-record': (record: number) => `record ${record} of its log on the disk has a wrong checksum`,
  'checkpoint': () => 'no checkpoint on its disk can be read',
  'table-checksum': () => 'the table that it read from its disk has a wrong checksum',
  'program-text': (address: number) => `its own program at ${hex(address)} was overwritten`,
  'page-cache': (address: number) => `a page of a file in its memory at ${hex(address)} has a wrong checksum: memory was overwritten`,
  'file-gone': () => 'its files are gone from the disk',
  'file-system': () => 'the file system on its disk cannot be read',
  'disk-full': () => 'its disk is full',
} as const satisfies Record<string, (detail: number) => string>;

/** What a guest can find wrong with itself. */
export type PanicReason = keyof typeof REASONS;

const CODES = Object.keys(REASONS) as PanicReason[];

/** Thrown by a guest that cannot go on. */
export class Panic extends Error {
  override readonly name = 'Panic';
  /** From 1. */
  readonly code: number;
  /** Where: an address, or the number of a record. */
  readonly detail: number;

  constructor(reason: PanicReason, detail = 0) {
    super(REASONS[reason](detail));
    this.code = CODES.indexOf(reason) + 1;
    this.detail = detail;
  }
}

/** Why a guest stopped, as the end of a sentence, from its registers. */
export function panicText(code: number, detail: number): string {
  const reason = CODES[code - 1];
  return reason === undefined ? 'its registers hold garbage' : REASONS[reason](detail);
}

function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
