import type { RealClock } from './clock.ts';

/** Nanoseconds in a millisecond. */
const MILLISECOND = 1_000_000;

/** Real time that a turn may use before messages get their turn, in milliseconds. */
const TURN_BUDGET = 12;
/** Real time that one slice should take at most, in milliseconds. */
const SLICE_BUDGET = 4;
/** Real time that is made up for after a pause of the worker; the rest is forgotten. */
const LONGEST_CATCH_UP = 100;
const FIRST_SLICE = 10 * MILLISECOND;
const SHORTEST_SLICE = 0.1 * MILLISECOND;
const LONGEST_SLICE = 10_000 * MILLISECOND;

/**
 * Lets simulated time follow real time, times a factor, in slices short enough that messages are answered quickly.
 * Where the simulation cannot keep up, simulated time falls behind; the debt is dropped, never piled up.
 */
export class Pacer {
  readonly #clock: RealClock;
  readonly #advance: (nanoseconds: number) => void;
  #speed: number;
  #lastTurn: number;
  #slice = FIRST_SLICE;

  /** `advance` moves the world by whole nanoseconds; `speed` is simulated seconds a real second, 0 stands still. */
  constructor(clock: RealClock, speed: number, advance: (nanoseconds: number) => void) {
    this.#clock = clock;
    this.#speed = speed;
    this.#advance = advance;
    this.#lastTurn = clock.now();
  }

  get speed(): number {
    return this.#speed;
  }

  setSpeed(speed: number): void {
    this.#speed = speed;
    this.#lastTurn = this.#clock.now();
  }

  /** Moves the world to where it should be by now, or as far as the turn's budget reaches. */
  turn(): void {
    const now = this.#clock.now();
    const elapsed = Math.min(now - this.#lastTurn, LONGEST_CATCH_UP);
    this.#lastTurn = now;
    this.run(Math.round(elapsed * MILLISECOND * this.#speed));
  }

  /** Moves the world by so much, or as far as the budget of one turn reaches; returns what is left. */
  run(nanoseconds: number): number {
    const start = this.#clock.now();
    let left = nanoseconds;
    while (left > 0) {
      const step = Math.min(left, Math.round(this.#slice));
      const before = this.#clock.now();
      this.#advance(step);
      const after = this.#clock.now();
      left -= step;
      this.#adapt(after - before, step);
      if (after - start >= TURN_BUDGET) break;
    }
    return left;
  }

  /** A slow slice makes the next ones shorter, a fast full one longer. */
  #adapt(took: number, step: number): void {
    if (took > SLICE_BUDGET) this.#slice = Math.max(SHORTEST_SLICE, step / 2);
    else if (took < SLICE_BUDGET / 4 && step >= Math.round(this.#slice)) {
      this.#slice = Math.min(LONGEST_SLICE, this.#slice * 2);
    }
  }
}
