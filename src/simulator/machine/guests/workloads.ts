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

/** Pages of the working set in order, round and round. */
export function sequentialWorkload(settings: WorkloadSettings<'sequential'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  return writer(settings.pagesPerSecond, (steps, registers, memory) => {
    let position = registers[POSITION] as number;
    let content = registers[CONTENT] as number;
    for (let step = 0; step < steps; step++) {
      content = nextContent(content);
      memory.writePage(firstPage + position, content);
      position = position + 1 === workingSetPages ? 0 : position + 1;
    }
    registers[POSITION] = position;
    registers[CONTENT] = content;
  });
}

/** Any page of the working set, each as likely as the other. */
export function uniformWorkload(settings: WorkloadSettings<'uniform'>): GuestProgram {
  const { workingSetPages, firstPage = 0 } = settings;
  const scale = workingSetPages / 2 ** 32;
  return writer(settings.pagesPerSecond, (steps, registers, memory) => {
    let random = registers[RANDOM] as number;
    let content = registers[CONTENT] as number;
    for (let step = 0; step < steps; step++) {
      random = nextRandom(random);
      content = nextContent(content);
      memory.writePage(firstPage + Math.floor((random >>> 0) * scale), content);
    }
    registers[RANDOM] = random;
    registers[CONTENT] = content;
  });
}

/** The first `hotPages` of the working set with probability `hotProbability`, else one of the others. */
export function hotColdWorkload(settings: GuestSettings & { kind: 'hot-cold' }): GuestProgram {
  const { workingSetPages, hotPages, firstPage = 0 } = settings;
  const hotLimit = Math.round(settings.hotProbability * 2 ** 32);
  const hotScale = hotPages / 2 ** 32;
  const coldScale = (workingSetPages - hotPages) / 2 ** 32;
  return writer(settings.pagesPerSecond, (steps, registers, memory) => {
    let random = registers[RANDOM] as number;
    let content = registers[CONTENT] as number;
    for (let step = 0; step < steps; step++) {
      random = nextRandom(random);
      const isHot = random >>> 0 < hotLimit;
      random = nextRandom(random);
      content = nextContent(content);
      const draw = random >>> 0;
      memory.writePage(
        firstPage + (isHot ? Math.floor(draw * hotScale) : hotPages + Math.floor(draw * coldScale)),
        content,
      );
    }
    registers[RANDOM] = random;
    registers[CONTENT] = content;
  });
}

function writer(
  pagesPerSecond: number,
  run: (steps: number, registers: Uint32Array, memory: GuestMemory) => void,
): GuestProgram {
  return { contentKind: 'numbers', stepsPerSecond: pagesPerSecond, run };
}

function nextContent(content: number): number {
  return content < FIRST_CONTENT || content === 0xffff_ffff ? FIRST_CONTENT : content + 1;
}

/** Xorshift with the triple (13, 17, 5) of Marsaglia, "Xorshift RNGs": every 32-bit number but 0, then over again. */
function nextRandom(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  return next ^ (next << 5);
}
