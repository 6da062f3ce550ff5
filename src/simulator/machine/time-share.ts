import { NANOSECONDS_PER_SECOND, type Nanoseconds } from '../kernel/time.ts';

/**
 * A share of the world's time, `numerator` / `denominator`, both whole and at most 9 million. What a division leaves
 * over is kept for the next, so that cutting a stretch of time into pieces yields the same sum.
 */
export class TimeShare {
  readonly numerator: number;
  readonly denominator: number;
  /** Parts of a nanosecond left over, in units of 1 / `denominator`. */
  #remainder = 0;

  constructor(numerator: number, denominator: number) {
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** All of the time. */
  static whole(): TimeShare {
    return new TimeShare(1, 1);
  }

  isLessThan({ numerator, denominator }: TimeShare): boolean {
    return this.numerator * denominator < numerator * this.denominator;
  }

  /** The share of so much time. Whole seconds go apart, since their product would not be exact. */
  of(elapsed: Nanoseconds): Nanoseconds {
    const { numerator, denominator } = this;
    const wholeSeconds = Math.floor(elapsed / NANOSECONDS_PER_SECOND);
    const rest = elapsed - wholeSeconds * NANOSECONDS_PER_SECOND;
    const perSecond = Math.floor((NANOSECONDS_PER_SECOND * numerator) / denominator);
    const leftPerSecond = NANOSECONDS_PER_SECOND * numerator - perSecond * denominator;
    const parts = rest * numerator + wholeSeconds * leftPerSecond + this.#remainder;
    this.#remainder = parts % denominator;
    return wholeSeconds * perSecond + Math.floor(parts / denominator);
  }
}
