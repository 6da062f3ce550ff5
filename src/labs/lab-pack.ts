/** A lab pack as its `labpack.json` describes it. Every path is relative to the pack's folder, with `/`. */
export interface LabPack {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly description: string;
  readonly authors: readonly string[];
  readonly licence: string;
  /** Languages of the texts, the first being that of the file itself. */
  readonly locales: readonly string[];
  /** The oldest VirtLab that can run this pack. */
  readonly minimumVirtLab: string;
  readonly labs: readonly Lab[];
}

export interface Lab {
  readonly id: string;
  readonly title: string;
  readonly goals: readonly string[];
  /** How long it takes, roughly. */
  readonly minutes: number;
  /** Path of the scenario file that makes the lab's data center; null where the lab needs none. */
  readonly world: string | null;
  readonly steps: readonly Step[];
}

/** `read`: a text. `do`: act in the data center. `code`: write TypeScript. `predict`: answer before it is revealed. */
export type StepKind = 'read' | 'do' | 'code' | 'predict';

interface StepBase {
  readonly id: string;
  readonly title: string;
  /** Path of the Markdown text. */
  readonly text: string;
  readonly checks: readonly Check[];
  readonly hints: readonly Hint[];
}

interface ReadStep extends StepBase {
  readonly kind: 'read';
}

interface DoStep extends StepBase {
  readonly kind: 'do';
}

export interface CodeStep extends StepBase {
  readonly kind: 'code';
  readonly files: readonly StepFile[];
  readonly wrongSolutions: readonly WrongSolution[];
}

export interface PredictStep extends StepBase {
  readonly kind: 'predict';
  readonly question: Question;
  /** Shown once the student has answered. */
  readonly reveal: Reveal;
}

export type Step = ReadStep | DoStep | CodeStep | PredictStep;

/** A file of a code step: what the student finds at the start, and what solves the step. */
export interface StepFile {
  /** Where it lies in the student's folder of the step, such as `stop-and-copy.ts`. */
  readonly path: string;
  /** Path of what the student starts from. */
  readonly starter: string;
  /** Path of the solution; null for a file that the student only reads. */
  readonly solution: string | null;
  readonly editable: boolean;
  readonly visible: boolean;
}

/** One thing that must hold: a test of a spec file, or all its tests. */
export interface Check {
  readonly id: string;
  readonly title: string;
  /** Path of a spec file in Vitest's syntax. */
  readonly spec: string;
  /** Full name of the test, `describe > test`; null for every test of the file. */
  readonly test: string | null;
  readonly points: number;
  /** Ids of checks of this step that must pass first; until they do, this one is skipped. */
  readonly dependsOn: readonly string[];
}

export interface Hint {
  /** Markdown. */
  readonly text: string;
  /** Id of the check whose failing makes this hint the fitting one; null for any. */
  readonly check: string | null;
}

/** A mistake that students make; `pack.check` sees to it that the named check finds it. */
export interface WrongSolution {
  readonly id: string;
  /** What is wrong with it, in a sentence. */
  readonly mistake: string;
  /** For each file it changes: path in the student's folder to path in the pack. */
  readonly files: Readonly<Record<string, string>>;
  readonly killedBy: string;
}

export type Question =
  | {
      readonly kind: 'number';
      /** Markdown. */
      readonly text: string;
      /** Such as `rounds`; empty where there is none. */
      readonly unit: string;
      readonly minimum: number;
      readonly maximum: number;
    }
  | { readonly kind: 'choice'; readonly text: string; readonly options: readonly Option[] };

export interface Option {
  readonly id: string;
  readonly text: string;
}

/** What a student answered: the number, or the id of the option chosen. */
export type Answer = number | string;

/** What really happens: a migration simulated in the lab's world as it is at the start, and why. */
export interface Reveal {
  /** Path of the Markdown that explains it, shown below the result. */
  readonly text: string;
  readonly migration: RevealMigration;
}

export interface RevealMigration {
  readonly vm: string;
  readonly to: string;
  readonly downtimeLimitMilliseconds: number | null;
  readonly maxBandwidthBytesPerSecond: number | null;
}
