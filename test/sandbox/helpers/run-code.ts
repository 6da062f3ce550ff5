import type { CheckRequest, Provided, RunLimits } from '../../../src/labs/check-request.ts';
import type { Check } from '../../../src/labs/lab-pack.ts';

/** A check of `checks.spec.ts` whose title is the test's name. */
export function check(id: string, test: string | null = id, more: Partial<Check> = {}): Check {
  return { id, title: id, spec: 'lab/checks.spec.ts', test, points: 1, dependsOn: [], ...more };
}

export interface Run {
  readonly code: string;
  readonly spec: string;
  readonly checks?: readonly Check[];
  readonly provided?: Provided;
  readonly limits?: Partial<RunLimits>;
}

/** The student's `answer.ts` and one spec file. */
export function request({ code, spec, checks = [check('it', null)], provided = {}, limits = {} }: Run): CheckRequest {
  return {
    files: [{ path: 'answer.ts', text: code }],
    specs: [{ path: 'lab/checks.spec.ts', text: `import { describe, expect, inject, test } from 'vitest';\n${spec}` }],
    checks,
    provided,
    limits,
  };
}
