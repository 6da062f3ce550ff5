/** A place in a file of the run, counted from 1 as editors do. */
export interface Place {
  /** Whose file: then `file` is a path in the student's folder of the step, or one in the pack. */
  readonly origin: 'student' | 'pack';
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * `passed` and `failed` say whether the check held; `error`: it could not be decided, because code threw, did not load
 * or was stopped; `skipped`: it did not run, because a check it depends on did not pass or the run ended before it.
 */
export type CheckState = 'passed' | 'failed' | 'error' | 'skipped';

export interface CheckResult {
  /** The check's id. */
  readonly id: string;
  readonly title: string;
  readonly state: CheckState;
  /** One or two sentences; empty where the check passed. */
  readonly message: string;
  /** Readable text of the two values that were compared. */
  readonly expected: string | null;
  readonly actual: string | null;
  /** Line by line, `- expected`, `+ actual`; null where there is nothing to compare. */
  readonly difference: string | null;
  /** Where the student should look: the line of their own file that led here, or their function that was tried; in the spec where that threw. */
  readonly place: Place | null;
  /** The way to that place, innermost first. */
  readonly stack: readonly StackFrame[];
  /** What the code printed while this check ran. */
  readonly output: string;
  readonly durationMilliseconds: number;
  /** The check's points if it passed, else 0. */
  readonly points: number;
}

export interface StackFrame {
  readonly name: string;
  readonly place: Place;
}

/** `completed`: every check was decided or skipped in the ordinary way. */
export type RunEnding =
  | { readonly kind: 'completed' }
  | { readonly kind: 'cancelled' }
  /** The code was killed: it ran too long, took too much memory, or ended its process. */
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly message: string };

export type StopReason = 'deadline' | 'memory' | 'ended' | 'not-started';

/**
 * `walled`: every probe of the child found its wall standing. `partial`: the process is fresh and limited, but some
 * probes got through; `openings` names them. `unknown`: the child did not come as far as testing them.
 */
export interface Isolation {
  readonly level: 'walled' | 'partial' | 'unknown';
  readonly openings: readonly string[];
}

/** What a run of a step's checks found. */
export interface Verdict {
  /** True if there was something to check and every check passed. */
  readonly passed: boolean;
  readonly checks: readonly CheckResult[];
  readonly ending: RunEnding;
  readonly points: number;
  readonly possiblePoints: number;
  /** Printed while no check ran, such as when files load. */
  readonly output: string;
  readonly durationMilliseconds: number;
  readonly isolation: Isolation;
}
