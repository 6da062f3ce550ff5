/**
 * Simulated time is a safe integer of nanoseconds since the world began.
 * 2^53 nanoseconds are 104 days, which no lab reaches, so no bigint is needed.
 */
export type Nanoseconds = number;

export const NANOSECONDS_PER_MICROSECOND = 1_000;
export const NANOSECONDS_PER_MILLISECOND = 1_000_000;
export const NANOSECONDS_PER_SECOND = 1_000_000_000;

/** Whole nanoseconds of a number of microseconds. */
export function microseconds(count: number): Nanoseconds {
  return Math.round(count * NANOSECONDS_PER_MICROSECOND);
}

/** Whole nanoseconds of a number of milliseconds. */
export function milliseconds(count: number): Nanoseconds {
  return Math.round(count * NANOSECONDS_PER_MILLISECOND);
}

/** Whole nanoseconds of a number of seconds. */
export function seconds(count: number): Nanoseconds {
  return Math.round(count * NANOSECONDS_PER_SECOND);
}

/** How long so many bytes take at this rate, rounded up to a whole nanosecond. */
export function transferTime(bytes: number, bytesPerSecond: number): Nanoseconds {
  return Math.ceil((bytes * NANOSECONDS_PER_SECOND) / bytesPerSecond);
}

/** Milliseconds of a span of simulated time, fractions kept. */
export function toMilliseconds(time: Nanoseconds): number {
  return time / NANOSECONDS_PER_MILLISECOND;
}

/** Seconds of a span of simulated time, fractions kept. */
export function toSeconds(time: Nanoseconds): number {
  return time / NANOSECONDS_PER_SECOND;
}
