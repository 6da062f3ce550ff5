import type { Check } from '../../labs/lab-pack.ts';
import type { StepProgress } from '../../labs/progress.ts';
import type { CheckResult, CheckState, Isolation, Place, Verdict } from '../../labs/verdict.ts';
import type { GuideCheck, GuideVerdict } from './guide.ts';

/** What is known of a step's checks: a run under way, a finished one, or neither. */
export type CheckRun =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly results: readonly CheckResult[] }
  | { readonly kind: 'finished'; readonly verdict: Verdict };

/** The checks of a step as the guide shows them: as a run found them, or as they were at the last one. */
export function guideVerdict(checks: readonly Check[], run: CheckRun, progress: StepProgress): GuideVerdict {
  switch (run.kind) {
    case 'none':
      return {
        state: 'none',
        summary: checks.length === 0 ? '' : notRunYet(checks, progress),
        checks: checks.map((check) => waitingCheck(check, progress.checks[check.id])),
        output: '',
        runText: '',
      };
    case 'running':
      return {
        state: 'running',
        summary: `Checking: ${run.results.length} of ${count(checks.length, 'check')} decided…`,
        checks: checks.map((check) => {
          const result = run.results.find(({ id }) => id === check.id);
          return result ? decidedCheck(result) : waitingCheck(check, undefined);
        }),
        output: '',
        runText: '',
      };
    case 'finished':
      return finished(run.verdict);
  }
}

function notRunYet(checks: readonly Check[], { checks: last }: StepProgress): string {
  const passed = checks.filter(({ id }) => last[id] === 'passed').length;
  if (Object.keys(last).length === 0) return `${count(checks.length, 'check')}, not run yet.`;
  return `At the last run ${passed} of ${count(checks.length, 'check')} passed.`;
}

function finished(verdict: Verdict): GuideVerdict {
  return {
    state: endState(verdict),
    summary: verdictSummary(verdict),
    checks: verdict.checks.map((check) => withoutRepeat(decidedCheck(check), verdict)),
    output: verdict.output,
    runText: runText(verdict),
  };
}

/** What the summary says need not be said again below it. */
function withoutRepeat(check: GuideCheck, { ending }: Verdict): GuideCheck {
  return ending.kind === 'stopped' && check.message === ending.message ? { ...check, message: '' } : check;
}

function endState({ ending, passed }: Verdict): GuideVerdict['state'] {
  switch (ending.kind) {
    case 'completed':
      return passed ? 'passed' : 'failed';
    case 'cancelled':
      return 'cancelled';
    case 'stopped':
      return 'stopped';
  }
}

/** One sentence or two on a finished run. */
export function verdictSummary({ ending, passed, checks }: Verdict): string {
  if (ending.kind === 'stopped') return ending.message;
  if (ending.kind === 'cancelled') return 'The checks were stopped before they had finished.';
  if (passed) return checks.length === 1 ? 'The check passed. This step is done.' : `All ${checks.length} checks passed. This step is done.`;
  const good = checks.filter(({ state }) => state === 'passed').length;
  return `${good} of ${count(checks.length, 'check')} passed. Begin with the first that did not.`;
}

function decidedCheck(result: CheckResult): GuideCheck {
  // Two equal texts, such as of `toBeDefined`, compare nothing.
  const isCompared = result.expected !== result.actual;
  return {
    id: result.id,
    title: result.title,
    state: result.state,
    stateText: checkStateText(result.state),
    message: isCompared ? withoutComparison(result.message) : result.message,
    expected: isCompared ? result.expected : null,
    actual: isCompared ? result.actual : null,
    difference: isCompared ? result.difference : null,
    placeText: result.place && placeText(result.place),
    checkPlaceText: checkPlaceText(result),
    output: result.output,
  };
}

/** Expected and actual stand below the message; words of the check's own before such an end say what they are of. */
function withoutComparison(message: string): string {
  return message.replace(/: expected \S+ to (?:be|equal) (?:[+-]?\d+(?:\.\d+)?|'[^']*'|true|false|null|undefined)$/u, '');
}

function waitingCheck({ id, title }: Check, last: CheckState | undefined): GuideCheck {
  return {
    id,
    title,
    state: last ?? 'waiting',
    stateText: last ? `${checkStateText(last)} at the last run` : 'Not run yet',
    message: '',
    expected: null,
    actual: null,
    difference: null,
    placeText: null,
    checkPlaceText: null,
    output: '',
  };
}

function checkStateText(state: CheckState): string {
  switch (state) {
    case 'passed':
      return 'Passed';
    case 'failed':
      return 'Not passed';
    case 'error':
      return 'Could not be decided';
    case 'skipped':
      return 'Not run';
  }
}

/** The line of the check that speaks of it, where the student's own line is shown already; null where there is none. */
export function checkPlaceOf({ place, stack }: CheckResult): Place | null {
  return place?.origin === 'student' ? (stack.find((frame) => frame.place.origin === 'pack')?.place ?? null) : null;
}

function checkPlaceText(result: CheckResult): string | null {
  const place = checkPlaceOf(result);
  return place && placeText(place);
}

/** Such as `stop-and-copy.ts:12`; for a place in the pack it says that it is the check's. */
function placeText({ origin, file, line }: Place): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return origin === 'student' ? `${name}:${line}` : `${name}:${line} (the check)`;
}

function runText({ durationMilliseconds, isolation, ending }: Verdict): string {
  if (ending.kind === 'stopped' && ending.reason === 'not-started') return '';
  const seconds = durationMilliseconds < 100 ? 'less than 0.1' : (durationMilliseconds / 1000).toFixed(1);
  return `Ran for ${seconds} s in a process of its own${isolationText(isolation)}.`;
}

function isolationText({ level, openings }: Isolation): string {
  switch (level) {
    case 'walled':
      return ', walled off from your files and the network';
    case 'partial':
      return `; not walled off: ${openings.join(', ')}`;
    case 'unknown':
      return '';
  }
}

/** `1 check`, `4 checks`. */
function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
