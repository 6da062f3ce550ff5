import type { CaseFigures, FidelityCase } from './case.ts';

const MOST_ROUNDS = 40;

/**
 * The closed-form model of pre-copy that papers use: each round sends what the one before let the guest dirty,
 * V(i+1) = V(i) x D / R, until what is left fits the downtime limit. It knows no working set, no accounting and no
 * measurement, and is what a page-level model has to beat.
 */
export function geometric(one: FidelityCase): CaseFigures {
  const rate = one.bandwidth_bytes_per_s;
  const dirtied = one.workload.pages_per_s * 4096;
  const { max_sync = MOST_ROUNDS, max_s = 30 } = one.features.stop_rule ?? {};
  let left = one.ram_bytes;
  let sent = 0;
  let rounds = 1;
  let time = 0;
  while (left > (rate * one.downtime_limit_ms) / 1000) {
    if (rounds >= max_sync || time >= max_s) {
      return { total_time_ms: time * 1000, downtime_ms: null, transferred_bytes: sent, rounds, converged: false };
    }
    const duration = left / rate;
    sent += left;
    time += duration;
    left = Math.min(one.ram_bytes, dirtied * duration);
    rounds++;
  }
  const downtime = left / rate;
  return {
    total_time_ms: (time + downtime) * 1000,
    downtime_ms: downtime * 1000,
    transferred_bytes: sent + left,
    rounds: rounds + 1,
    converged: true,
  };
}
