import { NANOSECONDS_PER_SECOND } from '../kernel/time.ts';
import { blocksOf } from '../memory/block.ts';
import { GuestMemory } from '../memory/guest-memory.ts';
import { PageTable } from '../memory/page-table.ts';
import type { VirtualCpu } from './virtual-cpu.ts';

/** A disk of a VM's own, on the host where the VM is. A VM without one has its disk on storage that all hosts share. */
export interface DiskSettings {
  readonly bytes: number;
  /** Blocks written per second of the guest's running time; 0 where not given. */
  readonly writesPerSecond?: number;
  /** The blocks written are among the first so many bytes; the whole disk where not given. */
  readonly workingSetBytes?: number;
}

/** Registers of the guest that its disk writes have; programs leave them alone. */
const RANDOM = 12;
const CONTENT = 13;
/** Writes made since the start, low and high word. */
const WRITES_LOW = 14;
const WRITES_HIGH = 15;

const WORD = 2 ** 32;
/** Content numbers below this are left to the blocks that a disk comes with. */
const FIRST_CONTENT = 0x1_0000;
const LAST_CONTENT = 0xffff_ffff;
const BATCH_WRITES = 1024;
const SEED = 0x9e37_79b9;

/**
 * Blocks as content numbers, in the same copy-on-write store as memory, so that a snapshot of a disk takes the same
 * time for any size. Where the guest writes next is in its registers: roll back, and the same writes come again.
 */
export class Disk {
  readonly settings: DiskSettings;
  /** The blocks with their write log; a "page" of this store is a block. */
  readonly blocks: GuestMemory;
  readonly #places = new Uint32Array(BATCH_WRITES);

  /** An empty disk. */
  constructor(settings: DiskSettings) {
    this.settings = settings;
    this.blocks = new GuestMemory(new PageTable('numbers', blocksOf(settings.bytes)));
  }

  /** A disk on which something is installed: no block is empty. */
  static installed(settings: DiskSettings): Disk {
    const disk = new Disk(settings);
    const { table } = disk.blocks;
    table.fillWith(Uint32Array.from({ length: table.pagesPerLeaf }, (_, index) => index + 1));
    return disk;
  }

  get blockCount(): number {
    return this.blocks.table.pageCount;
  }

  /** Makes the writes that are due after the guest's running time: computed from the whole, so that looking changes nothing. */
  catchUp({ registers, runningTime }: Pick<VirtualCpu, 'registers' | 'runningTime'>): void {
    const { writesPerSecond = 0 } = this.settings;
    const made = (registers[WRITES_HIGH] as number) * WORD + (registers[WRITES_LOW] as number);
    const due = writesAfter(runningTime, writesPerSecond);
    if (due <= made) return;
    this.#write(due - made, registers);
    registers[WRITES_LOW] = due % WORD;
    registers[WRITES_HIGH] = Math.floor(due / WORD);
  }

  #write(count: number, registers: Uint32Array): void {
    const { bytes, workingSetBytes = bytes } = this.settings;
    const scale = blocksOf(workingSetBytes) / WORD;
    for (let left = count; left > 0; ) {
      const first = nextContent(registers[CONTENT] as number);
      const batch = Math.min(left, BATCH_WRITES, LAST_CONTENT - first + 1);
      let random = (registers[RANDOM] as number) || SEED;
      for (let index = 0; index < batch; index++) {
        random = nextRandom(random);
        this.#places[index] = Math.floor((random >>> 0) * scale);
      }
      this.blocks.writePages(this.#places, batch, first);
      registers[RANDOM] = random;
      registers[CONTENT] = first + batch - 1;
      left -= batch;
    }
  }
}

function writesAfter(runningTime: number, writesPerSecond: number): number {
  const wholeSeconds = Math.floor(runningTime / NANOSECONDS_PER_SECOND);
  const rest = runningTime - wholeSeconds * NANOSECONDS_PER_SECOND;
  return wholeSeconds * writesPerSecond + Math.floor((rest * writesPerSecond) / NANOSECONDS_PER_SECOND);
}

function nextContent(content: number): number {
  return content < FIRST_CONTENT || content === LAST_CONTENT ? FIRST_CONTENT : content + 1;
}

/** Xorshift with the triple (13, 17, 5) of Marsaglia, "Xorshift RNGs". */
function nextRandom(state: number): number {
  let next = state;
  next ^= next << 13;
  next ^= next >>> 17;
  return next ^ (next << 5);
}
