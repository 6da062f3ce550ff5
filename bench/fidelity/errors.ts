import type { CaseFigures } from './case.ts';

/** Absolute relative errors of one prediction, in percent; null where there is nothing to compare. */
export interface CaseErrors {
  readonly totalTime: number;
  readonly transferred: number;
  readonly downtime: number | null;
  /** In rounds, not percent. */
  readonly rounds: number;
  readonly endsRight: boolean;
}

export function errorsOf(predicted: CaseFigures, measured: CaseFigures): CaseErrors {
  const predictedDowntime = predicted.downtime_ms;
  const measuredDowntime = measured.downtime_ms ?? 0;
  return {
    totalTime: percent(predicted.total_time_ms, measured.total_time_ms),
    transferred: percent(predicted.transferred_bytes, measured.transferred_bytes),
    downtime: predictedDowntime === null || measuredDowntime <= 0 ? null : percent(predictedDowntime, measuredDowntime),
    rounds: Math.abs(predicted.rounds - measured.rounds),
    endsRight: predicted.converged === measured.converged,
  };
}

/** Median and 90th percentile (nearest rank) of what is there. */
export function spread(values: readonly (number | null)[]): { readonly median: number; readonly p90: number } {
  const sorted = values.filter((value) => value !== null).sort((one, other) => one - other);
  return { median: rank(sorted, 0.5), p90: rank(sorted, 0.9) };
}

function rank(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

function percent(predicted: number, measured: number): number {
  return Math.abs((100 * (predicted - measured)) / measured);
}
