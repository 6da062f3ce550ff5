import type { Answer, Lab, LabPack } from './lab-pack.ts';
import type { CheckState, Verdict } from './verdict.ts';

/** `untouched`: never tried. `failed`: tried, not there yet. `done`: once done, done, whatever is tried later. */
export type StepState = 'untouched' | 'failed' | 'done';

/** Names one step of one lab of one pack. */
export interface StepAddress {
  readonly pack: string;
  readonly lab: string;
  readonly step: string;
}

export interface StepProgress {
  readonly state: StepState;
  /** State of each check at its last run, by the check's id. */
  readonly checks: Readonly<Record<string, CheckState>>;
  /** How many hints the student has opened. */
  readonly hintsShown: number;
  /** The answer to a predict step; null until one is given. The first stands. */
  readonly answer: Answer | null;
  /** True once the solution was shown. */
  readonly solutionShown: boolean;
}

/** What a student has done so far, by `pack/lab/step`. Plain data: keep it as JSON. */
export interface Progress {
  readonly version: 1;
  readonly steps: Readonly<Record<string, StepProgress>>;
}

export const NO_PROGRESS: Progress = { version: 1, steps: {} };

const UNTOUCHED: StepProgress = { state: 'untouched', checks: {}, hintsShown: 0, answer: null, solutionShown: false };

/** What is known of a step; of one that was never opened, that nothing is. */
export function stepProgress(progress: Progress, address: StepAddress): StepProgress {
  return progress.steps[keyOf(address)] ?? UNTOUCHED;
}

/** The text has been read: a read step is done by that. */
export function recordRead(progress: Progress, address: StepAddress): Progress {
  return change(progress, address, () => ({ state: 'done' }));
}

/** Notes what the checks found; a step that has passed once stays done. */
export function recordVerdict(progress: Progress, address: StepAddress, verdict: Verdict): Progress {
  const checks = Object.fromEntries(verdict.checks.map(({ id, state }) => [id, state]));
  return change(progress, address, (step) => ({
    state: verdict.passed || step.state === 'done' ? 'done' : 'failed',
    checks: { ...step.checks, ...checks },
  }));
}

/** The first answer stands. A predict step is done when it is answered, right or wrong: being surprised is the point. */
export function recordAnswer(progress: Progress, address: StepAddress, answer: Answer): Progress {
  return change(progress, address, (step) => ({ state: 'done', answer: step.answer ?? answer }));
}

/** One more hint was opened. */
export function recordHint(progress: Progress, address: StepAddress): Progress {
  return change(progress, address, (step) => ({ hintsShown: step.hintsShown + 1 }));
}

/** Notes that the student has looked at the solution. */
export function recordSolutionShown(progress: Progress, address: StepAddress): Progress {
  return change(progress, address, () => ({ solutionShown: true }));
}

/** Forgets all about a step. */
export function resetStep(progress: Progress, address: StepAddress): Progress {
  const others = Object.entries(progress.steps).filter(([key]) => key !== keyOf(address));
  return { ...progress, steps: Object.fromEntries(others) };
}

/** A lab is done when all its steps are, untouched when none was tried, and else under way. */
type LabState = 'untouched' | 'under-way' | 'done';

export interface LabSummary {
  readonly state: LabState;
  readonly done: number;
  readonly steps: number;
}

/** How many of a lab's steps are done, and what that makes of the lab. */
export function labSummary(progress: Progress, pack: LabPack, lab: Lab): LabSummary {
  const states = lab.steps.map(({ id }) => stepProgress(progress, { pack: pack.id, lab: lab.id, step: id }).state);
  const done = states.filter((state) => state === 'done').length;
  const untouched = states.every((state) => state === 'untouched');
  return { state: untouched ? 'untouched' : done === states.length ? 'done' : 'under-way', done, steps: states.length };
}

function keyOf({ pack, lab, step }: StepAddress): string {
  return `${pack}/${lab}/${step}`;
}

function change(
  progress: Progress,
  address: StepAddress,
  update: (step: StepProgress) => Partial<StepProgress>,
): Progress {
  const step = stepProgress(progress, address);
  return { ...progress, steps: { ...progress.steps, [keyOf(address)]: { ...step, ...update(step) } } };
}

/** Reads progress kept as JSON. What cannot be read is refused as a whole: null. */
export function parseProgress(text: string): Progress | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { version, steps } = value as Partial<Progress>;
  if (version !== 1 || typeof steps !== 'object' || steps === null) return null;
  return Object.values(steps).every(isStepProgress) ? { version, steps } : null;
}

function isStepProgress(value: unknown): value is StepProgress {
  if (typeof value !== 'object' || value === null) return false;
  const { state, checks, hintsShown, solutionShown } = value as Partial<StepProgress>;
  return (
    (state === 'untouched' || state === 'failed' || state === 'done') &&
    typeof checks === 'object' && checks !== null && typeof hintsShown === 'number' && typeof solutionShown === 'boolean'
  );
}
