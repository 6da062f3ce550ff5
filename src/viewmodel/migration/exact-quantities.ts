/** Quantities written so that reading them gives the same number again, unlike those that are rounded for display. */

const RATES = [
  ['GiB/s', 2 ** 30],
  ['MiB/s', 2 ** 20],
  ['GB/s', 1e9],
  ['MB/s', 1e6],
  ['KiB/s', 2 ** 10],
  ['kB/s', 1e3],
] as const;

/** "128 MiB/s", "125 MB/s"; "no cap" for 0. From whole bytes a second. */
export function exactRate(bytesPerSecond: number): string {
  if (bytesPerSecond === 0) return NO_CAP;
  const fitting = RATES.find(([, size]) => bytesPerSecond % size === 0);
  return fitting ? `${bytesPerSecond / fitting[1]} ${fitting[0]}` : `${bytesPerSecond} B/s`;
}

/** What is typed, and shown, where a bandwidth is not limited. */
export const NO_CAP = 'no cap';

const SIZES = [
  ['GiB', 2 ** 30],
  ['MiB', 2 ** 20],
  ['KiB', 2 ** 10],
] as const;

/** "64 MiB". From whole bytes. */
export function exactSize(bytes: number): string {
  const fitting = SIZES.find(([, size]) => bytes % size === 0);
  return fitting ? `${bytes / fitting[1]} ${fitting[0]}` : `${bytes} B`;
}

const TIMES = [
  ['s', 1e9],
  ['ms', 1e6],
  ['µs', 1e3],
] as const;

/** "100 µs", "1250 µs", "2 s". From whole nanoseconds. */
export function exactTime(nanoseconds: number): string {
  const fitting = TIMES.find(([, size]) => nanoseconds > 0 && nanoseconds % size === 0);
  return fitting ? `${nanoseconds / fitting[1]} ${fitting[0]}` : `${nanoseconds} ns`;
}

/** "300 ms", "2 s". From whole milliseconds. */
export function exactMilliseconds(milliseconds: number): string {
  return milliseconds > 0 && milliseconds % 1000 === 0 ? `${milliseconds / 1000} s` : `${milliseconds} ms`;
}

/** "1 stream", "4 streams". */
export function countOfStreams(streams: number): string {
  return streams === 1 ? '1 stream' : `${streams} streams`;
}

/** "1 round", "5 rounds". */
export function countOfRounds(rounds: number): string {
  return rounds === 1 ? '1 round' : `${rounds} rounds`;
}
