import { type GuestSettings, MEBIBYTE, PAGE_BYTES } from '../../simulator/index.ts';
import { pick } from '../util/pick.ts';

/** What can run in a VM, with the memory that fits it. */
export interface GuestChoice {
  readonly label: string;
  readonly detail: string;
  readonly usualMemoryBytes: number;
  /** Its settings in a VM with so much memory. */
  readonly settings: (memoryBytes: number) => GuestSettings;
}

const USUAL = 1024 * MEBIBYTE;
/** Guests that compute have real bytes, which take as much memory here as there. */
const COMPUTING = 32 * MEBIBYTE;

function pagesOf(memoryBytes: number, part: number): number {
  return Math.max(1, Math.floor(memoryBytes / PAGE_BYTES / part));
}

const CHOICES: readonly GuestChoice[] = [
  {
    label: '$(database) A key-value server',
    detail: 'A table in memory, its log in files, of real bytes. Break it, roll it back.',
    usualMemoryBytes: COMPUTING,
    settings: () => ({ kind: 'key-value', requestsPerSecond: 100 }),
  },
  {
    label: '$(globe) A web server',
    detail: 'Serves files of a small site from its disk, of real bytes, and checks each.',
    usualMemoryBytes: COMPUTING,
    settings: () => ({ kind: 'web', requestsPerSecond: 100 }),
  },
  {
    label: '$(server-process) A busy server',
    detail: 'Writes a small part of its memory most of the time: 10 000 pages a second.',
    usualMemoryBytes: USUAL,
    settings: (bytes) => ({
      kind: 'hot-cold', pagesPerSecond: 10_000, workingSetPages: Math.max(2, pagesOf(bytes, 2)), hotPages: pagesOf(bytes, 32), hotProbability: 0.9,
    }),
  },
  {
    label: '$(graph-line) A popular few',
    detail: 'Few pages often, most of them rarely, after Zipf: 10 000 pages a second.',
    usualMemoryBytes: USUAL,
    settings: (bytes) => ({ kind: 'zipf', pagesPerSecond: 10_000, workingSetPages: pagesOf(bytes, 2) }),
  },
  {
    label: '$(pulse) Busy and quiet by turns',
    detail: '5 s of 30 000 pages a second, 5 s of almost none. When do you migrate it?',
    usualMemoryBytes: USUAL,
    settings: (bytes) => ({
      kind: 'phased',
      phases: [
        { seconds: 5, pagesPerSecond: 30_000, workingSetPages: pagesOf(bytes, 2) },
        { seconds: 5, pagesPerSecond: 500, workingSetPages: pagesOf(bytes, 64) },
      ],
    }),
  },
  {
    label: '$(edit) Random writes',
    detail: 'Writes any page of an eighth of its memory: 2 000 pages a second.',
    usualMemoryBytes: USUAL,
    settings: (bytes) => ({ kind: 'uniform', pagesPerSecond: 2_000, workingSetPages: pagesOf(bytes, 8) }),
  },
  {
    label: '$(flame) Writes faster than a link can carry',
    detail: 'One page after the other through half its memory: 60 000 pages a second.',
    usualMemoryBytes: USUAL,
    settings: (bytes) => ({ kind: 'sequential', pagesPerSecond: 60_000, workingSetPages: pagesOf(bytes, 2) }),
  },
  {
    label: '$(symbol-numeric) A program that counts',
    detail: 'Real bytes: each count goes into a checksum. One lost page, and it is wrong.',
    usualMemoryBytes: COMPUTING,
    settings: () => ({ kind: 'counter', countsPerSecond: 100 }),
  },
  {
    label: '$(warning) A program with a wild pointer',
    detail: 'Real bytes: writes anywhere in its memory until it hits itself and crashes.',
    usualMemoryBytes: COMPUTING,
    settings: () => ({ kind: 'scribbler', writesPerSecond: 50 }),
  },
  { label: '$(circle-outline) Nothing', detail: 'Writes no page at all.', usualMemoryBytes: USUAL, settings: () => ({ kind: 'idle' }) },
];

export function askGuest(vm: string): Promise<GuestChoice | undefined> {
  return pick(CHOICES.map((choice) => ({ label: choice.label, detail: choice.detail, value: choice })), `What runs in ${vm}?`);
}
