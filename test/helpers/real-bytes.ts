import { RandomStream } from '../../src/simulator/kernel/random.ts';
import { PAGE_BYTES } from '../../src/simulator/memory/page.ts';
import { PageBitmap } from '../../src/simulator/memory/page-bitmap.ts';
import { RealDisk } from './real-disk.ts';

const REGISTERS = 4;
const RANDOM = 0;
const CHECKSUM = 1;
const STEPS = 2;

/** A machine of real bytes in one flat array: nothing in it is shared with the model's page tables. */
export class RealBytes {
  readonly pageCount: number;
  readonly bytes: Uint8Array;
  /** Its own disk; null where storage is shared. */
  readonly disk: RealDisk | null;
  readonly registers = new Uint32Array(REGISTERS);
  dirtyLog: PageBitmap | null = null;
  /** Pages that the guest may not write; null while there are none. */
  protectedPages: PageBitmap | null = null;
  /** The protected page that the guest stands still for. */
  writeFaults: number[] = [];

  constructor(pageCount: number, disk: RealDisk | null = null) {
    this.pageCount = pageCount;
    this.disk = disk;
    this.bytes = new Uint8Array(pageCount * PAGE_BYTES);
  }

  /** A machine as it is switched on: half of its pages hold something, and the guest's dice are ready. */
  static booted(pageCount: number, seed: number, blockCount = 0): RealBytes {
    const machine = new RealBytes(pageCount, blockCount === 0 ? null : RealDisk.installed(blockCount));
    const random = new RandomStream(seed, 'boot');
    for (let page = 0; page < pageCount; page += 2) {
      for (let offset = 0; offset < 64; offset++) machine.bytes[page * PAGE_BYTES + offset] = random.below(256);
    }
    machine.registers[RANDOM] = random.next() | 1;
    return machine;
  }

  get steps(): number {
    return this.registers[STEPS] as number;
  }

  /**
   * The guest: each step reads a byte somewhere into its checksum and writes the checksum there, so one lost or stale
   * page makes everything after it wrong; so it does with its disk. All of its state is in registers, memory and disk.
   */
  run(steps: number): void {
    for (let step = 0; step < steps; step++) {
      let random = this.registers[RANDOM] as number;
      random ^= random << 13;
      random ^= random >>> 17;
      random ^= random << 5;
      const address = (random >>> 0) % this.bytes.length;
      const page = Math.floor(address / PAGE_BYTES);
      if (this.protectedPages?.has(page) === true) {
        if (!this.writeFaults.includes(page)) this.writeFaults.push(page);
        return;
      }
      this.registers[RANDOM] = random;
      const before = this.registers[CHECKSUM] as number;
      const stored = this.disk?.exchange(random >>> 0, before & 0xff) ?? 0;
      const checksum = (Math.imul(before, 31) + (this.bytes[address] as number) + stored + 1) >>> 0;
      this.registers[CHECKSUM] = checksum;
      this.registers[STEPS] = this.steps + 1;
      this.bytes[address] = checksum & 0xff;
      this.dirtyLog?.set(page);
    }
  }

  collectDirtyLog(): PageBitmap {
    const log = this.dirtyLog;
    if (log === null) throw new Error('The dirty log is off.');
    this.dirtyLog = new PageBitmap(this.pageCount);
    return log;
  }

  readPages(pages: Uint32Array): Uint8Array {
    const data = new Uint8Array(pages.length * PAGE_BYTES);
    pages.forEach((page, index) => {
      data.set(this.bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES), index * PAGE_BYTES);
    });
    return data;
  }

  writePages(pages: Uint32Array, data: Uint8Array): void {
    pages.forEach((page, index) => {
      this.bytes.set(data.subarray(index * PAGE_BYTES, (index + 1) * PAGE_BYTES), page * PAGE_BYTES);
    });
  }

  /** Everything of the machine as one text, for comparing. */
  fingerprint(): string {
    let hash = 0x811c_9dc5;
    for (const bytes of [this.bytes, this.disk?.bytes ?? []]) for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x0100_0193);
    return `${(hash >>> 0).toString(16)} ${[...this.registers].join(' ')}`;
  }
}
