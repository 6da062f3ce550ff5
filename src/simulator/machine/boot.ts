import { RandomStream, seedWords } from '../kernel/random.ts';
import type { ModelMachine } from './model-machine.ts';

/**
 * Puts a machine into the state in which its guest starts: registers seeded, and memory as a booted system leaves it:
 * a share of the pages still zero, the others filled.
 */
export function boot(machine: ModelMachine, seed: number, name: string, zeroShare: number): void {
  machine.vcpu.registers.set(seedWords(seed, `guest ${name}`));
  const { table } = machine.memory;
  // A guest on real bytes starts in empty memory, as after power-on.
  if (table.kind === 'bytes' || zeroShare === 1) return;
  if (zeroShare === 0) {
    table.fillWith(Uint32Array.from({ length: table.pagesPerLeaf }, (_, index) => index + 1));
    return;
  }
  const random = new RandomStream(seed, `memory of ${name}`);
  for (let page = 0; page < table.pageCount; page++) {
    if (random.unit() >= zeroShare) table.setNumber(page, (page % table.pagesPerLeaf) + 1);
  }
}
