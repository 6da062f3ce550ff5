import { NANOSECONDS_PER_SECOND } from '../kernel/time.ts';
import { COUNTER_MEMORY_BYTES } from '../machine/guests/counter.ts';
import type { DiskSettings } from '../machine/disk.ts';
import { BLOCK_BYTES } from '../memory/block.ts';
import { GIBIBYTE, MEBIBYTE, PAGE_BYTES, TEBIBYTE } from '../memory/page.ts';
import { require } from './refusal.ts';

/** What a world can hold. */
export const LIMITS = {
  hostMemoryBytes: { least: 16 * MEBIBYTE, most: 64 * TEBIBYTE },
  vmMemoryBytes: { least: MEBIBYTE, most: TEBIBYTE },
  /** Guests that compute have real bytes, which take as much memory here as there. */
  computingVmMemoryBytes: { least: COUNTER_MEMORY_BYTES, most: GIBIBYTE },
  linkBytesPerSecond: { least: 1_000, most: 1e12 },
  dirtyLimitBytesPerSecond: { least: MEBIBYTE, most: 1e12 },
  linkLatencyNanoseconds: { least: 0, most: 10e9 },
  /** So long at a time, so that a slip of the pen does not keep a world busy for days. */
  advanceNanoseconds: { least: 0, most: 3600 * NANOSECONDS_PER_SECOND },
  requestsPerSecond: { least: 1, most: 100_000 },
  /** Time between two requests of a peer. */
  requestMilliseconds: { least: 10, most: 3_600_000 },
  /** How long a side of a connection waits before it probes, or gives up. */
  patienceSeconds: { least: 1, most: 86_400 },
  /** Between checkpoints of a replicated VM. */
  replicationMilliseconds: { least: 5, most: 60_000 },
  /** Time between two checkpoints that output waits for; 0 for none. */
  checkpointMilliseconds: { least: 0, most: 60_000 },
  microsecondsPerRequest: { least: 1, most: 10_000_000 },
  /** A disk of a VM's own. */
  diskBytes: { least: BLOCK_BYTES, most: 16 * TEBIBYTE },
  /** One with files has real bytes, which take as much memory here as there. */
  fileDiskBytes: { least: MEBIBYTE, most: GIBIBYTE },
  diskJobBytesPerSecond: { least: 1_000, most: 1e12 },
  diskWritesPerSecond: { least: 0, most: 1_000_000 },
  storageBytesPerSecond: { least: 1_000, most: 1e12 },
  storageFreeBytes: { least: 0, most: 1024 * TEBIBYTE },
  stepsPerSecond: { least: 1, most: 8_000_000 },
} as const;

const NAME = /^[A-Za-z][A-Za-z0-9._-]{0,39}$/;

/** What `isName` asks for, as a part of a sentence. */
export const NAME_RULE = '1 to 40 letters, digits, dots, dashes or underscores, and begins with a letter';

/** Whether a text may be the name of a host, a VM or another thing of a world. */
export function isName(name: string): boolean {
  return NAME.test(name);
}

/** Refuses a name that could not be typed, told apart or shown. */
export function requireName(kind: 'host' | 'VM' | 'container' | 'checkpoint' | 'peer', name: string): void {
  require(
    NAME.test(name),
    () =>
      `"${name}" cannot be the name of a ${kind}: use 1 to 40 letters, digits, dots, dashes or underscores, and begin with a letter.`,
  );
}

/** Refuses anything but a whole number within the bounds. */
export function requireWithin(
  what: string,
  value: number,
  bounds: { readonly least: number; readonly most: number },
  show: (value: number) => string = String,
): void {
  const { least, most } = bounds;
  require(
    Number.isSafeInteger(value) && value >= least && value <= most,
    () => `${what} must be a whole number from ${show(least)} to ${show(most)}, not ${show(value)}.`,
  );
}

/** Refuses memory that is too small, too large, or not a whole number of pages. */
export function requireMemory(
  what: string,
  bytes: number,
  bounds: { readonly least: number; readonly most: number },
): void {
  requireWithin(what, bytes, bounds, showBytes);
  require(bytes % PAGE_BYTES === 0, () => `${what} must be a multiple of ${PAGE_BYTES} bytes (one page), not ${bytes}.`);
}

/** Refuses a disk that is not made of whole blocks, or is written where it is not. */
export function requireDisk({ bytes, writesPerSecond = 0, workingSetBytes = bytes, files = false }: DiskSettings): void {
  requireBlocks(files ? 'The size of a disk with files' : 'The size of the disk', bytes, files ? LIMITS.fileDiskBytes : LIMITS.diskBytes);
  requireBlocks('The working set of the disk', workingSetBytes, { least: BLOCK_BYTES, most: bytes });
  requireWithin('The number of disk writes a second', writesPerSecond, LIMITS.diskWritesPerSecond);
  require(!files || writesPerSecond === 0, () => 'A disk with files is written by the guest\'s program alone: leave writesPerSecond out, or files.');
}

function requireBlocks(what: string, bytes: number, bounds: { readonly least: number; readonly most: number }): void {
  requireWithin(what, bytes, bounds, showBytes);
  require(bytes % BLOCK_BYTES === 0, () => `${what} must be a multiple of ${BLOCK_BYTES} bytes (one block), not ${bytes}.`);
}

/** Refuses anything but a number from 0 to 1. */
export function requireShare(what: string, value: number): void {
  require(value >= 0 && value <= 1, () => `${what} must be a number from 0 to 1, not ${value}.`);
}

/** Bytes for people, in binary units. */
export function showBytes(bytes: number): string {
  for (const [unit, size] of [
    ['TiB', TEBIBYTE],
    ['GiB', GIBIBYTE],
    ['MiB', MEBIBYTE],
  ] as const) {
    if (bytes >= size) return `${Number((bytes / size).toFixed(2))} ${unit}`;
  }
  return `${bytes} bytes`;
}
