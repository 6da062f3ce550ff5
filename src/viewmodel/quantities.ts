/** Sizes, rates and times as people read them. Sizes of memory are binary (MiB), rates decimal (MB/s). */

const BINARY_UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const RATE_UNITS = ['B/s', 'kB/s', 'MB/s', 'GB/s'] as const;
const TIME_UNITS = ['ns', 'µs', 'ms'] as const;

/** "64 MiB", "1.5 GiB". */
export function formatBytes(bytes: number): string {
  return scaled(bytes, 1024, BINARY_UNITS);
}

/** "125 MB/s", from bytes a second. */
export function formatRate(bytesPerSecond: number): string {
  return scaled(bytesPerSecond, 1000, RATE_UNITS);
}

/** "850 µs", "83 ms", "1.2 s", "3 min 20 s", from simulated nanoseconds. */
export function formatTime(nanoseconds: number): string {
  if (nanoseconds < 1e9) {
    const text = scaled(nanoseconds, 1000, TIME_UNITS);
    return text === '1000 ms' ? '1 s' : text;
  }
  const seconds = nanoseconds / 1e9;
  if (seconds < 59.95) return `${short(seconds)} s`;
  const whole = Math.round(seconds);
  const rest = whole % 60;
  const minutes = (whole - rest) / 60;
  return rest === 0 ? `${minutes} min` : `${minutes} min ${rest} s`;
}

/** "12 000": groups of three digits, the same in every locale. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ' ');
}

function scaled(amount: number, step: number, units: readonly string[]): string {
  let value = amount;
  let unit = 0;
  while (value >= step && unit < units.length - 1) {
    value /= step;
    unit++;
  }
  return `${short(value)} ${units[unit] ?? ''}`;
}

/** One decimal below ten where it says something, else none. */
function short(value: number): string {
  return value < 10 ? String(Math.round(value * 10) / 10) : String(Math.round(value));
}
