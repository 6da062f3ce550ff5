/**
 * Output commit: what a machine says is held back until a checkpoint that covers it is safe, so that nobody outside ever
 * knows of a state to which the machine cannot be brought back (Strom and Yemini, "Optimistic Recovery in Distributed
 * Systems", 1985; in Remus, Cully et al., 2008, the network buffer).
 */
export class OutputBuffer<Output> {
  #held: { readonly output: Output; readonly epoch: number }[] = [];
  #epoch = 0;

  /** How much waits. */
  get waiting(): number {
    return this.#held.length;
  }

  /** What waits, the oldest first. */
  get held(): readonly Output[] {
    return this.#held.map(({ output }) => output);
  }

  /** Holds something back; the next checkpoint covers it. */
  hold(output: Output): void {
    this.#held.push({ output, epoch: this.#epoch });
  }

  /** A checkpoint is taken now, and covers all that was held so far: returns its number for `release`. */
  seal(): number {
    return this.#epoch++;
  }

  /** This checkpoint is safe: what it, and those before it, cover may go out. In the order in which it was held. */
  release(checkpoint: number): readonly Output[] {
    const covered = this.#held.filter(({ epoch }) => epoch <= checkpoint);
    this.#held = this.#held.filter(({ epoch }) => epoch > checkpoint);
    return covered.map(({ output }) => output);
  }

  /** The machine went back to its last checkpoint: what it said since was never said. Returns how much that was. */
  discard(): number {
    const count = this.#held.length;
    this.#held = [];
    return count;
  }
}
