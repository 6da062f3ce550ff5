import { RandomStream } from '../../src/simulator/kernel/random.ts';
import type { Damage } from '../../src/simulator/machine/damage.ts';
import type { GuestProgram } from '../../src/simulator/machine/guest.ts';
import type { GuestReport } from '../../src/simulator/machine/guest-report.ts';
import { filesOn } from '../../src/simulator/machine/guests/key-value/files.ts';
import { toBytes, toText } from '../../src/simulator/machine/guests/server/words.ts';
import { hashOfMemory } from '../../src/simulator/memory/hash.ts';
import { GuestMemory } from '../../src/simulator/memory/guest-memory.ts';
import { pagesOf } from '../../src/simulator/memory/page.ts';
import { PageTable } from '../../src/simulator/memory/page-table.ts';
import type { BlockDevice } from '../../src/simulator/storage/block-device.ts';
import { format } from '../../src/simulator/storage/file-system/format.ts';

const DISK_BLOCKS = 256;

/** A server guest without a machine around it: registers, memory and disk to look into and to harm. */
export class ServerBench {
  readonly #program: GuestProgram;
  readonly #seed: number;
  memory: GuestMemory;
  registers: Uint32Array;
  readonly blocks: Map<number, Uint8Array>;

  constructor(program: GuestProgram, memoryBytes: number, seed: number, blocks = new Map<number, Uint8Array>()) {
    this.#program = program;
    this.#seed = seed;
    this.blocks = blocks;
    this.memory = new GuestMemory(new PageTable('bytes', pagesOf(memoryBytes)));
    this.registers = Uint32Array.of(seed, ...new Array<number>(15).fill(0));
    if (blocks.size > 0) return;
    format(this.disk());
    program.install!(this.disk());
  }

  run(steps: number): void {
    this.#program.run(steps, this.registers, this.memory, this.disk());
  }

  report(): GuestReport {
    return this.#program.report!(this.registers, this.memory);
  }

  ask(request: string): string | null {
    const answer = this.#program.serve!([...toBytes(request)], this.registers, this.memory, this.disk());
    return answer === null ? null : toText(Uint8Array.from(answer));
  }

  /** Returns how many places were harmed. */
  harm(damage: Damage, seed = 1): number {
    const random = new RandomStream(seed, 'harm');
    return this.#program.harm!(damage, () => random.next(), this.memory, this.disk());
  }

  /** Memory and registers are gone, the disk stays. */
  powerOff(): void {
    this.memory = new GuestMemory(new PageTable('bytes', this.memory.table.pageCount));
    this.registers = Uint32Array.of(this.#seed, ...new Array<number>(15).fill(0));
  }

  /** Runs it until it serves or has crashed. */
  boot(): void {
    for (let steps = 0; steps < 2000; steps++) {
      const { state } = this.report();
      if (state === 'serving' || state === 'crashed') return;
      this.run(1);
    }
    throw new Error('The server does not come up.');
  }

  log(): BlockDevice {
    return filesOn(this.disk(), 128).log;
  }

  clone(): ServerBench {
    const clone = new ServerBench(this.#program, this.memory.table.pageCount * 4096, this.#seed, new Map(this.blocks));
    clone.memory.table.restore(this.memory.table.capture());
    clone.registers.set(this.registers);
    return clone;
  }

  hash(): string {
    const blocks = [...this.blocks].sort(([one], [other]) => one - other).map(([block, data]) => `${block} ${toText(data)}`);
    return `${hashOfMemory(this.memory.table)} ${this.registers.join(' ')} ${blocks.join('\n')}`;
  }

  disk(): BlockDevice {
    return {
      blockCount: DISK_BLOCKS,
      readBlock: (block) => this.blocks.get(block)?.slice() ?? new Uint8Array(4096),
      writeBlock: (block, data) => {
        this.blocks.set(block, data.slice());
      },
    };
  }
}
