/**
 * Where a server guest keeps what. The map is the same for every server, so that whoever looks into the memory finds
 * the status page. The last pages of memory belong to the network.
 */
import { KIBIBYTE, PAGE_BYTES } from '../../../memory/page.ts';

/** The status page: what the server knows of itself. */
export const STATUS_ADDRESS = 4 * KIBIBYTE;
/** The page that holds it. */
export const STATUS_PAGE = STATUS_ADDRESS / PAGE_BYTES;
/** From here on the memory is the program's own. */
export const PROGRAM_ADDRESS = 64 * KIBIBYTE;

/** Registers of a server guest. Those from 12 on belong to the statistical disk. */
export const REGISTER = {
  /** State of its random numbers. */
  random: 0,
  /** A `Life`. */
  life: 4,
  /** Which panic stopped it, and where; 0 while none did. */
  panicCode: 5,
  panicDetail: 6,
} as const;

/** What a server is doing, as it stands in its register. Memory and registers are 0 after power-on. */
export const LIFE = { booting: 0, recovering: 1, serving: 2, crashed: 3 } as const;

/** Pages at the end of memory that the server leaves to the network. */
const NETWORK_PAGES = 4;

/** Memory that a program needs whose own part takes so many bytes. */
export function memoryWith(programBytes: number): number {
  return PROGRAM_ADDRESS + programBytes + NETWORK_PAGES * PAGE_BYTES;
}
