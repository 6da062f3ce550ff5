import { hexadecimal } from '../../memory/hash.ts';
import type { GuestMemory } from '../../memory/guest-memory.ts';
import { PAGE_BYTES } from '../../memory/page.ts';
import type { GuestProgram } from '../guest.ts';
import type { GuestReport } from '../guest-report.ts';
import type { GuestSettings } from '../guest-settings.ts';
import { draw } from './page-writer.ts';
import { Panic } from './server/panic.ts';
import { orCrash } from './server/server-guest.ts';
import { LIFE, memoryWith, PROGRAM_ADDRESS, REGISTER } from './server/server-memory.ts';
import { lifeOf } from './server/server-report.ts';
import { addToStatus, checkStatus, clearStatus, readStatus, writeStatus } from './server/status-page.ts';
import { checksumOfWords } from './server/words.ts';

type Settings = Extract<GuestSettings, { kind: 'scribbler' }>;

/** The program itself, as it stands in memory. */
const TEXT_PAGES = 16;
const TEXT_WORDS = (TEXT_PAGES * PAGE_BYTES) / 4;
/** Words of its own program that a step looks at; once around takes as many steps as a page has words. */
const WORDS_CHECKED_PER_STEP = TEXT_PAGES;

const FIELD = { writes: 0, work: 1, checkedWord: 2 } as const;

/** Pages that it leaves alone at the end of memory, which belong to the network. */
const SPARED_BYTES = memoryWith(0) - PROGRAM_ADDRESS;

/** Memory that the scribbler needs at least. */
export const SCRIBBLER_MEMORY_BYTES = memoryWith(TEXT_PAGES * PAGE_BYTES);

/**
 * A program with a wild pointer: each step writes a random word anywhere in its memory, and takes what stood there into
 * its checksum. Sooner or later it hits its own status page or program, finds out, and crashes; the larger its memory,
 * the later. Rolled back, it does the same again: a snapshot keeps the defect too.
 */
export function scribbler({ writesPerSecond }: Settings): GuestProgram {
  return { contentKind: 'bytes', stepsPerSecond: writesPerSecond, pageWritesPerStep: 2, run, report };
}

function run(steps: number, registers: Uint32Array, memory: GuestMemory): void {
  if (registers[REGISTER.life] === LIFE.booting && steps > 0) loadProgram(registers, memory);
  for (let step = 0; step < steps && registers[REGISTER.life] !== LIFE.crashed; step++) {
    orCrash(registers, () => {
      scribble(registers, memory);
    });
  }
}

function loadProgram(registers: Uint32Array, memory: GuestMemory): void {
  clearStatus(memory);
  for (let word = 0; word < TEXT_WORDS; word++) memory.writeWord(PROGRAM_ADDRESS + 4 * word, checksumOfWords(word));
  registers[REGISTER.life] = LIFE.serving;
}

function scribble(registers: Uint32Array, memory: GuestMemory): void {
  checkStatus(memory);
  checkProgram(memory);
  const words = (memory.table.pageCount * PAGE_BYTES - SPARED_BYTES) / 4;
  const address = 4 * (draw(registers) % words);
  writeStatus(memory, FIELD.work, checksumOfWords(readStatus(memory, FIELD.work), memory.readWord(address)));
  addToStatus(memory, FIELD.writes, 1);
  memory.writeWord(address, draw(registers));
}

function checkProgram(memory: GuestMemory): void {
  const first = readStatus(memory, FIELD.checkedWord);
  for (let word = first; word < first + WORDS_CHECKED_PER_STEP; word++) {
    const address = PROGRAM_ADDRESS + 4 * word;
    if (memory.readWord(address) !== checksumOfWords(word)) throw new Panic('program-text', address);
  }
  writeStatus(memory, FIELD.checkedWord, (first + WORDS_CHECKED_PER_STEP) % TEXT_WORDS);
}

function report(registers: Uint32Array, memory: GuestMemory): GuestReport {
  const writes = readStatus(memory, FIELD.writes);
  return {
    ...lifeOf(registers),
    summary: `${writes} wild writes`,
    checksum: hexadecimal(readStatus(memory, FIELD.work)),
    facts: { 'wild writes': writes },
  };
}
