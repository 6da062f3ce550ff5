/**
 * Statistical workloads: one step writes one page. Registers 0 to 3 are left to the random numbers, which are part of
 * the machine's state as in a real guest: roll back, and the same numbers come again.
 */
import type { OwnedPages } from '../../memory/owned-pages.ts';
import type { GuestProgram } from '../guest.ts';
import { LAST_CONTENT, nextContent, nextRandom } from '../guest-numbers.ts';
import type { GuestSettings, WorkloadSettings } from '../guest-settings.ts';
import { CONTENT, draw, RANDOM, writePages } from './page-writer.ts';

/** Register with the place of a sequential writer in its working set. */
const POSITION = 5;

/** The page that is written next. */
type Choose = (index: number, registers: Uint32Array) => number;

/**
 * Writes pages as `Choose` would choose them, the first with the content number `first` and each with the next. No loop
 * of this kind calls or checks anything while it writes, and all its numbers are of 32 bits, which makes it three times
 * as fast; so each has its own lines of choosing and of writing.
 */
type WriteLoop = (count: number, first: number, registers: Uint32Array, owned: OwnedPages) => void;

/** Pages of the working set in order, round and round. */
export function sequentialWorkload(settings: WorkloadSettings<'sequential'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  const choose: Choose = (_index, registers) => {
    const position = registers[POSITION] as number;
    registers[POSITION] = position + 1 === workingSetPages ? 0 : position + 1;
    return firstPage + position;
  };
  return workload(settings, choose, (count, first, registers, { contents, dirtyLog }) => {
    let position = registers[POSITION] as number;
    for (let made = 0; made < count; made++) {
      const page = firstPage + position;
      position = position + 1 === workingSetPages ? 0 : position + 1;
      contents[page] = ((first | 0) + made) | 0;
      dirtyLog[page >>> 5] = (dirtyLog[page >>> 5] as number) | (1 << (page & 31));
    }
    registers[POSITION] = position;
  });
}

/** Any page of the working set, each as likely as the other. */
export function uniformWorkload(settings: WorkloadSettings<'uniform'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  const scale = workingSetPages / 2 ** 32;
  const choose: Choose = (_index, registers) => firstPage + Math.floor(draw(registers) * scale);
  return workload(settings, choose, (count, first, registers, { contents, dirtyLog }) => {
    let random = (registers[RANDOM] as number) | 0;
    for (let made = 0; made < count; made++) {
      random = nextRandom(random);
      const page = (firstPage + (((random >>> 0) * scale) | 0)) | 0;
      contents[page] = ((first | 0) + made) | 0;
      dirtyLog[page >>> 5] = (dirtyLog[page >>> 5] as number) | (1 << (page & 31));
    }
    registers[RANDOM] = random;
  });
}

/** The first `hotPages` of the working set with probability `hotProbability`, else one of the others. */
export function hotColdWorkload(settings: GuestSettings & { kind: 'hot-cold' }): GuestProgram {
  const { workingSetPages, hotPages, firstPage = 0 } = settings;
  const hotLimit = Math.round(settings.hotProbability * 2 ** 32);
  const hotScale = hotPages / 2 ** 32;
  const coldScale = (workingSetPages - hotPages) / 2 ** 32;
  const choose: Choose = (_index, registers) => {
    const isHot = draw(registers) < hotLimit;
    return firstPage + (isHot ? Math.floor(draw(registers) * hotScale) : hotPages + Math.floor(draw(registers) * coldScale));
  };
  return workload(settings, choose, (count, first, registers, { contents, dirtyLog }) => {
    let random = (registers[RANDOM] as number) | 0;
    for (let made = 0; made < count; made++) {
      random = nextRandom(random);
      const isHot = random >>> 0 < hotLimit;
      random = nextRandom(random);
      const place = isHot ? ((random >>> 0) * hotScale) | 0 : hotPages + (((random >>> 0) * coldScale) | 0);
      const page = (firstPage + place) | 0;
      contents[page] = ((first | 0) + made) | 0;
      dirtyLog[page >>> 5] = (dirtyLog[page >>> 5] as number) | (1 << (page & 31));
    }
    registers[RANDOM] = random;
  });
}

/** Writes in a loop where every page of the working set is the machine's own, as they soon are; else page by page. */
function workload(settings: WorkloadSettings<string>, choose: Choose, write: WriteLoop): GuestProgram {
  const { pagesPerSecond, workingSetPages, firstPage = 0, changedWordsPerWrite = 1 } = settings;
  const run: GuestProgram['run'] = (steps, registers, memory) => {
    for (let left = steps; left > 0; ) {
      const owned = memory.ownedPages(firstPage, workingSetPages);
      const first = nextContent(registers[CONTENT] as number);
      const count = Math.min(left, owned === null ? WRITES_BETWEEN_LOOKS : LAST_CONTENT - first + 1);
      if (owned === null) writePages(count, registers, memory, choose);
      else {
        write(count, first, registers, owned);
        registers[CONTENT] = first + count - 1;
      }
      left -= count;
    }
  };
  return { contentKind: 'numbers', stepsPerSecond: pagesPerSecond, changedWordsPerWrite, run };
}

/** So many writes the long way before it looks again whether all pages are the machine's own. */
const WRITES_BETWEEN_LOOKS = 4096;
