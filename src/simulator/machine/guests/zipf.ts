import type { GuestProgram } from '../guest.ts';
import type { GuestSettings } from '../guest-settings.ts';
import { draw, writePages } from './page-writer.ts';

type Settings = Extract<GuestSettings, { kind: 'zipf' }>;

/** From this rank on, ranks are taken together in bands as wide as a 64th of their rank. */
const EXACT_RANKS = 64;
const SCALE = 2 ** 32;

/**
 * Popularity after Zipf's law: the page of rank n is written with a weight of n to the power of minus the exponent
 * (as the keys of YCSB: Cooper et al., "Benchmarking Cloud Serving Systems with YCSB", 2010). The first page of the
 * working set is the most popular one. Within a band of ranks each page is as likely as the other.
 */
export function zipfWorkload(settings: Settings): GuestProgram {
  const { pagesPerSecond, workingSetPages, changedWordsPerWrite = 1, exponent = 1, firstPage = 0 } = settings;
  const bands = bandsOf(workingSetPages, exponent);
  const columns = aliasColumns(bands.map(({ weight }) => weight));
  const choose = (_index: number, registers: Uint32Array): number => {
    const chosen = pickColumn(columns, draw(registers), draw(registers));
    const { first, count } = bands[chosen] as Band;
    return firstPage + first + Math.floor((draw(registers) / SCALE) * count);
  };
  return {
    contentKind: 'numbers',
    stepsPerSecond: pagesPerSecond,
    changedWordsPerWrite,
    run: (steps, registers, memory) => {
      writePages(steps, registers, memory, choose);
    },
  };
}

/** Ranks that share a weight; ranks count from 0 here. */
interface Band {
  readonly first: number;
  readonly count: number;
  readonly weight: number;
}

function bandsOf(ranks: number, exponent: number): Band[] {
  const bands: Band[] = [];
  for (let first = 0; first < ranks; ) {
    const count = Math.min(ranks - first, Math.max(1, Math.floor(first / EXACT_RANKS)));
    const middle = first + (count + 1) / 2;
    bands.push({ first, count, weight: count / power(middle, exponent) });
    first += count;
  }
  return bands;
}

/** A power with an exponent of whole quarters, of products and square roots alone, which are the same everywhere. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let quarters = Math.round(4 * exponent); quarters > 0; ) {
    const step = quarters >= 4 ? 4 : quarters >= 2 ? 2 : 1;
    result *= step === 4 ? base : step === 2 ? Math.sqrt(base) : Math.sqrt(Math.sqrt(base));
    quarters -= step;
  }
  return result;
}

interface Columns {
  /** In each column: below this share it is the column's own, above it is the other's. */
  readonly shares: Float64Array;
  readonly others: Uint32Array;
}

/** Walker's alias method in Vose's form (Vose, "A Linear Algorithm for Generating Random Numbers", 1991): a draw takes two looks. */
function aliasColumns(weights: readonly number[]): Columns {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = Float64Array.from(weights, (weight) => (weight * weights.length) / total);
  const others = Uint32Array.from(weights, (_, index) => index);
  const small: number[] = [];
  const large: number[] = [];
  shares.forEach((share, index) => (share < 1 ? small : large).push(index));
  for (let low = small.pop(), high = large.pop(); low !== undefined && high !== undefined; low = small.pop()) {
    others[low] = high;
    const left = (shares[high] as number) + (shares[low] as number) - 1;
    shares[high] = left;
    if (left >= 1) continue;
    small.push(high);
    high = large.pop();
  }
  return { shares, others };
}

function pickColumn({ shares, others }: Columns, column: number, height: number): number {
  const index = Math.floor((column / SCALE) * shares.length);
  return height / SCALE < (shares[index] as number) ? index : (others[index] as number);
}
