/** However long a step of the real clock seems to have been, no more of it counts: the machine slept, or this process stood still. */
const LONGEST_STEP_MILLISECONDS = 250;
/** Who waits for a processor for longer than so many times what is allowed is ended all the same. */
const MOST_WAITING = 10;
/** A child has started after so much time on a processor, on a machine that is fast enough. */
const ORDINARY_START_MILLISECONDS = 500;
const MOST_SLOWNESS = 8;

/** How many times more than usual a machine is to be given on which a child needed this long to start, on a processor. */
export function slownessOf(startMilliseconds: number): number {
  return Math.min(MOST_SLOWNESS, Math.max(1, Math.round(startMilliseconds / ORDINARY_START_MILLISECONDS)));
}

/**
 * The time that a child has for what it does now. Time in which it could not run does not count: while it waited for a
 * processor that others had, while the machine slept, or while nobody could look.
 */
export class Patience {
  #left = Number.POSITIVE_INFINITY;
  #most = Number.POSITIVE_INFINITY;
  #looked: number;
  #waited = 0;

  /** `now` in milliseconds, as in all that follows. */
  constructor(now: number) {
    this.#looked = now;
  }

  /** From now on it has this long. */
  allow(milliseconds: number): void {
    this.#left = milliseconds;
    this.#most = MOST_WAITING * milliseconds;
  }

  /** True when the time is over; `waited` is how long the child has waited for a processor since it began, 0 where the system does not tell. */
  isOver(now: number, waited: number): boolean {
    const passed = Math.min(now - this.#looked, LONGEST_STEP_MILLISECONDS);
    this.#left -= Math.max(0, passed - Math.max(0, waited - this.#waited));
    this.#most -= passed;
    this.#looked = now;
    this.#waited = waited;
    return this.#left <= 0 || this.#most <= 0;
  }
}
