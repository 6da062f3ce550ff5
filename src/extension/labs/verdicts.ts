import type { Step } from '../../labs/lab-pack.ts';
import type { CheckResult, Verdict } from '../../labs/verdict.ts';

/** The verdict of a run that could not begin; `message` is a sentence that says why and what helps. */
export function notRun(step: Step, message: string): Verdict {
  return {
    passed: false,
    checks: step.checks.map(({ id, title }) => skipped(id, title)),
    ending: { kind: 'stopped', reason: 'not-started', message },
    points: 0,
    possiblePoints: step.checks.reduce((sum, { points }) => sum + points, 0),
    output: '',
    durationMilliseconds: 0,
    isolation: { level: 'unknown', openings: [] },
  };
}

function skipped(id: string, title: string): CheckResult {
  return {
    id,
    title,
    state: 'skipped',
    message: '',
    expected: null,
    actual: null,
    difference: null,
    place: null,
    stack: [],
    output: '',
    durationMilliseconds: 0,
    points: 0,
  };
}
