import type { Nanoseconds } from '../../kernel/time.ts';
import type { VirtualMachine } from '../virtual-machine.ts';
import type { World } from '../world.ts';

/** More checkpoints than can be confirmed between two looks of the clients. */
const REMEMBERED = 16;

/** A checkpoint that the replica has, and when the word of that was back. */
interface Confirmation {
  readonly sealedAt: Nanoseconds;
  readonly confirmedAt: Nanoseconds;
}

/**
 * What a replicated VM has said and may not be known yet: it goes out when the checkpoint after it is confirmed (Cully et
 * al., "Remus", 2008, section 3.5, network buffering).
 */
export class HeldOutput {
  readonly #world: World;
  readonly #vm: VirtualMachine;
  /** When each checkpoint that is not confirmed was taken, and its number in the buffer of the VM's connections. */
  readonly #sealed = new Map<number, { readonly at: Nanoseconds; readonly mark: number | null }>();
  #confirmations: Confirmation[] = [];
  #isHolding = false;

  constructor(world: World, vm: VirtualMachine) {
    this.#world = world;
    this.#vm = vm;
  }

  /** Nothing is held before there is a checkpoint that could be gone back to. */
  get isHolding(): boolean {
    return this.#isHolding;
  }

  /** A checkpoint is being taken: what is said from now on is held until the next one is confirmed. */
  sealed(checkpoint: number): void {
    const { queue } = this.#world;
    this.#sealed.set(checkpoint, { at: queue.now, mark: this.#vm.network?.output.seal() ?? null });
    if (!this.#isHolding) this.#confirm({ sealedAt: queue.now, confirmedAt: queue.now });
    this.#isHolding = true;
  }

  /** The replica has this checkpoint. Returns how much goes out with it. */
  confirmed(checkpoint: number): number {
    const sealed = this.#sealed.get(checkpoint);
    if (sealed === undefined) return 0;
    this.#sealed.delete(checkpoint);
    this.#confirm({ sealedAt: sealed.at, confirmedAt: this.#world.queue.now });
    return this.#sendFrames(sealed.mark) + (this.#vm.clients?.release() ?? 0);
  }

  /** When an answer goes out that was ready then; null while nobody can know. */
  goesOutAt(ready: Nanoseconds): Nanoseconds | null {
    if (!this.#isHolding) return ready;
    const covering = this.#confirmations.find(({ sealedAt }) => sealedAt >= ready);
    return covering === undefined ? null : Math.max(ready, covering.confirmedAt);
  }

  /** There is nothing left that could be undone: all of it goes out. */
  end(): void {
    this.#isHolding = false;
    this.#sendFrames(this.#vm.network?.output.seal() ?? null);
    this.#vm.clients?.release();
  }

  /** The frames that wait; answers count where there are clients. */
  get waiting(): number {
    return (this.#vm.network?.output.waiting ?? 0) + (this.#vm.clients?.held ?? 0);
  }

  #confirm(confirmation: Confirmation): void {
    this.#confirmations = [...this.#confirmations.slice(1 - REMEMBERED), confirmation];
  }

  #sendFrames(mark: number | null): number {
    if (mark === null) return 0;
    const frames = this.#vm.network?.output.release(mark) ?? [];
    for (const frame of frames) this.#world.network.vmSends(this.#vm, frame);
    return frames.length;
  }
}
