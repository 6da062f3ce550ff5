import { firstIndex } from './first-index.ts';

/** A list of numbers that grows in place: a push costs no more than a write on average. */
export class GrowingColumn {
  #values = new Float64Array(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const wider = new Float64Array(this.#length * 2);
      wider.set(this.#values);
      this.#values = wider;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
  }

  /** The value at an index; NaN outside the list. */
  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? Number.NaN) : Number.NaN;
  }

  /** Of a list in rising order: the first index whose value is at least this one, or the length. */
  firstAtLeast(value: number): number {
    return firstIndex(this.#length, (index) => this.at(index) >= value);
  }

  /** Of a list in rising order: the first index whose value is above this one, or the length. */
  firstAbove(value: number): number {
    return firstIndex(this.#length, (index) => this.at(index) > value);
  }
}
