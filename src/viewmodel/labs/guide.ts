import type { Answer, Option, StepKind } from '../../labs/lab-pack.ts';
import type { StepAddress } from '../../labs/progress.ts';

export type { Answer };

/** What a button of the guide does. */
export type GuideTask =
  | 'check'
  | 'stop-check'
  | 'hint'
  | 'reset'
  | 'solution'
  | 'finish-reading'
  | 'show-data-center'
  | 'show-timeline'
  | 'open-file'
  | 'load-world'
  | 'manage-trust'
  | 'open-folder'
  | 'use-practice-folder';

/** A button of the guide. */
export interface GuideButton {
  readonly task: GuideTask;
  readonly label: string;
  /** The one button of a group that is the likely next thing to do. */
  readonly primary: boolean;
}

/** Something that stands between the student and the step, with the buttons that mend it. */
export interface GuideNotice {
  readonly text: string;
  readonly buttons: readonly GuideButton[];
}

/** A step of the lab in the guide's list. */
export interface GuideStepLink {
  readonly step: string;
  readonly title: string;
  readonly state: 'untouched' | 'failed' | 'done';
  readonly shown: boolean;
}

/** What a prediction is typed or chosen in. */
export type GuideInput =
  | { readonly kind: 'number'; readonly unit: string; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'choice'; readonly options: readonly Option[] };

/** A table of the guide; cells are plain text. */
export interface GuideTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What is shown once a prediction has been made. */
export interface GuideReveal {
  /** Whether the prediction came true; null where there is nothing to compare. */
  readonly right: boolean | null;
  /** One sentence: what really happens. */
  readonly result: string;
  readonly table: GuideTable | null;
  /** Markdown. */
  readonly explanation: string;
}

/** The form of a predict step. */
export interface GuidePrediction {
  /** Markdown. */
  readonly question: string;
  readonly input: GuideInput;
  /** The answer that was recorded, null before. */
  readonly answer: Answer | null;
  /** The recorded answer in words. */
  readonly answerText: string | null;
  readonly reveal: GuideReveal | null;
}

/** A check and what came of it. */
export interface GuideCheck {
  readonly id: string;
  readonly title: string;
  readonly state: 'waiting' | 'passed' | 'failed' | 'error' | 'skipped';
  /** The state in words. */
  readonly stateText: string;
  readonly message: string;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly difference: string | null;
  /** Such as `stop-and-copy.ts:12`; null where no place is known. */
  readonly placeText: string | null;
  /** The line of the check that was not met, such as `checks.spec.ts:7 (the check)`; null where it is the place itself, or unknown. */
  readonly checkPlaceText: string | null;
  readonly output: string;
}

/** What came of the checks of a step. */
export interface GuideVerdict {
  readonly state: 'none' | 'running' | 'passed' | 'failed' | 'stopped' | 'cancelled';
  /** One sentence, read aloud when it changes. */
  readonly summary: string;
  readonly checks: readonly GuideCheck[];
  /** What the code printed outside of checks. */
  readonly output: string;
  /** How the code was run; empty before the first run. */
  readonly runText: string;
}

/** The hints of a step. */
export interface GuideHints {
  /** Markdown of the hints opened so far. */
  readonly shown: readonly string[];
  readonly total: number;
}

/** All that the guide shows of one step, as plain data. */
export interface GuideModel {
  readonly address: StepAddress;
  readonly labTitle: string;
  readonly title: string;
  readonly kind: StepKind;
  readonly kindText: string;
  readonly state: 'untouched' | 'failed' | 'done';
  readonly stateText: string;
  /** Such as `Step 2 of 5`. */
  readonly positionText: string;
  readonly steps: readonly GuideStepLink[];
  readonly previous: string | null;
  readonly next: string | null;
  /** Markdown. */
  readonly text: string;
  /** Where relative pictures of the text are found; ends with a slash. */
  readonly pictureBase: string;
  readonly notices: readonly GuideNotice[];
  readonly buttons: readonly GuideButton[];
  readonly prediction: GuidePrediction | null;
  readonly verdict: GuideVerdict;
  readonly hints: GuideHints;
}
