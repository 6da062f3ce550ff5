import { blankResult } from '../../labs/blank-result.ts';
import type { Step } from '../../labs/lab-pack.ts';
import type { Verdict } from '../../labs/verdict.ts';

/** The verdict of a run that could not begin; `message` is a sentence that says why and what helps. */
export function notRun(step: Step, message: string): Verdict {
  return {
    passed: false,
    checks: step.checks.map((check) => blankResult(check, 'skipped', '')),
    ending: { kind: 'stopped', reason: 'not-started', message },
    points: 0,
    possiblePoints: step.checks.reduce((sum, { points }) => sum + points, 0),
    output: '',
    durationMilliseconds: 0,
    isolation: { level: 'unknown', openings: [] },
  };
}
