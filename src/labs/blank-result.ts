import type { Check } from './lab-pack.ts';
import type { CheckResult } from './verdict.ts';

/** The result of a check that did not run to its end: nothing was compared, printed or won. */
export function blankResult({ id, title }: Check, state: CheckResult['state'], message: string): CheckResult {
  return {
    id, title, state, message,
    expected: null, actual: null, difference: null,
    place: null, stack: [],
    output: '', durationMilliseconds: 0, points: 0,
  };
}
