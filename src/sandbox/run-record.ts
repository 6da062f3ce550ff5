import { blankResult } from '../labs/blank-result.ts';
import type { CheckRequest } from '../labs/check-request.ts';
import type { Check } from '../labs/lab-pack.ts';
import type { CheckResult, Isolation, RunEnding, StopReason, Verdict } from '../labs/verdict.ts';
import type { ChildMessage } from './messages.ts';

/** What is known of a run so far; in the end, its verdict. */
export class RunRecord {
  readonly #checks: readonly Check[];
  readonly #onResult: (result: CheckResult) => void;
  readonly #results = new Map<string, CheckResult>();
  readonly #started = performance.now();
  #current: string | null = null;
  #loading: string | null = null;
  #output = '';
  #finished = false;
  #isolation: Isolation = { level: 'unknown', openings: [] };

  constructor(checks: readonly Check[], onResult: (result: CheckResult) => void) {
    this.#checks = checks;
    this.#onResult = onResult;
  }

  /** Whether the child has tested its walls; before it nobody's code has run. */
  get hasBegun(): boolean {
    return this.#isolation.level !== 'unknown';
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Where the run is, in words that go on a sentence: ` in the check "…"`. */
  get whereabouts(): string {
    const current = this.#checks.find(({ id }) => id === this.#current);
    if (current !== undefined) return ` in the check "${current.title}"`;
    return this.#loading === null ? '' : ' while your files were loading, before any check began';
  }

  take(message: ChildMessage): void {
    switch (message.kind) {
      case 'walls':
        this.#isolation = { level: message.openings.length === 0 ? 'walled' : 'partial', openings: message.openings };
        break;
      case 'loading':
        this.#loading = message.spec;
        break;
      case 'check-started':
        this.#current = message.id;
        break;
      case 'check-finished':
        this.#current = null;
        this.#put(message.result);
        break;
      case 'finished':
        this.#output = message.output;
        this.#finished = true;
        break;
    }
  }

  /** The run is over. The check that was under way could not be decided; those after it did not run. */
  verdict(ending: RunEnding): Verdict {
    for (const check of this.#checks) if (!this.#results.has(check.id)) this.#put(this.#undecided(check, ending));
    const checks = this.#checks.map(({ id }) => this.#results.get(id) as CheckResult);
    return {
      passed: ending.kind === 'completed' && checks.length > 0 && checks.every(({ state }) => state === 'passed'),
      checks,
      ending,
      points: checks.reduce((sum, { points }) => sum + points, 0),
      possiblePoints: this.#checks.reduce((sum, { points }) => sum + points, 0),
      output: this.#output,
      durationMilliseconds: performance.now() - this.#started,
      isolation: this.#isolation,
    };
  }

  #undecided(check: Check, ending: RunEnding): CheckResult {
    const guilty = check.id === this.#current || (this.#current === null && this.#results.size === 0);
    const message = ending.kind === 'stopped' && guilty ? ending.message : 'The run ended before this check.';
    return blankResult(check, ending.kind === 'stopped' && guilty ? 'error' : 'skipped', message);
  }

  #put(result: CheckResult): void {
    this.#results.set(result.id, result);
    this.#onResult(result);
  }
}

/** The verdict of a run that could not begin, because a file cannot be read as TypeScript. */
export function verdictBeforeStart(
  { checks }: CheckRequest,
  onResult: (result: CheckResult) => void,
  mistake: Pick<CheckResult, 'message' | 'place'>,
): Verdict {
  const record = new RunRecord(checks, onResult);
  for (const check of checks) record.take({ kind: 'check-finished', result: { ...blankResult(check, 'error', ''), ...mistake } });
  return record.verdict({ kind: 'completed' });
}

/** The ending of a run that was stopped; `message` is one sentence for the student. */
export function stopped(reason: StopReason, message: string): RunEnding {
  return { kind: 'stopped', reason, message };
}
