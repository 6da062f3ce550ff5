import type { DiskSettings } from '../machine/disk.ts';
import type { GuestSettings, WorkloadPhase } from '../machine/guest-settings.ts';
import { keyValueMemoryBytes } from '../machine/guests/key-value/shape.ts';
import { KEY_VALUE_DEFAULTS } from '../machine/guests/key-value/key-value-server.ts';
import { SCRIBBLER_MEMORY_BYTES } from '../machine/guests/scribbler.ts';
import { pagesOfInterval } from '../machine/guests/trace-player.ts';
import { MOST_FILES, webMemoryBytes } from '../machine/guests/web/page-cache.ts';
import { WEB_DEFAULTS } from '../machine/guests/web/web-server.ts';
import { MEBIBYTE, PAGE_BYTES, type PageNumber, pagesOf } from '../memory/page.ts';
import { LIMITS, requireMemory, requireShare, requireWithin } from './limits.ts';
import { require } from './refusal.ts';

/** What a guest can be told to do. */
export const GUEST_LIMITS = {
  /** Servers compute on real bytes, so that each request takes time here too. */
  requestsPerSecond: { least: 1, most: 10_000 },
  files: { least: 1, most: MOST_FILES },
  keys: { least: 1, most: 65_536 },
  flushEvery: { least: 1, most: 1024 },
  exponent: { least: 0.25, most: 2 },
  phaseSeconds: { least: 1, most: 3600 },
  intervalsPerSecond: { least: 1, most: 1000 },
} as const;

/** Refuses settings that make no sense in a machine of this size. */
export function requireGuest(guest: GuestSettings, memoryBytes: number): void {
  switch (guest.kind) {
    case 'idle':
      return;
    case 'counter':
      requireMemory('The memory of a VM with a counter', memoryBytes, LIMITS.computingVmMemoryBytes);
      requireWithin('countsPerSecond', guest.countsPerSecond, LIMITS.stepsPerSecond);
      return;
    case 'phased':
      require(guest.phases.length > 0, () => 'A phased workload needs at least one phase.');
      for (const phase of guest.phases) requirePhase(phase, pagesOf(memoryBytes));
      requireShortCycle(guest.phases);
      return;
    case 'trace':
      requireTrace(guest, pagesOf(memoryBytes));
      return;
    case 'key-value':
      requireKeyValue(guest, memoryBytes);
      return;
    case 'web': {
      const { files } = { ...WEB_DEFAULTS, ...guest };
      requireWithin('requestsPerSecond', guest.requestsPerSecond, GUEST_LIMITS.requestsPerSecond);
      requireWithin('The number of files', files, GUEST_LIMITS.files);
      requireServerMemory('a web server', memoryBytes, webMemoryBytes(files));
      return;
    }
    case 'scribbler':
      requireWithin('writesPerSecond', guest.writesPerSecond, GUEST_LIMITS.requestsPerSecond);
      requireServerMemory('a scribbler', memoryBytes, SCRIBBLER_MEMORY_BYTES);
      return;
    case 'sequential':
    case 'uniform':
    case 'hot-cold':
    case 'zipf':
      requireWorkload(guest, pagesOf(memoryBytes));
  }
}

type Workload = Extract<GuestSettings, { kind: 'sequential' | 'uniform' | 'hot-cold' | 'zipf' }>;

function requireWorkload(guest: Workload, pages: number): void {
  const { pagesPerSecond, workingSetPages, firstPage = 0, changedWordsPerWrite = 1 } = guest;
  requireWithin('pagesPerSecond', pagesPerSecond, LIMITS.stepsPerSecond);
  requireWorkingSet(workingSetPages, firstPage, pages);
  requireWithin('changedWordsPerWrite', changedWordsPerWrite, { least: 1, most: PAGE_BYTES / 4 });
  if (guest.kind === 'zipf') requireExponent(guest.exponent ?? 1);
  if (guest.kind !== 'hot-cold') return;
  requireWithin('hotPages', guest.hotPages, { least: 1, most: guest.workingSetPages - 1 });
  requireShare('hotProbability', guest.hotProbability);
}

function requireExponent(exponent: number): void {
  const { least, most } = GUEST_LIMITS.exponent;
  require(
    exponent >= least && exponent <= most && Number.isInteger(4 * exponent),
    () => `exponent must be whole quarters from ${least} to ${most}, not ${exponent}.`,
  );
}

function requireWorkingSet(workingSetPages: number, firstPage: PageNumber, pages: number): void {
  requireWithin('firstPage', firstPage, { least: 0, most: pages - 1 });
  requireWithin('workingSetPages', workingSetPages, { least: 1, most: pages - firstPage });
}

function requirePhase({ seconds, pagesPerSecond, workingSetPages, firstPage = 0 }: WorkloadPhase, pages: number): void {
  requireWithin('The length of a phase, in seconds,', seconds, GUEST_LIMITS.phaseSeconds);
  requireWithin('pagesPerSecond', pagesPerSecond, { ...LIMITS.stepsPerSecond, least: 0 });
  requireWorkingSet(workingSetPages, firstPage, pages);
}

/** A cycle is counted in steps in a register. */
function requireShortCycle(phases: readonly WorkloadPhase[]): void {
  const seconds = phases.reduce((sum, phase) => sum + phase.seconds, 0);
  const steps = seconds * Math.max(1, ...phases.map(({ pagesPerSecond }) => pagesPerSecond));
  require(steps < 2 ** 32, () => `The phases are too long together: ${seconds} s at the highest rate are ${steps} writes, and 4294967295 are the most.`);
}

function requireTrace({ intervals, intervalsPerSecond }: Extract<GuestSettings, { kind: 'trace' }>, pages: number): void {
  requireWithin('intervalsPerSecond', intervalsPerSecond, GUEST_LIMITS.intervalsPerSecond);
  require(intervals.length > 0, () => 'A trace needs at least one interval.');
  for (const [index, interval] of intervals.entries()) {
    const written = pagesOfInterval(interval);
    require(written !== null, () => `Interval ${index} of the trace must be pages and ranges of pages, such as "0-511 700 3".`);
    const highest = written.reduce((high, page) => Math.max(high, page), 0);
    require(highest < pages, () => `Interval ${index} of the trace writes page ${highest}, but the VM has only ${pages}.`);
    requireWithin('Pages a second of a trace', Math.max(1, written.length) * intervalsPerSecond, LIMITS.stepsPerSecond);
  }
}

function requireKeyValue(guest: Extract<GuestSettings, { kind: 'key-value' }>, memoryBytes: number): void {
  const { requestsPerSecond, keys, writeShare, flushEvery } = { ...KEY_VALUE_DEFAULTS, ...guest };
  requireWithin('requestsPerSecond', requestsPerSecond, GUEST_LIMITS.requestsPerSecond);
  requireWithin('keys', keys, GUEST_LIMITS.keys);
  requireShare('writeShare', writeShare);
  requireWithin('flushEvery', flushEvery, GUEST_LIMITS.flushEvery);
  requireServerMemory(`a key-value server of ${keys} keys`, memoryBytes, keyValueMemoryBytes(keys));
}

function requireServerMemory(guest: string, memoryBytes: number, needed: number): void {
  const least = Math.max(LIMITS.vmMemoryBytes.least, needed);
  requireMemory(`The memory of a VM with ${guest}`, memoryBytes, { ...LIMITS.computingVmMemoryBytes, least });
}

/** A disk with files, on storage that all hosts share: what a server has where nothing is said. */
const SERVER_DISK: DiskSettings = { bytes: 16 * MEBIBYTE, files: true, shared: true };

/** The disk of a VM with this guest; undefined where it has none of which anything is modelled. */
export function diskFor(guest: GuestSettings, given: DiskSettings | undefined): DiskSettings | undefined {
  if (!keepsFiles(guest)) return given;
  require(
    given === undefined || given.files === true,
    () => 'A server keeps its data in files, so that it needs a disk with files: add "files": true to the disk, or leave it out.',
  );
  return given ?? SERVER_DISK;
}

/** Whether a guest needs a disk with files. */
export function keepsFiles({ kind }: GuestSettings): boolean {
  return kind === 'key-value' || kind === 'web';
}
