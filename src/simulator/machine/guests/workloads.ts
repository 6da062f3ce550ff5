/**
 * Statistical workloads: one step writes one page. Registers 0 to 3 are left to the random numbers, which are part of
 * the machine's state as in a real guest: roll back, and the same numbers come again.
 */
import type { GuestMemory } from '../../memory/guest-memory.ts';
import type { GuestProgram } from '../guest.ts';
import type { GuestSettings, WorkloadSettings } from '../guest-settings.ts';

/** Register with the state of the guest's random numbers. */
const RANDOM = 0;
/** Register with the number of the last content written; each write makes a content never seen before. */
const CONTENT = 4;
/** Register with the place of a sequential writer in its working set. */
const POSITION = 5;

/** Content numbers below this are left to the pages that the machine starts with. */
const FIRST_CONTENT = 0x1_0000;
const LAST_CONTENT = 0xffff_ffff;

/** So many writes are chosen before they are made. */
const BATCH_STEPS = 1024;

/** Chooses the pages of the next writes, and moves the registers on. */
type PageChooser = (pages: Uint32Array, count: number, registers: Uint32Array) => void;

/** Pages of the working set in order, round and round. */
export function sequentialWorkload(settings: WorkloadSettings<'sequential'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  return writer(settings, (pages, count, registers) => {
    let position = registers[POSITION] as number;
    for (let index = 0; index < count; index++) {
      pages[index] = firstPage + position;
      position = position + 1 === workingSetPages ? 0 : position + 1;
    }
    registers[POSITION] = position;
  });
}

/** Any page of the working set, each as likely as the other. */
export function uniformWorkload(settings: WorkloadSettings<'uniform'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  const scale = workingSetPages / 2 ** 32;
  return writer(settings, (pages, count, registers) => {
    let random = (registers[RANDOM] as number) | 0;
    for (let index = 0; index < count; index++) {
      random = nextRandom(random);
      pages[index] = firstPage + (((random >>> 0) * scale) >>> 0);
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
  return writer(settings, (pages, count, registers) => {
    let random = (registers[RANDOM] as number) | 0;
    for (let index = 0; index < count; index++) {
      random = nextRandom(random);
      const isHot = random >>> 0 < hotLimit;
      random = nextRandom(random);
      const draw = random >>> 0;
      pages[index] = firstPage + (isHot ? Math.floor(draw * hotScale) : hotPages + Math.floor(draw * coldScale));
    }
    registers[RANDOM] = random;
  });
}

function writer(settings: WorkloadSettings<string>, choose: PageChooser): GuestProgram {
  const { pagesPerSecond, changedWordsPerWrite = 1 } = settings;
  const pages = new Uint32Array(BATCH_STEPS);
  const run = (steps: number, registers: Uint32Array, memory: GuestMemory): void => {
    for (let left = steps; left > 0; ) {
      const first = nextContent(registers[CONTENT] as number);
      const count = Math.min(left, BATCH_STEPS, LAST_CONTENT - first + 1);
      choose(pages, count, registers);
      memory.writePages(pages, count, first);
      registers[CONTENT] = first + count - 1;
      left -= count;
    }
  };
  return { contentKind: 'numbers', stepsPerSecond: pagesPerSecond, changedWordsPerWrite, run };
}

function nextContent(content: number): number {
  return content < FIRST_CONTENT || content === LAST_CONTENT ? FIRST_CONTENT : content + 1;
}

/** Xorshift with the triple (13, 17, 5) of Marsaglia, "Xorshift RNGs": every 32-bit number but 0, then over again. */
function nextRandom(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  return next ^ (next << 5);
}
