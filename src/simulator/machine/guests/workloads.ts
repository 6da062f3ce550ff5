/**
 * Statistical workloads: one step writes one page. Registers 0 to 3 are left to the random numbers, which are part of
 * the machine's state as in a real guest: roll back, and the same numbers come again.
 */
import type { GuestMemory } from '../../memory/guest-memory.ts';
import { NUMBERS_LEAF_SHIFT } from '../../memory/owned-pages.ts';
import type { GuestProgram } from '../guest.ts';
import { LAST_CONTENT, nextContent, nextRandom } from '../guest-numbers.ts';
import type { GuestSettings, WorkloadSettings } from '../guest-settings.ts';

/** Register with the state of the guest's random numbers. */
const RANDOM = 0;
/** Register with the number of the last content written; each write makes a content never seen before. */
const CONTENT = 4;
/** Register with the place of a sequential writer in its working set. */
const POSITION = 5;

/**
 * Writes pages, `first` to the first and to each the next content, and moves the registers on. It stops behind a page
 * whose leaf is not the table's own, which has to be written the long way; returns how many were written. No loop calls
 * anything while it writes, which makes them twice as fast, so each has its own three lines of writing.
 */
type WriteLoop = (count: number, first: number, registers: Uint32Array, memory: GuestMemory) => number;

/** Pages of the working set in order, round and round. */
export function sequentialWorkload(settings: WorkloadSettings<'sequential'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  return writer(settings, (count, first, registers, memory) => {
    const { contents, ownedIn, epoch, dirtyLog } = memory.ownedPages();
    let position = registers[POSITION] as number;
    let page = 0;
    let made = 0;
    for (; made < count; made++) {
      page = firstPage + position;
      position = position + 1 === workingSetPages ? 0 : position + 1;
      if (ownedIn[page >>> NUMBERS_LEAF_SHIFT] !== epoch) break;
      contents[page] = first + made;
      if (dirtyLog !== null) dirtyLog[page >>> 5] = (dirtyLog[page >>> 5] as number) | (1 << (page & 31));
    }
    registers[POSITION] = position;
    if (made < count) memory.writePage(page, first + made++);
    return made;
  });
}

/** Any page of the working set, each as likely as the other. */
export function uniformWorkload(settings: WorkloadSettings<'uniform'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  const scale = workingSetPages / 2 ** 32;
  return writer(settings, (count, first, registers, memory) => {
    const { contents, ownedIn, epoch, dirtyLog } = memory.ownedPages();
    let random = (registers[RANDOM] as number) | 0;
    let page = 0;
    let made = 0;
    for (; made < count; made++) {
      random = nextRandom(random);
      page = firstPage + (((random >>> 0) * scale) >>> 0);
      if (ownedIn[page >>> NUMBERS_LEAF_SHIFT] !== epoch) break;
      contents[page] = first + made;
      if (dirtyLog !== null) dirtyLog[page >>> 5] = (dirtyLog[page >>> 5] as number) | (1 << (page & 31));
    }
    registers[RANDOM] = random;
    if (made < count) memory.writePage(page, first + made++);
    return made;
  });
}

/** The first `hotPages` of the working set with probability `hotProbability`, else one of the others. */
export function hotColdWorkload(settings: GuestSettings & { kind: 'hot-cold' }): GuestProgram {
  const { workingSetPages, hotPages, firstPage = 0 } = settings;
  const hotLimit = Math.round(settings.hotProbability * 2 ** 32);
  const hotScale = hotPages / 2 ** 32;
  const coldScale = (workingSetPages - hotPages) / 2 ** 32;
  return writer(settings, (count, first, registers, memory) => {
    const { contents, ownedIn, epoch, dirtyLog } = memory.ownedPages();
    let random = (registers[RANDOM] as number) | 0;
    let page = 0;
    let made = 0;
    for (; made < count; made++) {
      random = nextRandom(random);
      const isHot = random >>> 0 < hotLimit;
      random = nextRandom(random);
      const draw = random >>> 0;
      page = firstPage + (isHot ? (draw * hotScale) >>> 0 : hotPages + ((draw * coldScale) >>> 0));
      if (ownedIn[page >>> NUMBERS_LEAF_SHIFT] !== epoch) break;
      contents[page] = first + made;
      if (dirtyLog !== null) dirtyLog[page >>> 5] = (dirtyLog[page >>> 5] as number) | (1 << (page & 31));
    }
    registers[RANDOM] = random;
    if (made < count) memory.writePage(page, first + made++);
    return made;
  });
}

function writer(settings: WorkloadSettings<string>, write: WriteLoop): GuestProgram {
  const { pagesPerSecond, changedWordsPerWrite = 1 } = settings;
  const run = (steps: number, registers: Uint32Array, memory: GuestMemory): void => {
    for (let left = steps; left > 0; ) {
      const first = nextContent(registers[CONTENT] as number);
      const made = write(Math.min(left, LAST_CONTENT - first + 1), first, registers, memory);
      registers[CONTENT] = first + made - 1;
      left -= made;
    }
  };
  return { contentKind: 'numbers', stepsPerSecond: pagesPerSecond, changedWordsPerWrite, run };
}
