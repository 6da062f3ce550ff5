import {
  GIBIBYTE,
  KIBIBYTE,
  MEBIBYTE,
  type Nanoseconds,
  NANOSECONDS_PER_MICROSECOND,
  NANOSECONDS_PER_MILLISECOND,
  NANOSECONDS_PER_SECOND,
  TEBIBYTE,
} from '../../simulator/index.ts';
import { formatCount } from '../quantities.ts';

const byteUnits = [
  { size: TEBIBYTE, name: 'TiB' },
  { size: GIBIBYTE, name: 'GiB' },
  { size: MEBIBYTE, name: 'MiB' },
  { size: KIBIBYTE, name: 'KiB' },
];

const timeUnits = [
  { size: NANOSECONDS_PER_SECOND, name: 's' },
  { size: NANOSECONDS_PER_MILLISECOND, name: 'ms' },
  { size: NANOSECONDS_PER_MICROSECOND, name: 'µs' },
];

const secondsPerMinute = 60;

/** Bytes with three digits, so that pending and threshold can be told apart: "61.0 MiB", "1.00 GiB", "512 B". */
export function preciseBytes(bytes: number): string {
  const unit = byteUnits.find(({ size }) => roundsUpTo(bytes, size));
  return unit ? `${threeDigits(bytes / unit.size)} ${unit.name}` : `${Math.round(bytes)} B`;
}

/** A span of simulated time with three digits: "312 ms", "4.21 s", "2 min 5 s". */
export function preciseTime(time: Nanoseconds): string {
  if (time >= 2 * secondsPerMinute * NANOSECONDS_PER_SECOND) {
    const whole = Math.round(time / NANOSECONDS_PER_SECOND);
    return `${Math.floor(whole / secondsPerMinute)} min ${whole % secondsPerMinute} s`;
  }
  const unit = timeUnits.find(({ size }) => roundsUpTo(time, size));
  if (unit) return `${threeDigits(time / unit.size)} ${unit.name}`;
  return time === 0 ? '0 ms' : `${Math.round(time)} ns`;
}

/** "1 page", "40 123 pages". */
export function plural(count: number, singular: string): string {
  return `${formatCount(count)} ${singular}${Math.round(count) === 1 ? '' : 's'}`;
}

/** "12 times", "1.4 times": how much longer one time is than another. */
export function timesText(longer: Nanoseconds, shorter: Nanoseconds): string {
  const ratio = longer / Math.max(1, shorter);
  return `${ratio >= 10 ? formatCount(ratio) : ratio.toFixed(1)} times`;
}

/** 1023.9 KiB is shown as 1.00 MiB, never as 1024 KiB. */
function roundsUpTo(value: number, size: number): boolean {
  return value >= size * 0.9995;
}

function threeDigits(value: number): string {
  if (value >= 99.95) return String(Math.round(value));
  return value.toFixed(value >= 9.995 ? 1 : 2);
}
