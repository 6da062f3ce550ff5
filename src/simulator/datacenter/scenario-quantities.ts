import { NANOSECONDS_PER_MICROSECOND, NANOSECONDS_PER_MILLISECOND, NANOSECONDS_PER_SECOND } from '../kernel/time.ts';
import { GIBIBYTE, KIBIBYTE, MEBIBYTE, TEBIBYTE } from '../memory/page.ts';
import { LIMITS, showBytes } from './limits.ts';

/** A kind of quantity: its units, the range that is allowed, and how its sentence names it. */
export interface QuantityKind {
  readonly noun: string;
  readonly example: string;
  readonly units: Readonly<Record<string, number>>;
  readonly least: number;
  readonly most: number;
  readonly leastText: string;
  readonly mostText: string;
}

/** A part of memory, in bytes: a page or more. */
export const SIZE: QuantityKind = sizeWithin({ least: 4 * KIBIBYTE, most: LIMITS.hostMemoryBytes.most });
/** Memory of a host, in bytes. */
export const HOST_MEMORY: QuantityKind = sizeWithin(LIMITS.hostMemoryBytes);
/** Memory of a VM, in bytes. */
export const VM_MEMORY: QuantityKind = sizeWithin(LIMITS.vmMemoryBytes);

function sizeWithin({ least, most }: { readonly least: number; readonly most: number }): QuantityKind {
  return {
    noun: 'a size',
    example: '1 GiB',
    units: { B: 1, bytes: 1, KiB: KIBIBYTE, MiB: MEBIBYTE, GiB: GIBIBYTE, TiB: TEBIBYTE },
    least,
    most,
    leastText: showBytes(least),
    mostText: showBytes(most),
  };
}

const HOUR = 3600 * NANOSECONDS_PER_SECOND;

/** Time, in nanoseconds. */
export const DURATION: QuantityKind = {
  noun: 'a time',
  example: '250 ms',
  units: {
    ns: 1,
    us: NANOSECONDS_PER_MICROSECOND,
    µs: NANOSECONDS_PER_MICROSECOND,
    ms: NANOSECONDS_PER_MILLISECOND,
    s: NANOSECONDS_PER_SECOND,
    min: 60 * NANOSECONDS_PER_SECOND,
    h: HOUR,
  },
  least: 0,
  most: 24 * HOUR,
  leastText: '0 s',
  mostText: '24 h',
};

/** The longest pause that is acceptable, in nanoseconds. */
export const DOWNTIME: QuantityKind = {
  ...DURATION,
  example: '300 ms',
  most: 2000 * NANOSECONDS_PER_SECOND,
  mostText: '2000 s',
};

/** How long a byte is on its way, in nanoseconds. */
export const LATENCY: QuantityKind = {
  ...DURATION,
  example: '100 us',
  ...LIMITS.linkLatencyNanoseconds,
  mostText: '10 s',
};

/** What a link or a cap lets through, in bytes a second. */
export const BANDWIDTH: QuantityKind = {
  noun: 'a bandwidth',
  example: '1 Gbit/s',
  units: {
    'B/s': 1,
    'kB/s': 1e3,
    'MB/s': 1e6,
    'GB/s': 1e9,
    'KiB/s': KIBIBYTE,
    'MiB/s': MEBIBYTE,
    'GiB/s': GIBIBYTE,
    'bit/s': 1 / 8,
    'kbit/s': 1e3 / 8,
    'Mbit/s': 1e6 / 8,
    'Gbit/s': 1e9 / 8,
  },
  ...LIMITS.linkBytesPerSecond,
  leastText: '1 kB/s',
  mostText: '1000 GB/s',
};

/** What each vCPU may write, in bytes a second. */
export const DIRTY_LIMIT: QuantityKind = {
  ...BANDWIDTH,
  example: '1 MiB/s',
  ...LIMITS.dirtyLimitBytesPerSecond,
  leastText: '1 MiB/s',
};

/** A quantity in the unit that the simulator counts in, or what is wrong with it. */
export type QuantityReading =
  | { readonly ok: true; readonly amount: number }
  /** What is wrong, to follow "memory": `has no unit; write …`. */
  | { readonly ok: false; readonly complaint: string };

/** Reads "1.5 GiB" and the like into whole bytes, nanoseconds or bytes a second. */
export function readQuantity(value: unknown, kind: QuantityKind): QuantityReading {
  if (typeof value === 'number') return wrong(`has no unit: ${value}`, kind);
  if (typeof value !== 'string') return wrong(`must be ${kind.noun}`, kind);
  const [, sign, digits, unit] = /^\s*(-?)(\d+(?:\.\d+)?)\s*(\S*)\s*$/u.exec(value) ?? [];
  if (digits === undefined || unit === undefined) return wrong(`is not ${kind.noun}: "${value}"`, kind);
  const factor = Object.hasOwn(kind.units, unit) ? kind.units[unit] : undefined;
  if (factor === undefined) {
    const names = Object.keys(kind.units).join(', ');
    return wrong(unit === '' ? `has no unit: "${value}"` : `has an unknown unit: "${unit}" is none of ${names}`, kind);
  }
  const amount = Math.round(Number(digits) * factor);
  if (sign === '-' && amount > 0) return wrong(`must not be negative: "${value}"`, kind);
  if (amount < kind.least) return wrong(`is too small: "${value}"`, kind);
  if (amount > kind.most) return wrong(`is too large: "${value}"`, kind);
  return { ok: true, amount };
}

function wrong(complaint: string, { noun, example, leastText, mostText }: QuantityKind): QuantityReading {
  const shown = noun.replace(/^an? /, '');
  return {
    ok: false,
    complaint: `${complaint}; write a ${shown} with its unit, such as "${example}", from ${leastText} to ${mostText}.`,
  };
}
